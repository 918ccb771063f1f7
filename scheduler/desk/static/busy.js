// A form whose answer takes its time says so, and is sent once.

const sent = new Map(); // its button's words, by form

export function busy() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.busy) return;
    if (sent.has(form)) return event.preventDefault(); // a second press
    const button = form.querySelector("button");
    sent.set(form, [...button.childNodes]);
    button.textContent = form.dataset.busy;
    button.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) sent.forEach(ready); // she came back by the browser's button
  });
}

function ready(words, form) {
  const button = form.querySelector("button");
  button.replaceChildren(...words);
  button.removeAttribute("aria-disabled");
  sent.delete(form);
}
