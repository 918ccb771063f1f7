// From wherever she is writing: Ctrl and S saves as in Word, Ctrl and Enter is the form's first button.

export function shortcuts(form) {
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
    const wanted = { Enter: ".finish .button", s: ":scope > button" }[event.key];
    if (!wanted) return;
    event.preventDefault();
    event.stopPropagation(); // in the text Enter is a new line
    if (!event.repeat) form.requestSubmit(form.querySelector(wanted));
  }, true);
}
