// The desk's scripts; every page can be read without them.

import { busy } from "./busy.js";
import { asking } from "./asking.js";
import { keep } from "./keep.js";
import { follow } from "./live.js";
import { month } from "./month.js";
import { enhance, show } from "./page.js";
import { setup } from "./setup.js";
import { viewer } from "./viewer.js";
import { remember } from "./who.js";
import { write } from "./write.js";

const PAUSE = 150; // milliseconds after the last key before the list follows the filter
let waiting = 0;

document.documentElement.classList.add("js");
document.addEventListener("input", ({ target }) => {
  if (!target.closest("#filter")) return;
  clearTimeout(waiting);
  waiting = setTimeout(sift, target.type === "search" ? PAUSE : 0);
});
document.addEventListener("submit", (event) => {
  if (event.target.id !== "filter") return;
  event.preventDefault();
  clearTimeout(waiting);
  sift();
});
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const words = document.getElementById(button.dataset.copy);
  getSelection().selectAllChildren(words);
  // Browsers give a page the clipboard only over HTTPS or on its own machine; the old way goes elsewhere too.
  if (navigator.clipboard && !("rich" in words.dataset)) await navigator.clipboard.writeText(words.textContent);
  else if (!(await copyRich(words)) && !document.execCommand("copy")) return;
  button.textContent = button.dataset.copied;
});
async function copyRich(words) {
  if (!("rich" in words.dataset) || !navigator.clipboard?.write || !window.ClipboardItem) return false;
  const as = (type, text) => new Blob([text], { type });
  const both = { "text/html": as("text/html", words.innerHTML), "text/plain": as("text/plain", words.innerText) };
  return navigator.clipboard.write([new ClipboardItem(both)]).then(() => true, () => false);
}
// What is chosen within an article is copied as it was written, without the styles of this page.
document.addEventListener("copy", (event) => {
  const chosen = getSelection();
  const within = chosen.rangeCount && chosen.getRangeAt(0).commonAncestorContainer;
  const at = within && (within.closest ? within : within.parentElement);
  if (!at?.closest("[data-rich]")) return;
  const copy = document.createElement("div");
  copy.append(chosen.getRangeAt(0).cloneContents());
  event.clipboardData.setData("text/html", copy.innerHTML);
  event.clipboardData.setData("text/plain", String(chosen));
  event.preventDefault();
});
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) window.print();
  if (target.closest("[data-back]")) history.back(); // what was typed is still there
});
document.addEventListener("click", ({ target }) => {
  const step = target.closest(".decide [name=step]"); // what is returned is returned with a remark
  if (step?.form.elements.remark) step.form.elements.remark.required = step.value === "return";
});
document.addEventListener("submit", ({ target }) => {
  const back = target.querySelector("[data-came]"); // where she was before this page
  const { origin, pathname, search } = new URL(document.referrer || location.href);
  if (back && origin === location.origin) back.value = pathname + search;
});
// What a button unfolds is brought into sight whole: on a phone its own button lay below the menu.
document.addEventListener("click", ({ target }) => {
  const act = target.closest("summary")?.closest("details.act, details.mover");
  if (act) requestAnimationFrame(() => act.open && act.scrollIntoView({ block: "nearest" }));
});
document.addEventListener("keydown", (event) => {
  const side = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const busy = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  if (!side || busy || event.target.closest("input, select, textarea, pre, summary, .sizes, dialog")) return;
  document.querySelector(`a[rel="${side}"]`)?.click();
});
enhance();
remember();
asking();
busy();
keep();
month();
write();
setup();
viewer();
if (!document.querySelector("#write, [data-still]")) follow(); // a form being filled in is never touched

function sift() {
  const filter = document.getElementById("filter");
  const asked = Array.from(new FormData(filter)).filter(([, value]) => value.trim());
  const query = new URLSearchParams(asked).toString();
  const { pathname } = new URL(filter.action);
  const address = query ? `${pathname}?${query}` : pathname;
  history.replaceState(null, "", address);
  show(address).catch(() => filter.submit());
}
