// The text as she reads it: what stands for a number or a name is a chip; the field below keeps the braces.

const BRACES = /\{\{\s*(?:unit\.[a-z_]+|hotline\('[^']*'\))\s*\}\}/g;
const OWN = "application/x-loa"; // of the clipboard: the text with its braces
const ASKED = /(?:^|[\s(“"])@([^\s@]{0,30})$/u;
let known = new Map(); // a chip's code without spaces → its button
let last = null; // the text that she wrote in last

export function chips(form) {
  const buttons = Array.from(form.querySelectorAll("[data-insert]"));
  known = new Map(buttons.map((button) => [plain(button.dataset.insert), button]));
  for (const field of form.querySelectorAll("[data-chips]")) edit(field, buttons);
  for (const button of buttons) {
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays where it is
    button.addEventListener("click", () => insert(last ?? form.querySelector("[data-chips]"), button.dataset.insert));
  }
}

// The End key would leave the cursor within a chip, where nothing can be typed or deleted.
document.addEventListener("selectionchange", stepOut);
function stepOut() {
  const chosen = getSelection();
  const within = chosen.focusNode?.parentElement?.closest(".chip");
  if (!within || !within.closest(".chipped")) return;
  const place = Array.from(within.parentNode.childNodes).indexOf(within) + (chosen.focusOffset ? 1 : 0);
  if (chosen.isCollapsed) chosen.collapse(within.parentNode, place);
  else chosen.extend(within.parentNode, place);
}

const plain = (code) => code.replace(/\s/g, "");
const bare = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");

function edit(field, buttons) {
  const box = document.createElement("div");
  const label = field.form.querySelector(`label[for="${field.id}"]`);
  label.id ||= `label-${field.id}`;
  box.className = "chipped";
  box.contentEditable = "true";
  box.tabIndex = 0;
  box.spellcheck = false;
  box.dataset.field = field.name;
  const isLine = field.matches("input");
  const said = { role: "textbox", "aria-labelledby": label.id, "aria-describedby": field.getAttribute("aria-describedby") };
  if (!isLine) said["aria-multiline"] = "true";
  for (const [name, value] of Object.entries(said)) box.setAttribute(name, value);
  if (field.lang) box.lang = field.lang;
  box.style.minHeight = isLine ? "" : `${Math.min(field.rows, 14) * 1.5 + 1.2}em`;
  fill(box, field.value);
  field.hidden = true;
  field.after(box);
  field.chipped = box;
  label.addEventListener("click", () => box.focus());
  const list = chooser(box, buttons);

  box.addEventListener("focus", () => (last = field));
  box.addEventListener("blur", () => list.close());
  box.addEventListener("keydown", stepOut);
  box.addEventListener("beforeinput", (event) => {
    const { inputType } = event;
    if (inputType.startsWith("format")) event.preventDefault(); // bold and the like are no part of a post
    else if (inputType === "insertParagraph") {
      event.preventDefault();
      if (isLine) field.form.requestSubmit();
      else document.execCommand("insertLineBreak");
    }
  });
  box.addEventListener("input", (event) => {
    if (!event.isComposing && event.inputType !== "deleteContentBackward") setTimeout(() => typed(box)); // no command within a command
    field.value = read(box);
    list.look();
  });
  box.addEventListener("compositionend", () => setTimeout(() => typed(box)));
  for (const kind of ["paste", "drop"]) {
    box.addEventListener(kind, (event) => {
      const from = event.clipboardData ?? event.dataTransfer;
      if (from.files?.length && !from.getData("text/plain")) return; // a photo: the form takes it
      event.preventDefault();
      if (kind === "drop") caretAt(event);
      put(from.getData(OWN) || from.getData("text/plain"), isLine);
    });
  }
  for (const kind of ["copy", "cut"]) {
    box.addEventListener(kind, (event) => {
      const chosen = getSelection().getRangeAt(0).cloneContents();
      event.clipboardData.setData(OWN, read(chosen));
      event.clipboardData.setData("text/plain", read(chosen, (chip) => chip.textContent));
      event.preventDefault();
      if (kind === "cut") document.execCommand("delete");
    });
  }
  field.addEventListener("chips:set", () => fill(box, field.value)); // the field was mended from elsewhere
}

// What she typed ended a pair of braces: it is a chip from now on.
function typed(box) {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest(".chip")) continue;
    const [found] = node.data.matchAll(BRACES);
    if (!found) continue;
    getSelection().setBaseAndExtent(node, found.index, node, found.index + found[0].length);
    return put(found[0]);
  }
}

function insert(field, code) {
  const box = field.chipped;
  if (document.activeElement !== box) {
    box.focus();
    if (!box.contains(getSelection().anchorNode) || last !== field) toEnd(box);
  }
  const [before, after] = sides(box);
  const first = /[^\s(“"‘'/-]$/u.test(before) ? " " : ""; // “gọi” and a number are two
  const end = /^[^\s.,;:!?…)”"’'/-]/u.test(after) ? " " : "";
  put(`${first}${code}${end}`);
}

function sides(box) {
  const chosen = getSelection().getRangeAt(0);
  const [before, after] = [document.createRange(), document.createRange()];
  before.selectNodeContents(box);
  before.setEnd(chosen.startContainer, chosen.startOffset);
  after.selectNodeContents(box);
  after.setStart(chosen.endContainer, chosen.endOffset);
  return [before, after].map((range) => read(range.cloneContents()));
}

function toEnd(box) {
  getSelection().selectAllChildren(box);
  getSelection().collapseToEnd();
}

function caretAt({ clientX, clientY }) {
  const place = document.caretPositionFromPoint?.(clientX, clientY);
  const range = place ? null : document.caretRangeFromPoint?.(clientX, clientY);
  if (place) getSelection().collapse(place.offsetNode, place.offset);
  else if (range) getSelection().collapse(range.startContainer, range.startOffset);
}

// Puts *text* where the cursor is, as a step that the browser can take back.
function put(text, isLine = false) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  if (isLine) lines.splice(0, lines.length, lines.join(" "));
  if (lines.length > 1) return putAll(lines);
  for (const [piece, isCode] of pieces(lines[0])) {
    if (isCode) putAll([piece]);
    else document.execCommand("insertText", false, piece);
  }
}

// All at once: line by line, a long text would keep the browser busy for a minute.
function putAll(lines) {
  const made = document.createElement("div");
  for (const [number, line] of lines.entries()) {
    if (number) made.append(document.createElement("br"));
    made.append(...nodes(line));
  }
  const last = made.lastChild;
  const isChip = last.nodeType === Node.ELEMENT_NODE && last.matches(".chip");
  if (isChip) last.dataset.fresh = "";
  document.execCommand("insertHTML", false, made.innerHTML);
  const there = isChip && document.querySelector(".chip[data-fresh]");
  if (!there) return;
  delete there.dataset.fresh;
  if (!there.nextSibling) there.after(document.createElement("br"));
  getSelection().collapse(there.parentNode, Array.from(there.parentNode.childNodes).indexOf(there) + 1); // not within it
}

function pieces(text) {
  const found = [];
  let at = 0;
  for (const { 0: code, index } of text.matchAll(BRACES)) {
    if (index > at) found.push([text.slice(at, index), false]);
    found.push([code, true]);
    at = index + code.length;
  }
  if (at < text.length) found.push([text.slice(at), false]);
  return found;
}

function chip(code) {
  const button = known.get(plain(code));
  const made = document.createElement("span");
  made.className = button ? "chip" : "chip unknown";
  made.contentEditable = "false";
  made.dataset.code = code;
  made.textContent = button?.dataset.label ?? document.querySelector("[data-chip-unknown]")?.dataset.chipUnknown ?? code;
  if (button) made.title = button.dataset.name;
  return made;
}

const nodes = (text) => pieces(text).map(([piece, isCode]) => (isCode ? chip(piece) : document.createTextNode(piece)));

function fill(box, text) {
  box.replaceChildren(...nodes(text), document.createElement("br")); // behind a chip the cursor needs something to stand in
}

// What the field holds: *inside* is the box, or a part of it; *of* says what a chip gives.
function read(inside, of = (one) => one.dataset.code) {
  const all = (node) => Array.from(node.childNodes, each).join("");
  const each = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeName === "BR") return "\n";
    if (node.dataset?.code) return of(node);
    return node.nodeName === "DIV" || node.nodeName === "P" ? `\n${all(node)}` : all(node);
  };
  const text = all(inside);
  return inside.isConnected ? text.replace(/\n$/, "") : text;
}

// The numbers and names that begin as what follows an @, to choose from by the arrow keys.
function chooser(box, buttons) {
  const list = document.createElement("ul");
  list.id = `list-of-${box.dataset.field}`;
  list.className = "chip-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector("[data-chip-choose]")?.dataset.chipChoose ?? "@");
  list.hidden = true;
  box.after(list);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  let at = 0;

  const close = () => {
    list.hidden = true;
    box.removeAttribute("aria-activedescendant");
  };
  const asked = () => {
    const { anchorNode: node, anchorOffset: place, isCollapsed } = getSelection();
    return isCollapsed && node?.nodeType === Node.TEXT_NODE && box.contains(node) ? ASKED.exec(node.data.slice(0, place)) : null;
  };
  const mark = (number) => {
    at = (number + list.children.length) % list.children.length;
    for (const [place, one] of Array.from(list.children).entries()) one.setAttribute("aria-selected", String(place === at));
    box.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const take = (number) => {
    const { anchorNode: node, anchorOffset: place } = getSelection();
    const code = list.children[number].dataset.code;
    const length = asked()[1].length + 1;
    close();
    getSelection().setBaseAndExtent(node, place - length, node, place);
    put(code);
  };
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const one = event.target.closest("li");
    if (one) take(Array.from(list.children).indexOf(one));
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(at + step);
    else if (event.key === "Enter" || event.key === "Tab") take(at);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  return {
    close,
    look() {
      const found = asked();
      if (!found) return close();
      const words = bare(found[1]);
      const hits = buttons.filter(({ dataset }) => {
        const own = bare(`${dataset.label} ${dataset.name}`);
        return own.replace(/[\s.]/g, "").includes(words) || own.split(/\s+/).some((word) => word.startsWith(words));
      });
      if (!hits.length) return close();
      list.replaceChildren(
        ...hits.slice(0, 8).map(({ dataset }, number) => {
          const one = document.createElement("li");
          one.id = `${list.id}-${number}`;
          one.setAttribute("role", "option");
          one.dataset.code = dataset.insert;
          const shown = document.createElement("b");
          shown.textContent = dataset.label;
          one.append(shown, dataset.label === dataset.name ? "" : ` ${dataset.name}`);
          return one;
        }),
      );
      list.hidden = false;
      mark(0);
    },
  };
}
