// Says when new posts have come; without it the page only has to be loaded again by hand.
const known = Number(document.body.dataset.posts);
const fresh = document.querySelector(".fresh");

async function look() {
  try {
    const answer = await fetch("/_rehearsal/clock");
    const { posts } = await answer.json();
    if (fresh && posts > known) {
      fresh.textContent = `Có ${posts - known} bài mới. Bấm để xem`;
      fresh.hidden = false;
    }
  } catch {
    // the rehearsal has ended; what is shown stays readable
  }
}

// “Giờ luyện tập” leads into the board of controls, which may be folded.
function unfold() {
  const board = document.getElementById("bang")?.closest("details");
  if (board && location.hash === "#bang") board.open = true;
}

unfold();
addEventListener("hashchange", unfold);
if (fresh && document.body.dataset.tab === "posts") setInterval(look, 3000);
