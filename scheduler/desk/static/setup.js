// The set-up: the sample card follows what is chosen.

import { steadily } from "./steady.js";

const PAUSE = 400; // milliseconds after the last change

export function setup() {
  document.addEventListener("change", ({ target }) => {
    const field = target.dataset.reveals && document.getElementById(target.dataset.reveals);
    if (field) field.type = target.checked ? "text" : "password";
  });
  document.addEventListener("input", ({ target }) => {
    const name = target.dataset.proposes && document.getElementById(target.dataset.proposes);
    if (!name || (name.value && name.value !== name.dataset.proposed)) return; // it is hers
    name.value = name.dataset.proposed = plain(target.value);
  });
  const form = document.getElementById("brand");
  if (!form) return;
  let waiting = 0;
  let asked = 0;
  form.addEventListener("input", ({ target }) => {
    if (target.type === "file") return;
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });

  async function look() {
    const number = ++asked;
    const given = new FormData(form);
    given.delete("logo");
    const answer = await fetch("/setup/brand/look", { method: "POST", body: given }).catch(() => null);
    if (!answer?.ok || number !== asked) return;
    const { cards, hint } = await answer.json();
    const shown = document.getElementById("sample-cards");
    steadily(() => {
      cards.forEach((card, number) => (shown.children[number].src = card));
      shown.hidden = !cards.length;
      document.getElementById("sample-none").hidden = Boolean(cards.length);
      document.getElementById("sample-hint").textContent = hint;
    });
  }
}

// As calendar/entry.py makes an id: “Ngọc Hân” is ngoc-han.
function plain(words) {
  const bare = words.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
  return bare.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
}
