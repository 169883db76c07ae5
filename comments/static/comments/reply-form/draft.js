// Keeps an unsent comment for as long as the tab lives, so that a crash, a slip of the finger or a
// line that breaks while posting loses nothing. The draft never leaves the browser.

const form = document.querySelector("#reply form");
const text = form.elements.namedItem("comment");
const key = `newsroom.draft:${new URL(form.action).pathname}`;

function keep() {
  try {
    sessionStorage.setItem(key, text.value);
  } catch {
    // Storage is full or forbidden: the reader writes without a safety net, as on any other site.
  }
}

function forget() {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // See keep().
  }
}

function kept() {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

// Sending does not prove arrival; the answer does.
if (document.querySelector("#your-comment, .is-duplicate")) {
  forget();
} else if (!text.value) {
  text.value = kept();
}
text.addEventListener("input", keep);
