// What is wrong, told at its field: at once where something stands there, else once she has left it.

import { mender } from "./compose.js";
import { steadily } from "./steady.js";

const left = new Set();
const unfolded = new Set();
let last = null;

export function watch(form) {
  form.addEventListener("focusout", ({ target }) => {
    const place = target.closest(".field, fieldset")?.querySelector("[data-told]");
    if (!place || !document.hasFocus() || left.has(place.dataset.told)) return;
    left.add(place.dataset.told);
    steadily(() => last && tell(form, last)); // she may have left it to press something below
  });
}

export function tell(form, seen) {
  last = seen;
  const places = Array.from(form.querySelectorAll("[data-told]"));
  for (const place of places) {
    const told = isAsked(form, place.dataset.told) ? seen.told.filter(({ field }) => field === place.dataset.told) : [];
    place.replaceChildren(...told.map(said));
  }
  const known = new Set(places.map((place) => place.dataset.told));
  const rest = seen.told.filter(({ field }) => field && !known.has(field));
  document.getElementById("told-").append(...rest.map(said));
  for (const { asks } of seen.told) if (asks) unfold(document.getElementById(`field-${asks}`));
  summarise(seen);
  const note = document.querySelector("#said[data-errors]");
  if (note) note.hidden = !seen.told.some(({ level }) => level === "error"); // it was mended
}

function unfold(field) {
  const folded = field?.closest("details");
  if (folded && !unfolded.has(folded)) folded.open = true;
  unfolded.add(folded); // once: she may close it
}

// An empty field that nobody has come to is no mistake yet; of a post that stands in the calendar all is told.
function isAsked(form, name) {
  if (form.elements.namedItem("post").value || document.getElementById("told-all")) return true;
  const field = form.elements.namedItem(name);
  if (!name) return left.size > 0;
  const isAsked = field instanceof RadioNodeList && field[0].type === "radio"; // whose answer nobody has given yet
  const isList = !field || !("value" in field) || (field instanceof RadioNodeList && !isAsked);
  return isList || Boolean(field.value.trim()) || left.has(name);
}

// The list over the form came with the page, when a template was changed or a save had errors: it is held to
// what is wrong now, or it would go on asking for what she has long filled in.
function summarise({ told, heading }) {
  const list = document.getElementById("told-all");
  if (!list) return;
  if (!told.length) return list.remove();
  list.className = told.some(({ level }) => level !== "warning") ? "alarm" : "caution";
  if (heading) list.querySelector("[data-heading]").textContent = heading;
  list.querySelector("ul").replaceChildren(
    ...told.map((one) => {
      const item = document.createElement("li");
      const words = `${one.wrong.charAt(0).toUpperCase()}${one.wrong.slice(1)}`;
      if (one.field) item.append(Object.assign(document.createElement("a"), { href: `#field-${one.field}`, textContent: words }));
      else item.textContent = `${words}. ${one.hint}`;
      return item;
    }),
  );
}

function said({ level, wrong, hint, mend }) {
  const line = document.createElement("p");
  line.className = level ?? "error";
  line.textContent = `${wrong.charAt(0).toUpperCase()}${wrong.slice(1)}. ${hint} `;
  if (mend) line.append(mender(mend));
  return line;
}
