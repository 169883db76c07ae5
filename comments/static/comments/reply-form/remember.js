// "Save my name, email, and website in this browser": in local storage and not in a cookie, so that
// nothing is sent with every request and a page is the same for everybody who loads it.
// A random number is kept beside them and sent with each comment: it shows that the comments come
// from one browser. It is made when the box is ticked, and deleted when it is not.

const KEY = "newsroom.commenter";
const FIELDS = ["name", "email", "website"];

const form = document.querySelector("#reply form");
const box = form.elements.namedItem("remember");
const browser = form.elements.namedItem("browser");

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

// Not `crypto.randomUUID()`, which a site without https does not have.
function newBrowser() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function personToKeep() {
  const person = Object.fromEntries(
    FIELDS.map((name) => [name, form.elements.namedItem(name).value]),
  );
  return { ...person, browser: read()?.browser ?? newBrowser() };
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
  write(box.checked ? personToKeep() : null);
  // What could not be kept is not sent: it would never be known again.
  browser.value = (box.checked && read()?.browser) || "";
});

box.addEventListener("change", () => {
  if (!box.checked) write(null);
});
