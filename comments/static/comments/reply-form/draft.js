// Keeps an unsent comment for as long as the tab lives, so that a crash, a slip of the finger or a
// line that breaks while posting loses nothing. The draft never leaves the browser.
// A number is kept with it, and sent: by that the site knows that it has the comment already, when
// it is sent again after its answer was lost.

const form = document.querySelector("#reply form");
const text = form.elements.namedItem("comment");
const number = form.elements.namedItem("form_number");
const path = new URL(form.action).pathname;
const key = `newsroom.draft:${path}`;
const keyOfNumber = `newsroom.draft-number:${path}`;

// As in remember.js: parts share nothing.
function newNumber() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function keep() {
  number.value ||= newNumber();
  try {
    sessionStorage.setItem(key, text.value);
    sessionStorage.setItem(keyOfNumber, number.value);
  } catch {
    // Storage is full or forbidden: the reader writes without a safety net, as on any other site.
  }
}

function forget() {
  try {
    sessionStorage.removeItem(key);
    sessionStorage.removeItem(keyOfNumber);
  } catch {
    // See keep().
  }
}

function kept(name) {
  try {
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

// Sending does not prove arrival; the answer does.
if (document.querySelector("#your-comment, .is-duplicate")) {
  forget();
} else if (!text.value) {
  text.value = kept(key);
}
number.value ||= kept(keyOfNumber);
text.addEventListener("input", keep);
form.addEventListener("submit", keep);
