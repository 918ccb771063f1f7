// A plan in Excel: dropped onto the page; each cell that is mended is kept at once, and what is wrong with it told.

import { steadily } from "./steady.js";

const PAUSE = 400; // milliseconds after the last key
const AGAIN = 5000; // milliseconds after which what could not be kept is tried again
const TONES = { wrong: "attention", sound: "published", known: "off", away: "draft" };

function excel() {
  const drop = document.getElementById("drop");
  if (drop) dropping(drop);
  const forms = Array.from(document.querySelectorAll("[data-mend]"), mending);
  const take = document.getElementById("take");
  if (take) document.addEventListener("submit", (event) => first(event, forms, take), true);
  document.getElementById("in-into")?.addEventListener("change", () => take.requestSubmit(document.getElementById("goes")));
  // Where something was just done is where she goes on.
  if (location.hash.startsWith("#row-")) document.getElementById(location.hash.slice(1))?.focus({ preventScroll: true });
}

// What was typed and chosen in any row is kept before the page is left for what another form brings.
async function first(event, forms, take) {
  const form = event.target;
  const others = forms.filter((one) => one.form !== form && one.isUnsaved());
  if (!others.length || event.defaultPrevented) return;
  event.preventDefault();
  const { submitter } = event;
  await Promise.all(others.map((one) => one.keep()));
  if (!others.some((one) => one.isUnsaved())) form.requestSubmit(submitter);
  else take.querySelector("[role=status]").textContent = document.body.dataset.lost;
}

function dropping(form) {
  const input = form.querySelector("[type=file]");
  const send = () => input.files.length && form.requestSubmit();
  input.addEventListener("change", send);
  form.addEventListener("submit", () => { form.querySelector("[data-status]").textContent = form.dataset.reading; });
  for (const name of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.toggle("over", name === "dragover");
      if (name !== "drop" || !event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      send();
    });
  }
}

function mending(form) {
  const changed = new Set();
  let waiting = 0;
  let sending = Promise.resolve();
  let underway = 0;
  const keep = () => {
    clearTimeout(waiting);
    if (!changed.size) return sending;
    const names = [...changed];
    changed.clear();
    underway += 1;
    sending = sending.then(async () => {
      const isKept = await send(form, names, changed);
      underway -= 1;
      clearTimeout(waiting);
      if (changed.size) waiting = setTimeout(keep, isKept ? PAUSE : AGAIN);
    });
    return sending;
  };
  form.addEventListener("input", ({ target }) => {
    const question = target.closest("[data-question]"); // what is asked of one word belongs together
    for (const one of question?.querySelectorAll("[name]") ?? [target]) changed.add(one.name);
    question?.classList.toggle("unanswered", !answer(question));
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  form.addEventListener("change", keep);
  window.addEventListener("beforeunload", (event) => {
    if (changed.size) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) changed.clear();
  });
  return { form, keep, isUnsaved: () => changed.size > 0 || underway > 0 };
}

function answer(question) {
  return question.querySelector("select")?.value || question.querySelector("fieldset :checked");
}

async function send(form, names, changed) {
  const body = new URLSearchParams();
  const said = new FormData(form);
  for (const name of ["csrf", "row", ...names]) for (const value of said.getAll(name)) body.append(name, value);
  const note = form.querySelector("[data-kept]");
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const said = await answer.json();
    steadily(() => show(form, said));
    return true;
  } catch {
    for (const name of names) changed.add(name);
    note.textContent = document.body.dataset.lost;
    return false;
  }
}

function show(form, said) {
  const row = form.closest(".row");
  const ours = new Set(Array.from(form.elements, (one) => one.name));
  const rest = Object.entries(said.told).filter(([name]) => !ours.has(name)).flatMap(([, words]) => words);
  for (const box of row.querySelectorAll("[data-told]")) {
    const name = box.id.slice("told-".length);
    const words = name.startsWith("rest-") ? rest : said.told[name] ?? [];
    box.replaceChildren(...words.map((one) => Object.assign(document.createElement("p"), { className: "error", textContent: one })));
    const input = document.getElementById(`in-${name}`);
    if (words.length) input?.setAttribute("aria-invalid", "true");
    else input?.removeAttribute("aria-invalid");
  }
  row.classList.remove(...Object.keys(TONES).map((state) => `is-${state}`));
  row.classList.add(`is-${said.state}`);
  const label = document.createElement("span");
  label.className = `state ${TONES[said.state]}`;
  label.textContent = said.word;
  row.querySelector("[data-state]").replaceChildren(label);
  row.querySelector("[data-title]").textContent = said.title;
  if (said.when) row.querySelector("[data-when]").textContent = said.when;
  form.querySelector("[data-kept]").textContent = said.kept;
  document.getElementById("counts").textContent = said.counts;
  const take = document.querySelector("#take button");
  take.textContent = said.take;
  take.disabled = !said.sound;
  document.getElementById("take-why").textContent = said.why;
}

excel();
