// The forms that a card opens: to reply, to edit, to settle something about its writer, to note
// something. Without this script they open and send as well.

const list = document.getElementById("desk-list");
const FORMS = ":is(.card-tool, .card-about)";

// At once, and not on `toggle`, which comes late: what is typed next must meet no key of the desk.
list.addEventListener("click", (event) => {
  const form = event.target.closest("summary")?.parentElement;
  if (!form?.matches(FORMS)) return;
  event.preventDefault();
  // Its key leads back to what was typed, where it is still open.
  const isByKey = event.detail === 0 && document.activeElement !== event.target.closest("summary");
  form.open = isByKey || !form.open;
  if (!form.open) return;
  for (const other of form.parentElement.querySelectorAll(`${FORMS}[open]`)) {
    if (other !== form) other.open = false;
  }
  form.querySelector("textarea, select, [type=text]").focus();
});

list.addEventListener("keydown", (event) => {
  const form = event.target.closest(`${FORMS}[open]`);
  if (!form || event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    form.open = false;
    form.closest("article").focus({ preventScroll: true });
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.querySelector("[type=submit]").click();
  }
});
