// What a field says of itself is said in the page's language, not in the browser's: what is missing, and which file was chosen.

export function asking() {
  document.addEventListener("invalid", ({ target }) => {
    target.setCustomValidity("");
    if (!target.validity.valid) target.setCustomValidity(words(target));
  }, true);
  for (const name of ["input", "change"]) document.addEventListener(name, ({ target }) => clear(target), true);
  // What a script filled in meanwhile is looked at anew by whoever presses.
  document.addEventListener("click", ({ target }) => {
    for (const one of target.closest("button")?.form?.elements ?? []) clear(one);
  }, true);
  document.addEventListener("change", ({ target }) => {
    const said = target.type === "file" && target.closest(".file-field")?.querySelector("[data-chosen]");
    if (said) said.textContent = target.files.length ? Array.from(target.files, ({ name }) => name).join(", ") : said.dataset.chosen;
  });
}

function clear(field) {
  if (field.validity?.customError) field.setCustomValidity("");
}

function words({ validity, type, localName, title, minLength }) {
  const said = document.body.dataset;
  if (validity.valueMissing) {
    if (type === "file") return said.askFile;
    if (type === "checkbox" || type === "radio") return said.askTick;
    return localName === "select" ? said.askChoose : said.askFill;
  }
  if (validity.tooShort) return said.askLonger.replace("#", minLength);
  return title || said.askOther;
}
