/* Loa */
/* The buttons to share a post: what the phone itself offers, or the link to be pasted. Nobody else is asked. */
"use strict";
(() => {
  const box = document.getElementById("chia-se");
  const share = box.querySelector("[data-share]");
  const copy = box.querySelector("[data-copy]");
  const status = box.querySelector("[role=status]");
  const { title, address } = box.dataset;

  if (navigator.share) {
    share.hidden = false;
    share.addEventListener("click", () => {
      navigator.share({ title, url: address }).catch(() => {}); // she thought better of it
    });
  }
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(address);
        status.textContent = copy.dataset.done;
      } catch {
        status.textContent = address;
      }
    });
  }
})();
