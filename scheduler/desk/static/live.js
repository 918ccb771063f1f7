// Follows the program: each new version is shown at once. A hidden page lets its stream go, since a browser
// gives one address only six, and asks again when it is looked at.

import { show, stopAsking } from "./page.js";

const PAUSE = 10_000; // milliseconds
let stream = null;

export function follow() {
  if (!document.body.dataset.version) return; // a page that does not change, such as the login
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", listen);
  window.addEventListener("submit", (event) => event.defaultPrevented || leave()); // what comes now is the answer
  listen();
}

function listen() {
  if (stream || document.hidden) return;
  stream = new EventSource("/events");
  stream.addEventListener("message", async ({ data }) => {
    document.documentElement.classList.remove("lost");
    if (data !== document.body.dataset.version || noteIsOld()) await show(location.href, { pointOut: true }).catch(lost);
  });
  stream.addEventListener("error", () => show(location.href).catch(lost)); // gone, or her session is over
}

function rest() {
  stream?.close();
  stream = null;
}

// The page is about to be another; where the answer is a file, or none comes, it goes on listening.
function leave() {
  rest();
  stopAsking();
  setTimeout(listen, PAUSE);
}

function lost() {
  document.documentElement.classList.add("lost");
  document.getElementById("note").textContent = document.body.dataset.lost;
}

function noteIsOld() {
  return document.getElementById("note").textContent === document.body.dataset.lost;
}
