// What is typed into a form with `data-keep` stays on this machine until it is sent: a lost network, a closed
// window or an empty battery lose nothing. What was left behind is offered to who typed it, never put back unasked.

import { steadily } from "./steady.js";

const ROOM = "loa-typed ";
const DAYS = 14; // after which nobody wants it back
const PRIVATE = new Set(["csrf", "seen"]); // as are all that hide what is typed

export function keep() {
  const last = tidy();
  // A form that came back for more (another design, more photos) is her own, as it was just sent: it goes on.
  for (const form of forms()) "again" in form.dataset && key(form) === last ? put(form, entries(form)) : offer(form);
  document.addEventListener("input", ({ target }) => {
    target.isTyped = !target.closest("#filter"); // which says what its address says
    const form = target.closest("form[data-keep]");
    if (form) put(form, entries(form));
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-keep]") || form.matches("#write")) return; // which asks for itself: write.js
    if ("sure" in form.dataset) return sent(form);
    event.preventDefault();
    const button = event.submitter;
    if (!(await isThere())) return say(form, document.body.dataset.lost);
    form.dataset.sure = "";
    form.requestSubmit(button);
  });
}

// Called once what was typed is on its way; the next page that says so lets it go for good.
export function sent(form) {
  sessionStorage.setItem(ROOM, key(form));
}

function forms() {
  return document.querySelectorAll("form[data-keep]");
}

function key(form) {
  return `${ROOM}${location.host} ${document.body.dataset.person} ${form.dataset.keep}`;
}

function entries(form) {
  const hidden = new Set(Array.from(form.querySelectorAll("[type=password]"), ({ name }) => name));
  const isKept = (name, value) => typeof value === "string" && !PRIVATE.has(name) && !hidden.has(name);
  return Array.from(new FormData(form)).filter(([name, value]) => isKept(name, value));
}

function put(form, typed) {
  try {
    localStorage.setItem(key(form), JSON.stringify({ at: Date.now(), typed }));
  } catch {
    // a browser that keeps nothing, or is full: the page itself still has it
  }
}

function tidy() {
  const last = sessionStorage.getItem(ROOM);
  const query = new URLSearchParams(location.search);
  if (last && (query.has("said") || query.has("saved"))) localStorage.removeItem(last);
  sessionStorage.removeItem(ROOM);
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(ROOM))) {
    const kept = read(name);
    if (!kept || Date.now() - kept.at > DAYS * 86_400_000) localStorage.removeItem(name);
  }
  return last;
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function offer(form) {
  const kept = read(key(form));
  const now = JSON.stringify(entries(form));
  if (!kept || JSON.stringify(kept.typed) === now) return;
  const words = document.body.dataset;
  const line = document.createElement("p");
  line.className = "left-behind";
  line.setAttribute("role", "status");
  const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  line.append(`${words.leftBehind.replace("{when}", when.format(kept.at))} `);
  line.append(button(words.leftTake, () => (take(form, kept.typed), line.remove())), " ");
  line.append(button(words.leftDrop, () => (localStorage.removeItem(key(form)), line.remove())));
  steadily(() => form.prepend(line));
}

function button(words, press) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: words });
  made.addEventListener("click", press);
  return made;
}

// The write form is drawn by the program from what it is sent; the others have just these fields.
function take(form, typed) {
  if (form.matches("#write")) return sendBack(form, typed);
  for (const field of form.elements) {
    if (!field.name || PRIVATE.has(field.name) || field.type === "file" || field.type === "password") continue;
    const values = typed.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
    field.isTyped = true;
  }
}

function sendBack(form, typed) {
  const copy = Object.assign(document.createElement("form"), { method: "post", action: form.getAttribute("action"), hidden: true });
  copy.enctype = form.enctype;
  const all = [...typed.filter(([name]) => name !== "action"), ["csrf", form.elements.namedItem("csrf").value], ["action", "look"]];
  for (const [name, value] of all) copy.append(Object.assign(document.createElement("textarea"), { name, value }));
  document.body.append(copy);
  copy.submit();
}

async function isThere() {
  if (!navigator.onLine) return false;
  return fetch("/static/lotus.svg", { cache: "no-store" }).then(() => true, () => false);
}

function say(form, words) {
  const line = form.querySelector(".not-sent") ?? document.createElement("p");
  Object.assign(line, { className: "not-sent error", textContent: words });
  line.setAttribute("role", "alert");
  form.append(line);
  line.scrollIntoView({ block: "nearest" });
}
