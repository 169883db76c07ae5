// "Save my name, email, and website in this browser": in local storage and not in a cookie, so that
// nothing is sent with every request and a page is the same for everybody who loads it.

const KEY = "newsroom.commenter";
const FIELDS = ["name", "email", "website"];

const form = document.querySelector("#reply form");
const box = form.elements.namedItem("remember");

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function write(person) {
  try {
    if (person) localStorage.setItem(KEY, JSON.stringify(person));
    else localStorage.removeItem(KEY);
  } catch {
    // Storage is full or forbidden: the fields are typed again next time.
  }
}

const person = read();
if (person) {
  box.checked = true;
  for (const name of FIELDS) {
    const field = form.elements.namedItem(name);
    // What the server gave back with its errors was typed later than what is kept here.
    if (!field.value) field.value = person[name] ?? "";
  }
}

form.addEventListener("submit", () => {
  write(
    box.checked
      ? Object.fromEntries(FIELDS.map((name) => [name, form.elements.namedItem(name).value]))
      : null,
  );
});

box.addEventListener("change", () => {
  if (!box.checked) write(null);
});
