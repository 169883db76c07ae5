// What can be settled about, or noted on, the writer of a card: opening a form leads to its first
// field, and Escape leads back to the card.

const list = document.getElementById("desk-list");

// At once, and not on `toggle`, which comes late: what is typed next must meet no key of the desk.
list.addEventListener("click", (event) => {
  const summary = event.target.closest(".card-about > summary");
  if (!summary) return;
  event.preventDefault();
  const about = summary.parentElement;
  about.open = !about.open;
  if (about.open) about.querySelector("select, [type=text]").focus();
});

list.addEventListener("keydown", (event) => {
  const about = event.target.closest(".card-about[open]");
  if (event.key !== "Escape" || !about) return;
  event.preventDefault();
  about.open = false;
  about.closest("article").focus({ preventScroll: true });
});
