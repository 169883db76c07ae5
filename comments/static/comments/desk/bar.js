// The bar that is always in sight, and the figures in the page's head.

const list = document.getElementById("desk-list");
const bar = document.querySelector(".desk-bar");
let height = bar.offsetHeight;

// What is scrolled to stops below the bar. Where that has grown over the head of the current card,
// say with a message, the card is scrolled from under it.
function makeRoom() {
  const grown = bar.offsetHeight - height;
  height = bar.offsetHeight;
  document.documentElement.style.setProperty("--desk-bar", `${height}px`);
  const card = list.querySelector("article[aria-current]");
  if (grown <= 0 || !card) return;
  const edge = bar.getBoundingClientRect().bottom;
  const { top } = card.getBoundingClientRect();
  if (top < edge && top > edge - grown - 1) card.scrollIntoView({ block: "start" });
}

new ResizeObserver(makeRoom).observe(bar);
document.documentElement.style.setProperty("--desk-bar", `${height}px`);

// As they now are, each with a name; an answer of the desk brings them along.
list.addEventListener("desk:figures", ({ detail: answer }) => {
  for (const there of document.querySelectorAll("[data-figure]")) {
    const now = answer.querySelector(`[data-figure="${there.dataset.figure}"]`);
    if (!now) continue;
    there.hidden = now.hidden;
    if (there.textContent !== now.textContent) there.replaceChildren(...now.childNodes);
  }
});
