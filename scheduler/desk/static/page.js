// Shows the newest form of an address in the page that is open, without losing the reader's place.

import { morph } from "./morph.js";
import { steadily } from "./steady.js";
import { fillIn } from "./who.js";

const MANY = 8; // more changes than this are not each pointed out
let asking = null;

export async function show(address, { pointOut = false } = {}) {
  asking?.abort();
  const mine = (asking = new AbortController());
  let html;
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
    if (answer.redirected) return location.assign(answer.url); // she must log in again, then comes back here
    if (answer.status >= 500) throw new Error(String(answer.status));
    html = await answer.text();
  } catch (error) {
    if (error.name === "AbortError") return;
    throw error;
  }
  const wanted = new DOMParser().parseFromString(html, "text/html");
  steadily(() => mine === asking && put(wanted, pointOut));
}

function put(wanted, pointOut) {
  const before = pointOut ? likenesses() : null;
  const place = readersPlace();
  morph(document.body, wanted.body);
  document.title = wanted.title;
  document.documentElement.lang = wanted.documentElement.lang;
  if (before) pointOutChanges(before);
  enhance();
  if (place) back(place);
}

// The page is about to be another: what is asked for it would come too late, perhaps to who has logged out.
export function stopAsking() {
  asking?.abort();
}

// What only a script can do is hidden until there is one.
export function enhance() {
  for (const button of document.querySelectorAll("[data-copy], [data-print]")) button.hidden = false;
  fillIn();
}

function likenesses() {
  return new Map(Array.from(document.querySelectorAll("li.post"), (post) => [post.id, post.outerHTML]));
}

function pointOutChanges(before) {
  const changed = Array.from(document.querySelectorAll("li.post")).filter((post) => before.get(post.id) !== post.outerHTML);
  if (changed.length > MANY) return;
  for (const post of changed) {
    post.classList.add("fresh");
    post.addEventListener("animationend", () => post.classList.remove("fresh"), { once: true });
  }
}

function readersPlace() {
  if (window.scrollY === 0) return null;
  for (const element of document.querySelectorAll("main [id]")) {
    const { top, bottom } = element.getBoundingClientRect();
    if (top >= 0 || (bottom > 0 && !element.querySelector("[id]"))) return { id: element.id, top };
  }
  return null;
}

function back({ id, top }) {
  const element = document.getElementById(id);
  if (element) window.scrollBy({ top: element.getBoundingClientRect().top - top, behavior: "instant" });
}
