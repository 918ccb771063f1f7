// The set-up: the sample card follows what is chosen.

const PAUSE = 400; // milliseconds after the last change

export function setup() {
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
    const { card, hint } = await answer.json();
    const picture = document.getElementById("sample-card");
    if (card) picture.src = card;
    picture.hidden = !card;
    document.getElementById("sample-none").hidden = Boolean(card);
    document.getElementById("sample-hint").textContent = hint;
  }
}
