// The post as followers will see it, beside the form: which place is looked at, and the words of that place alone.

export function compose(form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take-words], [data-mend]");
    if (!button) return;
    event.preventDefault();
    const { takeWords, into, mend, value } = button.dataset;
    put(form.elements.namedItem(mend ?? into), mend ? value : form.elements.namedItem(takeWords).value);
  });
  part(form);
}

// What one press mends; without a script the whole form is sent for it.
export function mender({ field, value, say }) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button small", textContent: say });
  Object.assign(button.dataset, { mend: field, value });
  return button;
}

// A number of the text that the card has not yet, beneath the field that would hold it.
export function offer(form, offers) {
  for (const place of form.querySelectorAll("[data-offer]")) {
    const mine = offers.find(({ field }) => field === place.dataset.offer);
    if (place.textContent === (mine ? `${mine.words} ${mine.mend.say}` : "")) continue; // not said twice
    place.replaceChildren(...(mine ? [`${mine.words} `, mender(mine.mend)] : []));
  }
}

function put(field, value) {
  if (!field) return;
  field.value = value;
  field.dispatchEvent(new Event("chips:set"));
  field.dispatchEvent(new Event("input", { bubbles: true }));
  (field.chipped ?? field).focus();
}

// *html* is the post as it is now; who stands on one of the places stays there.
export function showWays(form, html) {
  const place = document.getElementById("ways");
  const stood = document.activeElement?.name === "way" && place.contains(document.activeElement);
  const isOpen = Boolean(place.querySelector("details[open]"));
  const wanted = new DOMParser().parseFromString(html, "text/html");
  place.replaceChildren(...Array.from(wanted.body.childNodes, (node) => document.importNode(node, true)));
  if (stood) place.querySelector("[name=way]:checked")?.focus();
  const more = place.querySelector("details");
  if (more && isOpen) more.open = true;
  part(form);
}

function part(form) {
  const way = form.querySelector("[name=way]:checked")?.value ?? form.querySelector("[data-way]")?.dataset.way;
  for (const own of form.querySelectorAll("[data-way]")) own.hidden = own.dataset.way !== way;
}
