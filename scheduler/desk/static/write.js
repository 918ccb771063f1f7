import { sent } from "./keep.js";

// The write form while somebody types: what it comes to is asked for and shown beside it; nothing is saved.

import { ask, children } from "./children.js";
import { chips } from "./chips.js";
import { compose, offer, showWays } from "./compose.js";
import { designs } from "./designs.js";
import { photos } from "./photos.js";
import { shortcuts } from "./shortcuts.js";
import { steadily } from "./steady.js";
import { tell, watch } from "./telling.js";

const PAUSE = 350; // milliseconds after the last key
let waiting = 0;
let asking = null;
let touched = false;
let leaving = false;

export function write() {
  const form = document.getElementById("write");
  if (!form) return;
  chips(form);
  compose(form);
  const ways = { again: () => again(form), lost: (word) => keep(form, word) };
  photos(form, async (files) => (await import("./album.js")).bring(form, files, ways));
  if (document.getElementById("field-album")) import("./album.js").then(({ album }) => album(form, ways));
  watch(form);
  children(form);
  designs(form, (card) => leave(form, "template", card.id));
  finders(form);
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-date]");
    if (button) take(form, button.dataset);
  });
  shortcuts(form);
  form.addEventListener("input", ({ target }) => {
    if (target.matches("[data-find]")) return find(target); // nothing of the post
    if (target.matches("[name=way]")) return look(form);
    touched = true;
    if (target.matches("select")) spare(form);
    clearTimeout(waiting);
    waiting = setTimeout(() => look(form), PAUSE);
  });
  form.addEventListener("change", ({ target }) => {
    if (target.matches("[data-photo]")) send(form, target);
    else if (target.matches("[data-kind]")) leave(form, "pictures", "field-pictures");
    else if (target.matches("[data-drawing] [type=radio]")) choose(target.closest("[data-drawing]"), target.closest("label"));
  });
  for (const framing of form.querySelectorAll("[data-framing]")) frame(form, framing);
  spare(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const action = event.submitter?.value ?? "save";
    const added = action === "add-card" ? `field-card-${form.elements.namedItem("cards").value}-template` : "";
    leave(form, action, action === "clean" ? "look" : added);
  });
  window.addEventListener("pageshow", () => (leaving = false)); // she came back by the browser's button
  window.addEventListener("beforeunload", (event) => {
    if (touched) event.preventDefault();
  });
  look(form);
}

// Part of the form came anew.
function again(form) {
  touched = true;
  for (const framing of form.querySelectorAll("#shown-pictures [data-framing]")) frame(form, framing);
  spare(form);
  document.getElementById("shown-pictures").dispatchEvent(new Event("input", { bubbles: true })); // it is kept, and looked at
}

// A day and time by one press.
function take(form, { date, time }) {
  form.elements.namedItem("date").value = date;
  const field = form.elements.namedItem("time");
  field.value = time;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Which days one press takes hangs on where the post goes.
function days(quick) {
  const place = document.getElementById("quick");
  const buttons = Array.from(place.children);
  if (place.contains(document.activeElement) && buttons.length !== quick.length) return; // not from under her finger
  if (buttons.length !== quick.length) {
    const made = () => Object.assign(document.createElement("button"), { type: "button", className: "button small quiet" });
    place.replaceChildren(...quick.map(made));
  }
  quick.forEach(({ label, date, time }, number) => {
    const button = place.children[number];
    Object.assign(button.dataset, { date, time });
    if (button.textContent !== label) button.textContent = label;
  });
}

// Sends the form, once it is sure that somebody will take it: what she wrote is never sent into nothing.
// *place* is the part of the new page to go on with: without one she would find herself at its head.
async function leave(form, action, place = "") {
  if (leaving) return; // a second press would send a second post
  leaving = true;
  const word = await askForWord();
  leaving = Boolean(word);
  if (!word) return keep(form, word);
  form.elements.namedItem("csrf").value = word;
  const wanted = form.querySelector("[data-action]") ?? form.appendChild(document.createElement("input"));
  Object.assign(wanted, { type: "hidden", name: "action", value: action });
  wanted.dataset.action = "";
  touched = false;
  sent(form);
  form.setAttribute("action", place ? `/write#${place}` : "/write"); // it has fields called action
  form.submit();
}

// The word of her session as it is now; "" where she must log in first, null where nobody answers.
async function askForWord() {
  try {
    const answer = await fetch("/write", { headers: { Accept: "text/html" } });
    if (answer.redirected) return "";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("#write [name=csrf]")?.value ?? null;
  } catch {
    return null;
  }
}

function keep(form, word) {
  const line = document.createElement("p");
  line.className = "error";
  line.textContent = word === null ? document.body.dataset.lost : `${form.dataset.over} `;
  if (word === "") line.append(Object.assign(document.createElement("a"), { href: "/login", target: "_blank", textContent: form.dataset.login }));
  const place = document.getElementById("told-");
  place.replaceChildren(line);
  place.scrollIntoView({ block: "nearest" });
}

function choose(chooser, chosen) {
  chooser.querySelector("summary img").src = chosen.querySelector("img").src;
  chooser.querySelector("[data-chosen]").textContent = chosen.querySelector("span").textContent;
}

// A drawing is found by typing one of its words; cards/design/catalogue.py says it the same way.
function finders(form) {
  for (const chooser of form.querySelectorAll("[data-drawing]")) {
    const field = chooser.querySelector("[data-find]");
    chooser.addEventListener("toggle", () => chooser.open && field.focus());
    chooser.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        close(chooser);
      } else if (event.target === field && ["Enter", "ArrowDown"].includes(event.key)) {
        event.preventDefault(); // Enter would save the post
        const first = chooser.querySelector("label[data-words]:not([hidden]) input");
        if (!first || (event.key === "Enter" && !field.value.trim())) return;
        first.click();
        if (event.key === "Enter") close(chooser);
        else first.focus();
      } else if (event.key === "Enter" && event.target.matches("[type=radio]")) {
        event.preventDefault();
        close(chooser);
      }
    });
  }
}

function close(chooser) {
  chooser.open = false;
  chooser.querySelector("summary").focus();
}

function find(field) {
  const chooser = field.closest("[data-drawing]");
  const labels = Array.from(chooser.querySelectorAll("[data-words]"));
  const typed = field.value.toLowerCase().normalize("NFC");
  const forms = bare(typed) === typed ? [bare] : [(text) => text.normalize("NFC"), bare];
  const hits = forms.map((form) => labels.filter((label) => asks(form(typed), form(label.dataset.words)))).find(({ length }) => length) ?? [];
  const shown = new Set(hits);
  for (const label of chooser.querySelectorAll(".drawings label")) label.hidden = Boolean(typed.trim()) && !shown.has(label);
  const told = chooser.querySelector("[data-found]");
  told.textContent = !typed.trim() ? "" : hits.length ? told.dataset.some.replace("#", hits.length) : told.dataset.none;
  const first = hits.find((label) => forms.at(-1)(label.dataset.words).split(", ").includes(bare(typed).trim()));
  const list = chooser.querySelector(".drawings");
  if (typed.trim() && first) list.prepend(first);
  list.scrollTop = 0;
}

const bare = (text) => text.replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");

// Whether every word that was typed begins one of the drawing's own.
function asks(typed, words) {
  const own = words.split(/[^\p{L}\p{N}\p{M}/]+/u);
  return typed.split(/[^\p{L}\p{N}\p{M}/]+/u).every((token) => own.some((word) => word.startsWith(token)));
}

async function look(form) {
  asking?.abort();
  const mine = (asking = new AbortController());
  const body = new FormData(form);
  for (const file of form.querySelectorAll("[type=file]")) body.delete(file.name);
  try {
    const answer = await fetch("/write/look", { method: "POST", body, signal: mine.signal });
    const seen = answer.ok ? await answer.json() : null;
    if (seen) steadily(() => mine === asking && show(form, seen));
    else if (answer.status === 401) keep(form, "");
    else document.getElementById("sound").textContent = "";
  } catch (error) {
    if (error.name !== "AbortError") document.getElementById("sound").textContent = "";
  }
}

function show(form, seen) {
  tell(form, seen);
  offer(form, seen.offers ?? []);
  if (seen.quick) days(seen.quick);
  document.getElementById("length").textContent = seen.length ?? "";
  document.getElementById("when-said").textContent = seen.when ?? "";
  document.getElementById("series-said").textContent = seen.series ?? "";
  document.getElementById("sound").textContent = seen.sound ?? "";
  document.getElementById("clean").hidden = !seen.odd;
  const id = form.elements.namedItem("id");
  if (id && seen.id && !form.elements.namedItem("post").value) id.placeholder = seen.id;
  for (const framing of form.querySelectorAll("[data-framing]")) {
    place(framing, (seen.photos ?? []).find(({ field }) => field === framing.dataset.framing));
  }
  if (seen.ways) showWays(form, seen.ways);
  const fields = Array.from(form.querySelectorAll(".card-fields"));
  const mine = fields.findIndex((card) => card.contains(document.activeElement)); // the card that she is writing
  const pictures = document.getElementById("pictures");
  if (mine > 0 && pictures?.children[mine]) pictures.scrollLeft = pictures.children[mine].offsetLeft - pictures.offsetLeft;
}

// The photo under its field: what must be seen of it is pressed on, or gone to with the arrow keys.
function frame(form, framing) {
  const button = framing.querySelector(".frame");
  const field = form.elements.namedItem(framing.dataset.focus);
  const again = framing.querySelector("[data-again]");
  cutter(form, framing);
  if (!field) {
    button.disabled = true; // a design of the folder's own, without a focus
    return;
  }
  const write = (value) => {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const at = (across, down) => {
    const point = [across, down].map((part) => Math.min(Math.max(part, 0), 1));
    put(framing, point);
    return point.map((part) => part.toFixed(2)).join("\n");
  };
  button.addEventListener("click", (event) => {
    if (!event.detail) return write(at(...pointOf(framing))); // Enter: where the point stands
    const { left, top, width, height } = button.getBoundingClientRect();
    write(at((event.clientX - left) / width, (event.clientY - top) / height));
  });
  button.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    const step = event.shiftKey ? 0.1 : 0.02;
    const [across, down] = pointOf(framing);
    write(at(across + way[0] * step, down + way[1] * step));
  });
  again.addEventListener("click", () => {
    button.focus();
    write("");
  });
}

// What cuts a photo is fetched where one is cut: most forms do without.
function cutter(form, framing) {
  const opener = framing.querySelector("[data-cut-open]");
  const fetched = async () => (await import("./crop.js")).crop(form, framing);
  if (form.elements.namedItem(framing.dataset.crop).value) return fetched();
  opener.addEventListener("click", () => fetched().then(() => opener.click()), { once: true });
}

function pointOf({ dataset }) {
  return dataset.at ? dataset.at.split(" ").map(Number) : [0.5, 0.33];
}

function put(framing, point) {
  const mark = framing.querySelector(".point");
  mark.hidden = !point;
  framing.dataset.at = point ? point.join(" ") : "";
  if (point) Object.assign(mark.style, { left: `${point[0] * 100}%`, top: `${point[1] * 100}%` });
}

// What is of no use without a photo is away, unless something stands there: at once, not when the look has answered.
function spare(form) {
  ask(form);
  for (const { dataset, parentElement } of form.querySelectorAll("[data-framing]")) {
    const isChosen = Boolean(parentElement.querySelector("select[name$=-image]").value);
    for (const name of ["focus", "treatment", "light"]) {
      const row = document.getElementById(`field-${dataset.focus.replace(/focus$/, name)}`);
      if (row) row.hidden = !isChosen && !row.querySelector("select, textarea").value;
    }
  }
}

function place(framing, photo) {
  framing.hidden = !photo;
  if (!photo) return;
  const [taken, levelled] = framing.querySelectorAll("img");
  const second = framing.querySelector("[data-levelled]");
  const isCompared = photo.isPoor || photo.isLevelled;
  load(taken, photo.address);
  if (isCompared) load(levelled, `${photo.address}?levelled`);
  second.hidden = framing.querySelector("[data-as-taken]").hidden = !isCompared;
  framing.querySelector("[data-again]").hidden = !photo.isOwn;
  const said = framing.querySelector("[role=status]");
  const words = framing.dataset[photo.isOwn ? "own" : photo.point ? "found" : photo.isSeen ? "none" : "blind"];
  if (said.textContent !== words) said.textContent = words;
  put(framing, photo.point);
}

function load(image, address) {
  if (image.getAttribute("src") === address) return;
  image.src = address;
  image.onload = () => Object.assign(image, { width: image.naturalWidth, height: image.naturalHeight });
}

async function send(form, chooser) {
  const body = new FormData();
  body.set("csrf", form.elements.namedItem("csrf").value);
  body.set("photo", chooser.files[0]);
  chooser.value = ""; // the same file may be chosen once more
  const note = chooser.closest("p").querySelector("[data-photo-said]");
  note.textContent = "…";
  const answer = await fetch("/photos", { method: "POST", body }).catch(() => null);
  if (!answer || answer.status === 401) {
    note.textContent = "";
    return keep(form, answer ? "" : null);
  }
  const { name, error } = await answer.json().catch(() => ({ error: document.body.dataset.lost }));
  note.textContent = error ?? "";
  if (!name) return;
  const list = document.getElementById(chooser.dataset.photo);
  if (!Array.from(list.options).some(({ value }) => value === name)) list.add(new Option(name.replace("photos/", ""), name));
  list.value = name;
  list.dispatchEvent(new Event("input", { bubbles: true }));
}
