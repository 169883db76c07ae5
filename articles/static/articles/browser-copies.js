/* Copies of unsaved articles in this browser: for when the site can't be reached, or the tab dies
   between two messages to it. They belong to one person, and go when they are saved, at log-out,
   and when somebody else logs in. Every page of the admin runs this. */

const PREFIX = "newsroom.copy:"
const page = document.getElementById("browser-copies")
const owner = page?.dataset.owner ?? ""

function entries() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))
  } catch {
    return [] // Storage is forbidden: the copy on the server is the only one.
  }
}

function keyOf(form) {
  return `${PREFIX}${owner}:${form}`
}

export function keepHere(form, copy) {
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(copy))
  } catch {
    // It is full or forbidden. See entries().
  }
}

export function forgetHere(form) {
  try {
    localStorage.removeItem(keyOf(form))
  } catch {
    // See entries().
  }
}

/* What the site does not have, the newest first: [form, copy]. */
export function keptHere() {
  const own = entries().filter((key) => key.startsWith(keyOf("")))
  return own
    .map((key) => [key.slice(keyOf("").length), read(key)])
    .filter(([, copy]) => copy && !copy.isOnServer)
    .sort(([, one], [, other]) => other.at - one.at)
}

/* Whoever it belongs to: before the log-in nobody is known. The form of a new article is `new-`. */
export function isAnyKeptHere(form) {
  const names = entries().map((key) => key.split(":").pop())
  return names.some((name) => (form === "new-" ? name.startsWith(form) : name === form))
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key))
  } catch {
    return null
  }
}

/* Tells when all that is kept here was dropped in another tab. */
export function whenForgotten(form, act) {
  addEventListener("storage", (event) => {
    if (event.key === keyOf(form) && event.newValue === null) act()
  })
}

function tidy() {
  const saved = new Set(page.dataset.saved.split(" ").map(keyOf))
  for (const key of entries()) {
    const isOthers = !key.startsWith(keyOf(""))
    if ("hasLoggedOut" in page.dataset || isOthers || saved.has(key)) localStorage.removeItem(key)
  }
}

if (page) tidy()
