// A post is dragged to another day; what a mouse does, the “move” under each post does by keyboard.

let held = null;

export function month() {
  document.addEventListener("dragstart", (event) => {
    const entry = event.target.closest?.("[data-post]");
    if (!entry) return;
    held = entry;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", entry.dataset.post);
  });
  document.addEventListener("dragover", (event) => {
    const day = held && event.target.closest?.("[data-day]");
    if (!day) return;
    event.preventDefault();
    mark(day);
  });
  document.addEventListener("dragend", () => {
    held = null;
    mark(null);
  });
  document.addEventListener("drop", (event) => {
    const day = event.target.closest?.("[data-day]");
    if (!held || !day) return;
    event.preventDefault();
    if (held.dataset.at.slice(0, 10) !== day.dataset.day) drop(held, day.dataset.day);
  });
}

function mark(day) {
  for (const one of document.querySelectorAll(".over")) if (one !== day) one.classList.remove("over");
  day?.classList.add("over");
}

function drop(entry, day) {
  const form = document.getElementById("dropped");
  form.action = `/move/${encodeURIComponent(entry.dataset.post)}`;
  form.elements.namedItem("at").value = entry.dataset.at;
  form.elements.namedItem("day").value = day;
  form.submit();
}
