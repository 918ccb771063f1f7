// A card's design is chosen by its picture: a press takes it at once; the arrow keys look, and Enter takes.

export function designs(form, redraw) {
  for (const chooser of form.querySelectorAll("[data-design]")) {
    const stood = chosen(chooser);
    const take = () => chosen(chooser) !== stood && redraw(chooser.closest("fieldset"));
    chooser.addEventListener("toggle", () => (chooser.open ? chooser.querySelector(":checked")?.focus() : take()));
    chooser.addEventListener("click", ({ target, detail }) => {
      if (detail && target.matches("[type=radio]")) close(chooser); // an arrow key clicks as well, with no detail
    });
    chooser.addEventListener("keydown", (event) => {
      const isTaken = event.key === "Enter" && event.target.matches("[type=radio]");
      if (!isTaken && event.key !== "Escape") return;
      event.preventDefault(); // Enter would save the post
      if (event.key === "Escape") Array.from(chooser.querySelectorAll("[type=radio]"), (one) => (one.checked = one.value === stood));
      close(chooser);
    });
  }
}

function close(chooser) {
  chooser.open = false; // whose toggle redraws the form where another was chosen
  chooser.querySelector("summary").focus();
}

const chosen = (chooser) => chooser.querySelector(":checked")?.value;
