// The cards of a post at their full size, over the page: one after another, back by × or Esc. Without a script
// each opens in a window of its own.

let shown = [];
let at = 0;

export function viewer() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".sizes a");
    const dialog = document.getElementById("viewer");
    if (!link || !dialog || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    shown = Array.from(document.querySelectorAll(".sizes a"));
    look(dialog, shown.indexOf(link));
    dialog.showModal();
  });
  document.addEventListener("click", ({ target }) => {
    const dialog = target.closest?.("#viewer");
    if (!dialog) return;
    const step = target.closest("[data-step]");
    if (step) look(dialog, at + Number(step.dataset.step));
    else if (target === dialog || target.closest("[data-close]")) dialog.close(); // beside the picture, or ×
  });
  document.addEventListener("keydown", (event) => {
    const dialog = event.target.closest?.("#viewer");
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (dialog && step) look(dialog, at + step);
  });
}

function look(dialog, place) {
  if (!shown[place]) return;
  at = place;
  const small = shown[at].querySelector("img");
  const picture = dialog.querySelector("img");
  Object.assign(picture, { src: shown[at].getAttribute("href"), alt: small.alt, width: small.getAttribute("width"), height: small.getAttribute("height") });
  dialog.querySelector("figcaption").textContent = `${shown[at].closest("figure").querySelector("figcaption").textContent.trim()} (${at + 1}/${shown.length})`;
  for (const step of dialog.querySelectorAll("[data-step]")) step.disabled = !shown[at + Number(step.dataset.step)];
}
