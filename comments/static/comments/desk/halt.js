// After a decision that did not happen, no key decides until that was acknowledged: who types ahead
// would decide on the next card, unread. The list says whether it is so (`data-halted`).

const list = document.getElementById("desk-list");
const status = document.querySelector(".desk-status");

list.addEventListener("desk:halt", () => {
  if (list.toggleAttribute("data-halted", true) && status.querySelector(".desk-halted")) return;
  status.append(document.getElementById("desk-halted").content.cloneNode(true));
});

list.addEventListener("desk:go-on", () => {
  if (!list.hasAttribute("data-halted")) return;
  list.removeAttribute("data-halted");
  status.replaceChildren();
  if (document.activeElement?.closest("textarea, input[type=text]")) return;
  list.querySelector("article[aria-current]")?.focus({ preventScroll: true });
});

// Said again, so that a screen reader reads it again.
list.addEventListener("desk:remind", () => {
  const words = status.querySelector(".desk-halted");
  words?.replaceWith(words.cloneNode(true));
});

document.addEventListener("click", (event) => {
  if (event.target.closest('[data-command="go-on"]')) list.dispatchEvent(new Event("desk:go-on"));
});
