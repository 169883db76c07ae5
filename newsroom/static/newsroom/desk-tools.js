// The tools of a card that take a text. Without this script they open and send as well.

const list = document.getElementById("desk-list");

// Opened by hand or by key, a tool is typed into at once.
list.addEventListener("click", (event) => {
  const tool = event.target.closest(".card-tool > summary")?.parentElement;
  if (!tool || tool.open) return;
  for (const other of tool.parentElement.querySelectorAll(".card-tool[open]")) other.open = false;
  // The click itself opens it, after this.
  requestAnimationFrame(() => tool.querySelector("textarea").focus());
});

list.addEventListener("keydown", (event) => {
  const tool = event.target.closest(".card-tool[open]");
  if (!tool || event.isComposing) return;
  if (event.key === "Escape") {
    tool.open = false;
    tool.closest("article").focus({ preventScroll: true });
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    tool.querySelector("[type=submit]").click();
  }
});
