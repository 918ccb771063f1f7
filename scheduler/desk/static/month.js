// A post is dragged to another day, in the week to an hour as well; what a mouse does, “Change the time” does by keyboard.

let held = null;
let last = null; // what was ticked last: with Shift all between it and this one are

export function month() {
  document.addEventListener("dragstart", (event) => {
    const entry = event.target.closest?.("[data-post]");
    if (!entry) return;
    held = entry;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", entry.dataset.post);
  });
  document.addEventListener("dragover", (event) => {
    const cell = held && event.target.closest?.("[data-day]");
    if (!cell) return;
    event.preventDefault();
    mark(cell, timeAt(cell, event));
  });
  document.addEventListener("dragend", () => {
    held = null;
    mark(null);
  });
  document.addEventListener("click", tick);
  document.addEventListener("drop", (event) => {
    const cell = event.target.closest?.("[data-day]");
    if (!held || !cell) return;
    event.preventDefault();
    const time = timeAt(cell, event);
    const { dayNow, time: timeNow } = held.dataset;
    if (dayNow !== cell.dataset.day || (time && time !== timeNow)) drop(held, cell.dataset.day, time);
  });
}

function tick(event) {
  const box = event.target.closest?.("input.tick"); // labels elsewhere have that class too
  if (!box) return;
  const all = Array.from(document.querySelectorAll("input.tick"));
  if (event.shiftKey && last?.isConnected) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
    for (const one of all.slice(from, to + 1)) one.checked = box.checked;
  }
  last = box;
  document.getElementById("ticked").textContent = all.filter((one) => one.checked).length;
}

// The half of the hour that the mouse is in; '' keeps the time: on a day of the month, and at its own hour.
function timeAt(cell, event) {
  const { hour } = cell.dataset;
  if (hour === undefined || Number(held.dataset.time.slice(0, 2) || NaN) === Number(hour)) return "";
  const { top, height } = cell.getBoundingClientRect();
  return `${hour.padStart(2, "0")}:${event.clientY - top > height / 2 ? "30" : "00"}`;
}

function mark(cell, time) {
  for (const one of document.querySelectorAll(".over")) if (one !== cell) one.classList.remove("over");
  if (!cell) return;
  cell.classList.add("over");
  cell.dataset.hint = time || held.dataset.time;
}

function drop(entry, day, time) {
  const form = document.getElementById("dropped");
  form.action = `/move/${encodeURIComponent(entry.dataset.post)}`;
  const given = { at: entry.dataset.at, occurrence: entry.dataset.occurrence, day, time };
  for (const [name, value] of Object.entries(given)) form.elements.namedItem(name).value = value;
  form.submit();
}
