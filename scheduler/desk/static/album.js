// Plain photos in the form: several brought at once, put in another order, taken out and brought back. The server
// makes that part of the form anew; what she typed elsewhere is not touched.

export function album(form, { again, lost }) {
  form.addEventListener("change", ({ target }) => {
    if (target.matches("[data-photos]")) bring(form, Array.from(target.files), { again, lost });
  });
  form.addEventListener(
    "submit",
    (event) => {
      const button = event.submitter;
      if (!/^(photo-|undo-photo)/.test(button?.value ?? "")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      renew(form, button.value, { again, lost });
    },
    true,
  );
}

export async function bring(form, files, { again, lost }) {
  const part = document.getElementById("field-album");
  const count = form.elements.namedItem("cards");
  const room = Number(part.dataset.most) - Number(count.value);
  const taken = files.filter(({ type, name }) => type.startsWith("image/") || /[.]hei[cf]$/i.test(name)).slice(0, room);
  const note = part.querySelector("[data-photos-said]");
  const told = files.length > taken.length && room < files.length ? [part.dataset.full] : [];
  const names = [];
  for (const [number, file] of taken.entries()) {
    note.textContent = part.dataset.bringing.replace("##", taken.length).replace("#", number + 1);
    const body = new FormData();
    body.set("csrf", form.elements.namedItem("csrf").value);
    body.set("photo", file);
    const answer = await fetch("/photos", { method: "POST", body }).catch(() => null);
    if (!answer || [401, 403].includes(answer.status)) {
      lost(answer ? "" : null);
      break;
    }
    const { name, error } = await answer.json();
    if (name) names.push(name);
    else told.push(`${file.name}: ${error}`);
  }
  note.replaceChildren();
  if (names.length) {
    const first = Number(count.value);
    for (const [number, name] of names.entries()) put(part, `card-${first + number}-image`, name);
    count.value = first + names.length;
    await renew(form, "photos", { again, lost });
    document.getElementById(`in-card-${first}-alt`)?.focus({ preventScroll: true });
    document.getElementById(`field-card-${first}-template`)?.scrollIntoView({ block: "start" });
  }
  const place = document.querySelector("[data-photos-said]");
  place?.replaceChildren(...told.map((words) => Object.assign(document.createElement("p"), { className: "error", textContent: words })));
}

function put(part, name, value) {
  part.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
}

// That part of the form as the server has it after *action*; the focus goes to where she would go on.
async function renew(form, action, { again, lost }) {
  const body = new FormData(form);
  for (const field of form.querySelectorAll("[type=file]")) body.delete(field.name);
  body.set("action", action);
  const answer = await fetch("/write", { method: "POST", body }).catch(() => null);
  const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = page?.getElementById("shown-pictures");
  if (!part) return lost(answer ? "" : null);
  document.getElementById("shown-pictures").replaceWith(document.adoptNode(part));
  again();
  const [, way, place] = action.match(/^photo-(up|down|out)-(\d+)$/) ?? [];
  if (way === "out") return part.querySelector("[value=undo-photo]")?.focus();
  if (!way) return;
  const now = Number(place) + (way === "up" ? -1 : 1);
  const moved = part.querySelector(`#field-card-${now}-template`);
  (moved.querySelector(`[value=photo-${way}-${now}]`) ?? moved.querySelector("button")).focus();
}
