// Sends a comment once, says how long it took to write, and counts down near the limit.

const form = document.querySelector("#reply form");
const text = form.elements.namedItem("comment");
const seconds = form.elements.namedItem("seconds");
const button = form.querySelector("[type=submit]");
const counter = document.getElementById("characters-left");

// Measured here and not from a time in the page, which may come from a cache and be days old.
let startedAt = null;
form.addEventListener("focusin", () => {
  startedAt ??= performance.now();
});

// A second press while the first is under way would only wait for the same answer. The button
// comes back by itself, for a reader who stopped a slow page and tries again.
const PATIENCE = 10_000;

form.addEventListener("submit", (event) => {
  if (button.disabled) {
    event.preventDefault();
    return;
  }
  seconds.value = startedAt === null ? "" : Math.round((performance.now() - startedAt) / 1000);
  button.disabled = true;
  setTimeout(enable, PATIENCE);
});

function enable() {
  button.disabled = false;
}

// The page may come back as it was left, with the button off.
addEventListener("pageshow", enable);

// Every keystroke near the limit would be too much to listen to: announced after a pause.
const NEAR = 0.9;
const PAUSE = 600;
let timer;

function count() {
  const left = text.maxLength - text.value.length;
  const isNear = left <= text.maxLength * (1 - NEAR);
  counter.textContent = isNear ? counter.dataset.text.replace("%n", left) : "";
}

if (text.maxLength > 0) {
  text.after(counter);
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(count, PAUSE);
  });
}
