// Keeps what was typed into the forms of a card until it was taken: a card that comes anew, after a
// refusal, an undo or a new list, has it again. A field that holds such words says so
// (`data-typed`).

const list = document.getElementById("desk-list");
const FIELDS = "textarea, input[type=text]";
const kept = new Map();

function nameOf(field) {
  const card = field.closest("article");
  return card && `${card.dataset.comment} ${new URL(field.form.action).pathname} ${field.name}`;
}

list.addEventListener("input", ({ target: field }) => {
  const name = field.matches(FIELDS) && nameOf(field);
  if (!name) return;
  const isNew = field.value !== field.defaultValue;
  field.toggleAttribute("data-typed", isNew);
  if (isNew) kept.set(name, field.value);
  else kept.delete(name);
});

list.addEventListener("desk:taken", ({ detail: { form } }) => {
  for (const field of form.querySelectorAll(FIELDS)) {
    const name = nameOf(field);
    if (kept.get(name) === field.value) kept.delete(name);
    field.removeAttribute("data-typed");
  }
});

new MutationObserver((changes) => {
  for (const card of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
    if (!card.matches?.("article")) continue;
    for (const field of card.querySelectorAll(FIELDS)) {
      const words = kept.get(nameOf(field));
      if (words === undefined) continue;
      field.value = words;
      field.setAttribute("data-typed", "");
    }
  }
}).observe(list, { childList: true });
