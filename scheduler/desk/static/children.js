// Whether a photo shows a child is asked right beneath it; the consents follow the photo of which the answer is yes.
// Of another photo nothing is known yet: how the one before was cut, lit and framed goes with it.

import { parsed } from "./part.js";

export function children(form) {
  form.addEventListener("input", ({ target }) => {
    if (target.matches("[name$=-image]")) forget(target); // another photo: nobody has looked at it yet
    if (target.matches("[name$=-crop]")) widen(target); // what nobody has looked at is seen now
    if (target.matches("[name$=-children_seen]")) ask(form);
  });
}

function unanswer(id) {
  const asked = document.querySelector(`[data-children="${id}"]`);
  for (const answer of asked?.querySelectorAll("[type=radio]") ?? []) answer.checked = false;
}

function widen(field) {
  const part = field.form.elements.namedItem(field.name.replace(/crop$/, "part"));
  if (!part) return;
  const [before, now] = [part, field].map(({ value }) => parsed(value));
  if (now.every((side, number) => (number < 2 ? side >= before[number] - 1e-6 : side <= before[number] + 1e-6))) return;
  part.value = field.value.split(/\s+/).join(" ");
  unanswer(`in-${field.name.replace(/crop$/, "image")}`);
}

function forget(select) {
  unanswer(select.id);
  const framed = document.querySelector(`[data-framed="${select.id}"]`);
  if (!framed || framed.value === select.value) return;
  framed.value = select.value;
  for (const name of ["crop", "part", "focus", "light"]) {
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
