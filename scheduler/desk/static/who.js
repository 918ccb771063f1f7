// Where nobody logs in, each form asks who sits here: the name that was sent last stands there already, says
// that it was remembered, and whoever else sits down types her own over it. It stays in this browser.

const PLACE = "loa-who";
const FIELDS = "input[name=who]:not([type=hidden])";

export function remember() {
  document.addEventListener("submit", ({ target }) => {
    const said = target.querySelector(FIELDS)?.value.trim();
    if (said) put(said);
  });
}

export function fillIn() {
  const kept = get();
  if (!kept) return;
  for (const field of document.querySelectorAll(FIELDS)) {
    if (!field.value && !field.isTyped) {
      field.value = kept;
      field.isTyped = true; // a page that is brought up to date leaves it
    }
    const place = field.closest("label") ?? field;
    if (field.value !== kept || place.nextElementSibling?.className === "who-kept") continue;
    place.after(Object.assign(document.createElement("small"), { className: "who-kept", textContent: document.body.dataset.whoKept }));
  }
}

function put(said) {
  try {
    localStorage.setItem(PLACE, said);
  } catch {
    // a browser that keeps nothing: she is asked each time
  }
}

function get() {
  try {
    return localStorage.getItem(PLACE);
  } catch {
    return null;
  }
}
