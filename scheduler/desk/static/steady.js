// What is pressed or pointed at stays where it is while something appears or goes: else a press would miss its button.

const CONTROLS = "a, button, summary, label, input, select, textarea, [tabindex], [contenteditable]";
const CLICKED = 60; // milliseconds after the pointer is up, by which a touch has become a click
const MOVED = 800; // a mouse that moved so lately over the buttons that end a form is about to press
const waiting = [];
let pressed = false;
let moved = 0;

document.addEventListener("pointerdown", () => (pressed = true), true);
for (const name of ["pointerup", "pointercancel", "dragend"]) {
  document.addEventListener(name, () => setTimeout(() => ((pressed = false), go()), CLICKED), true);
}
document.addEventListener("pointermove", () => (moved = Date.now()), { capture: true, passive: true });

// Makes that *change* to the page: at once, or as soon as nobody is pressing.
export function steadily(change) {
  waiting.push(change);
  go();
}

function go() {
  if (pressed || !waiting.length) return; // who lets go calls again
  if (isAboutToPress()) return void setTimeout(go, MOVED);
  const kept = pointedAt();
  const top = kept?.getBoundingClientRect().top;
  for (const change of waiting.splice(0)) change();
  if (kept?.isConnected) bringBack(kept, top);
}

function isAboutToPress() {
  return Date.now() - moved < MOVED && hovers() && document.querySelector(".finish:hover");
}

function hovers() {
  return matchMedia("(hover: hover)").matches;
}

// What the mouse stands on, else where she types, as far as it is in sight.
function pointedAt() {
  const under = hovers() ? Array.from(document.querySelectorAll(":hover")).at(-1)?.closest(CONTROLS) : null;
  const one = under && under.id !== "content" ? under : document.activeElement;
  if (!one || one === document.body || one.id === "content") return null;
  const { top, bottom } = one.getBoundingClientRect();
  return bottom > 0 && top < innerHeight ? one : null;
}

function bringBack(kept, top) {
  const away = () => kept.getBoundingClientRect().top - top;
  const was = away();
  if (Math.abs(was) < 1) return;
  const from = scrollY;
  scrollBy({ top: was, behavior: "instant" });
  const rest = away();
  if (Math.abs(rest) > Math.abs(was)) return scrollTo({ top: from, behavior: "instant" }); // it does not scroll along
  if (rest >= 0) return;
  const page = document.getElementById("content"); // which cannot be scrolled further: its room stays
  page.style.paddingTop = `${parseFloat(getComputedStyle(page).paddingTop) - rest}px`;
}
