// Presses the desk's buttons by keys. A key means a command, and a command is the button that
// names it: in the current card, or else on the page. With Shift, what decides does so on all that
// are ticked. Keys can be changed and switched off.

const list = document.getElementById("desk-list");
const dialog = document.getElementById("desk-keys");
const isOn = document.getElementById("desk-keys-on");
const fields = [...dialog.querySelectorAll("[data-key-of]")];
const problem = document.getElementById("desk-keys-problem");
const STORED = "desk-keys";

// What is set -----------------------------------------------------------------------------------

function load() {
  try {
    return JSON.parse(localStorage.getItem(STORED)) ?? {};
  } catch {
    return {};
  }
}

function save() {
  const changed = fields.filter((field) => field.value !== field.defaultValue);
  const keys = Object.fromEntries(changed.map((field) => [field.dataset.keyOf, field.value]));
  try {
    localStorage.setItem(STORED, JSON.stringify({ off: !isOn.checked, keys }));
  } catch {
    // A browser that keeps nothing: the keys hold until the page is left.
  }
  label(document);
}

function label(part) {
  for (const field of fields) {
    for (const button of part.querySelectorAll(`[data-command="${field.dataset.keyOf}"]`)) {
      if (isOn.checked && field.value) {
        button.dataset.key = field.value;
        button.setAttribute("aria-keyshortcuts", field.value);
      } else {
        delete button.dataset.key;
        button.removeAttribute("aria-keyshortcuts");
      }
    }
    for (const button of part.querySelectorAll(`[data-ticked="${field.dataset.keyOf}"]`)) {
      const letter = isOn.checked && isLetter(field.value) ? field.value.toUpperCase() : "";
      button.dataset.key = letter && `⇧${letter}`;
      if (letter) button.setAttribute("aria-keyshortcuts", `Shift+${letter}`);
      else button.removeAttribute("aria-keyshortcuts");
    }
  }
}

const stored = load();
isOn.checked = !stored.off;
for (const field of fields) field.value = stored.keys?.[field.dataset.keyOf] ?? field.value;
for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
label(document);
new MutationObserver(() => label(document)).observe(document.getElementById("main"), {
  childList: true,
  subtree: true,
});

// The dialog ------------------------------------------------------------------------------------

isOn.addEventListener("change", save);

dialog.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches("[data-key-of]")) return;
  field.value = field.value.trim().toLowerCase();
  const taken = field.value && fields.some((other) => other !== field && other.value === field.value);
  const isDigit = /\d/.test(field.value);
  field.setAttribute("aria-invalid", String(Boolean(taken || isDigit)));
  problem.textContent = taken || isDigit ? problem.dataset.taken : "";
  if (!taken && !isDigit) save();
});

// A key that could not be taken is not left standing as if it were.
dialog.addEventListener("close", () => {
  const kept = load().keys ?? {};
  for (const field of fields) {
    field.value = kept[field.dataset.keyOf] ?? field.defaultValue;
    field.removeAttribute("aria-invalid");
  }
  problem.textContent = "";
});

document.getElementById("desk-keys-reset").addEventListener("click", () => {
  for (const field of fields) field.value = field.defaultValue;
  isOn.checked = true;
  save();
});

document.addEventListener("click", (event) => {
  if (event.target.closest('[data-command="help"]')) dialog.showModal();
});

// Keys ------------------------------------------------------------------------------------------

const DECIDING = new Set(["approve", "reject", "spam", "return", "uphold", "feature"]);
const UNTYPED = new Set(["checkbox", "radio", "button", "submit", "reset"]);

function isTyping(target) {
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target.matches("input") && !UNTYPED.has(target.type);
}

// Some keyboards have their digits above Shift.
function digitOf(event) {
  return event.code.match(/^(?:Digit|Numpad)([1-9])$/)?.[1] ?? event.key.match(/^[1-9]$/)?.[0];
}

function isLetter(key) {
  return key.toLowerCase() !== key.toUpperCase();
}

function commandOf(event) {
  const key = event.key.toLowerCase();
  return fields.find((field) => field.value === key)?.dataset.keyOf;
}

function press(command) {
  const card = document.querySelector("article[aria-current]");
  const wanted = `[data-command="${command}"]`;
  const onPage = [...document.querySelectorAll(wanted)].find((one) => !one.closest("article"));
  const button = card?.querySelector(wanted) ?? onPage;
  if (!button) return;
  if (command === "search") button.focus();
  else button.click();
}

// The Shift key, whatever Caps Lock makes of it.
function pressForTicked(command) {
  if (list.querySelector(".card-tick :checked")) {
    document.querySelector(`#bulk [data-ticked="${command}"]`)?.click();
  }
}

const openReasons = () =>
  document.querySelector("#bulk .desk-reasons[open]") ??
  document.querySelector("article[aria-current] .desk-reasons[open]");

// A digit, and Enter, reject where the reasons are open.
const isReason = (event) =>
  Boolean(openReasons() && (digitOf(event) || (event.key === "Enter" && !isOnControl(event))));

const isOnControl = (event) => event.target.closest("button, a, input, summary");

// While the reasons of all that are ticked or of the current card are open, they have the digits,
// Enter and Escape.
function pressForReason(event) {
  const reasons = openReasons();
  if (!reasons) return false;
  const digit = digitOf(event);
  if (digit) {
    reasons.querySelector(`[data-digit="${digit}"]`)?.click();
    return true;
  }
  if (event.key === "Escape") {
    reasons.open = false;
    return true;
  }
  if (event.key !== "Enter" || isOnControl(event)) return false;
  reasons.closest("form").querySelector('[value="reject"]').click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (!isOn.checked || event.defaultPrevented || event.isComposing || dialog.open) return;
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  const command = commandOf(event);
  // A key that is held down decides once.
  if (event.repeat && command !== "next" && command !== "previous") return;
  const isForTicked = event.shiftKey && isLetter(event.key);
  const isHalted = list.hasAttribute("data-halted");
  if (isHalted && event.key === "Escape") {
    event.preventDefault();
    list.dispatchEvent(new Event("desk:go-on"));
  } else if (isHalted && (DECIDING.has(command) || isReason(event))) {
    event.preventDefault();
    list.dispatchEvent(new Event("desk:remind"));
  } else if (!isForTicked && pressForReason(event)) {
    event.preventDefault();
  } else if (isForTicked && command) {
    event.preventDefault();
    pressForTicked(command);
  } else if (command) {
    event.preventDefault();
    press(command);
  }
});
