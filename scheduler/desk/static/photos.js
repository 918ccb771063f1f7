// A photo is dropped on the form or pasted into it: it goes to the card below, or else to the first with a photo;
// of an album all of them are taken.

export function photos(form, bring) {
  const chooserAt = (target) => target.closest?.(".card-fields")?.querySelector("[data-photo]") ?? form.querySelector("[data-photo]");
  const photosOf = (from) => {
    if (from?.getData("text/plain")) return []; // Word gives a picture of its words beside them
    return Array.from(from?.files ?? []).filter(({ type }) => type.startsWith("image/"));
  };
  const take = (event, from) => {
    const [photo, ...more] = photosOf(from);
    if (photo && form.querySelector("[data-photos]")) {
      event.preventDefault();
      return bring([photo, ...more]);
    }
    const chooser = chooserAt(event.target);
    if (!photo || !chooser) return;
    event.preventDefault();
    const sent = new DataTransfer();
    sent.items.add(photo);
    chooser.files = sent.files;
    chooser.dispatchEvent(new Event("change", { bubbles: true }));
    chooser.closest(".field").scrollIntoView({ block: "center" });
  };
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("over");
  });
  for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length) event.preventDefault(); // never opened in place of the form
    take(event, event.dataTransfer);
  });
  document.addEventListener("paste", (event) => take(event, event.clipboardData));
}
