// A photo is cut in the form: a frame over it is drawn by its corners, moved, or set by what goes off each side. The
// field has the part that is left, in parts of the whole photo; the photo's own file is never changed.

import { ALL, LEAST, parsed } from "./part.js";

const STEP = 0.02;

export function crop(form, framing) {
  const field = form.elements.namedItem(framing.dataset.crop);
  const [stage, box, panel] = ["stage", "box", "panel"].map((name) => framing.querySelector(`[data-cut-${name}]`));
  const opener = framing.querySelector("[data-cut-open]");
  const edges = Array.from(panel.querySelectorAll("[data-cut-edge]"));
  const select = framing.parentElement.querySelector("select[name$=-image]");
  let part = parsed(field.value);
  let photo = select.value;

  const show = () => {
    const [left, top, right, bottom] = part;
    const percent = (value) => `${value * 100}%`;
    Object.assign(box.style, { left: percent(left), top: percent(top), width: percent(right - left), height: percent(bottom - top) });
    stage.hidden = panel.hidden && isAll(part);
    stage.classList.toggle("open", !panel.hidden);
    framing.classList.toggle("cutting", !panel.hidden);
    box.tabIndex = panel.hidden ? -1 : 0;
    opener.setAttribute("aria-expanded", String(!panel.hidden));
    opener.textContent = panel.hidden ? opener.dataset.closed : opener.dataset.open;
    const off = [left, top, 1 - right, 1 - bottom];
    for (const [number, edge] of edges.entries()) if (edge !== document.activeElement) edge.value = Math.round(off[number] * 100);
    panel.querySelector("[data-cut-all]").disabled = isAll(part);
  };
  const draw = (next) => {
    part = next;
    show();
  };
  const write = (next) => {
    draw(next.map((one) => Number(one.toFixed(2))));
    const value = isAll(part) ? "" : part.join("\n");
    if (field.value === value) return;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  opener.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    show();
    if (!panel.hidden) box.focus();
  });
  panel.querySelector("[data-cut-all]").addEventListener("click", () => {
    write(ALL);
    box.focus();
  });
  panel.addEventListener("input", (event) => {
    event.stopPropagation(); // these are no fields of the post
    const [left, top, right, bottom] = edges.map((edge) => Math.min(Math.max(Number(edge.value) || 0, 0), 90) / 100);
    const side = edges.indexOf(event.target);
    write(sound([left, top, 1 - right, 1 - bottom], side));
  });
  panel.addEventListener("focusout", show);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault(); // it would save the post
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return opener.click(), opener.focus();
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    const [across, down] = way.map((one) => one * STEP);
    write(event.shiftKey ? resized(part, "se", across, down) : moved(part, across, down));
  });
  box.addEventListener("pointerdown", (event) => {
    if (panel.hidden || event.button) return;
    event.preventDefault();
    box.focus({ preventScroll: true });
    box.setPointerCapture(event.pointerId);
    const from = part;
    const { width, height } = stage.getBoundingClientRect();
    const { corner } = event.target.dataset;
    const drag = (now) => {
      const [across, down] = [(now.clientX - event.clientX) / width, (now.clientY - event.clientY) / height];
      draw(corner ? resized(from, corner, across, down) : moved(from, across, down));
    };
    const end = () => {
      box.removeEventListener("pointermove", drag);
      write(part);
    };
    box.addEventListener("pointermove", drag);
    box.addEventListener("lostpointercapture", end, { once: true });
  });
  select.addEventListener("input", () => {
    if (select.value !== photo) write(ALL); // another photo: nobody has cut it yet
    photo = select.value;
  });
  show();
}

const isAll = (part) => part.every((one, number) => one === ALL[number]);
const within = (value, least, most) => Math.min(Math.max(value, least), most);

// The side that was typed gives way where too little would be left.
function sound(part, side) {
  const next = [...part];
  const other = (side + 2) % 4;
  if (side < 2) next[side] = Math.min(next[side], next[other] - LEAST);
  else next[side] = Math.max(next[side], next[other] + LEAST);
  return next.map((one) => within(one, 0, 1));
}

function moved([left, top, right, bottom], across, down) {
  const [x, y] = [within(across, -left, 1 - right), within(down, -top, 1 - bottom)];
  return [left + x, top + y, right + x, bottom + y];
}

function resized([left, top, right, bottom], corner, across, down) {
  return [
    corner.includes("w") ? within(left + across, 0, right - LEAST) : left,
    corner.includes("n") ? within(top + down, 0, bottom - LEAST) : top,
    corner.includes("e") ? within(right + across, left + LEAST, 1) : right,
    corner.includes("s") ? within(bottom + down, top + LEAST, 1) : bottom,
  ];
}
