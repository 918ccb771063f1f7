// Whether a photo shows a child is asked right beneath it; the consents follow the photo of which the answer is yes.
// Of another photo nothing is known yet: how the one before was cut, lit and framed goes with it.

export function children(form) {
  form.addEventListener("input", ({ target }) => {
    if (target.matches("[name$=-image]")) forget(target); // another photo: nobody has looked at it yet
    if (target.matches("[name$=-children_seen]")) ask(form);
  });
}

function forget(select) {
  const asked = document.querySelector(`[data-children="${select.id}"]`);
  for (const answer of asked?.querySelectorAll("[type=radio]") ?? []) answer.checked = false;
  const framed = document.querySelector(`[data-framed="${select.id}"]`);
  if (!framed || framed.value === select.value) return;
  framed.value = select.value;
  for (const name of ["crop", "focus", "light"]) {
    const field = select.form.elements.namedItem(select.name.replace(/image$/, name));
    if (field) field.value = "";
  }
}

// What is asked of a photo is away where there is none; what was typed of children never is.
export function ask(form) {
  const questions = Array.from(form.querySelectorAll("[data-children]"));
  for (const one of questions) one.hidden = !document.getElementById(one.dataset.children).value;
  const row = document.getElementById("field-consents");
  const seen = questions.find((one) => !one.hidden && one.querySelector("[value=yes]:checked"));
  row.hidden = !seen && !Array.from(row.querySelectorAll("input")).some(({ value }) => value);
  if (seen && seen.nextElementSibling !== row) seen.after(row);
}
