// The write form while somebody types: what it comes to is asked for and shown beside it; nothing is saved.

const PAUSE = 350; // milliseconds after the last key
let waiting = 0;
let asking = null;
let touched = false;

export function write() {
  const form = document.getElementById("write");
  if (!form) return;
  form.addEventListener("input", () => {
    touched = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => look(form), PAUSE);
  });
  form.addEventListener("change", ({ target }) => {
    if (target.matches("[data-photo]")) send(form, target);
    else if (target.matches("[data-redraw]")) redraw(form);
    else if (target.closest("[data-drawing]")) tell(target.closest("[data-drawing]"), target.closest("label"));
  });
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-insert]");
    if (button) insert(document.getElementById("in-text"), button.dataset.insert);
  });
  form.addEventListener("submit", () => (touched = false));
  window.addEventListener("beforeunload", (event) => {
    if (touched) event.preventDefault();
  });
  look(form);
}

function redraw(form) {
  const again = document.createElement("input");
  again.type = "hidden";
  again.name = "action";
  again.value = "template";
  form.append(again);
  touched = false;
  form.submit();
}

function tell(chooser, chosen) {
  chooser.querySelector("summary img").src = chosen.querySelector("img").src;
  chooser.querySelector("[data-chosen]").textContent = chosen.textContent;
}

function insert(area, words) {
  area.focus();
  area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

async function look(form) {
  asking?.abort();
  const mine = (asking = new AbortController());
  const body = new FormData(form);
  for (const file of form.querySelectorAll("[type=file]")) body.delete(file.name);
  try {
    const answer = await fetch("/write/look", { method: "POST", body, signal: mine.signal });
    if (answer.ok) show(form, await answer.json());
  } catch (error) {
    if (error.name !== "AbortError") document.getElementById("sound").textContent = "";
  }
}

function show(form, seen) {
  for (const place of form.querySelectorAll("[data-told]")) {
    const told = seen.told.filter(({ field }) => field === place.dataset.told);
    place.replaceChildren(...told.map(said));
  }
  const known = new Set(Array.from(form.querySelectorAll("[data-told]"), (place) => place.dataset.told));
  const rest = seen.told.filter(({ field }) => field && !known.has(field));
  document.getElementById("told-").append(...rest.map(said));
  document.getElementById("length").textContent = seen.length ?? "";
  document.getElementById("sound").textContent = seen.sound ?? "";
  const id = form.elements.namedItem("id");
  if (id && seen.id && !form.elements.namedItem("post").value) id.placeholder = seen.id;
  if (seen.cards?.length) {
    document.getElementById("pictures").replaceChildren(
      ...seen.cards.map((address) => {
        const image = new Image(1080, 1350);
        image.src = address;
        image.alt = form.elements.namedItem("title").value;
        return image;
      }),
    );
  }
}

function said({ level, wrong, hint }) {
  const line = document.createElement("p");
  line.className = level ?? "error";
  line.textContent = `${wrong.charAt(0).toUpperCase()}${wrong.slice(1)}. ${hint}`;
  return line;
}

async function send(form, chooser) {
  const body = new FormData();
  body.set("csrf", form.elements.namedItem("csrf").value);
  body.set("photo", chooser.files[0]);
  const note = chooser.closest("p").querySelector("[data-photo-said]");
  note.textContent = "…";
  const answer = await fetch("/photos", { method: "POST", body });
  const { name, error } = await answer.json();
  note.textContent = error ?? "";
  if (!name) return;
  const list = document.getElementById(chooser.dataset.photo);
  if (!Array.from(list.options).some(({ value }) => value === name)) list.add(new Option(name, name));
  list.value = name;
  list.dispatchEvent(new Event("input", { bubbles: true }));
}
