/* Keeps what is typed into an article's form: in this browser within a second, on the site every
   few seconds. Saving asks the site first, so that no page is left for one that never comes. */

import { forgetHere, keepHere, keptHere, whenForgotten } from "./browser-copies.js"

const LOOK_EVERY = 1000
const SEND_EVERY = 3000
const GIVE_UP_AFTER = 10_000
// A picture of 15 MB over a slow line.
const GIVE_UP_PICTURE_AFTER = 180_000
// What a proxy answers for a site that is away; anything else must not keep a form from being saved.
const AWAY = new Set([502, 503, 504])
// A body that a browser still sends while its page goes away.
const SMALL = 60_000

const state = document.getElementById("saving-state")
const mark = document.querySelector("[name=working_copy]")

// What the last message said.
let said = ""

if (state && mark) start(mark.form)

function start(form) {
  const name = state.dataset.form
  const stored = textOf(form)
  const isOfPage = "isUnsaved" in state.dataset
  let here = stored
  let sent = stored
  let savedAt = 0
  let lastSend = 0
  let sending = null
  let isLeaving = false
  let mayKeepHere = true

  const isUnsaved = () => isOfPage || textOf(form) !== stored

  function keep() {
    const now = textOf(form)
    if (now === here || !mayKeepHere) return
    here = now
    remember(now, false)
  }

  function remember(text, isOnServer) {
    if (!mayKeepHere) return
    keepHere(name, { mark: mark.value, fields: text, at: Date.now(), isOnServer })
  }

  /* Resolves to "kept", "refused" or "unreachable". */
  async function send(options = {}) {
    const text = textOf(form)
    lastSend = Date.now()
    let response
    try {
      response = await fetch(state.dataset.address, {
        method: "POST",
        body: bodyOf(form),
        signal: AbortSignal.timeout(hasFile(form) ? GIVE_UP_PICTURE_AFTER : GIVE_UP_AFTER),
        ...options,
      })
    } catch {
      say("offline")
      return "unreachable"
    }
    if (AWAY.has(response.status)) {
      say("offline")
      return "unreachable"
    }
    sent = text
    if (!response.ok) {
      say("notKept")
      return "refused"
    }
    const answer = await response.json().catch(() => ({}))
    savedAt = Date.now()
    say(answer.is_logged_in ? "saved" : "loggedOut")
    // Before the picture moves from one field to another, which changes the text.
    const isSame = text === textOf(form)
    showPicture(form, answer)
    if (isSame) {
      sent = here = textOf(form)
      remember(here, true)
    }
    return "kept"
  }

  /* One message at a time: a late one would bring back what a later one has changed. */
  function sendInTurn(options) {
    sending = (sending ?? Promise.resolve()).then(() => send(options))
    return sending
  }

  setInterval(() => {
    keep()
    tellAge(savedAt)
    const isDue = Date.now() - lastSend >= SEND_EVERY
    if (isDue && !isLeaving && textOf(form) !== sent) sendInTurn()
  }, LOOK_EVERY)

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || isLeaving) return
    keep()
    const text = textOf(form)
    if (text !== sent && text.length < SMALL) sendInTurn({ keepalive: true })
  })

  addEventListener("beforeunload", (event) => {
    if (isLeaving || !isUnsaved()) return
    keep()
    event.preventDefault()
  })

  addEventListener("pageshow", () => {
    isLeaving = false
  })

  form.addEventListener("submit", async (event) => {
    if (isLeaving) return
    event.preventDefault()
    keep()
    if ((await sendInTurn()) === "unreachable") return
    takeNewToken(form)
    isLeaving = true
    form.requestSubmit(event.submitter)
  })

  whenForgotten(name, () => {
    // Saved or logged out in another tab: nothing stays behind in the browser.
    mayKeepHere = false
  })

  offerBrowserCopies(name, stored)
}

/* Everything that an editor sets, as one text. */
function textOf(form) {
  const fields = {}
  for (const [field, value] of new FormData(form)) {
    if (field === "csrfmiddlewaretoken" || field === mark.name) continue
    fields[field] = value instanceof File ? fileAsText(value) : value
  }
  return JSON.stringify(fields)
}

function fileAsText(file) {
  return file.size ? `${file.name} ${file.size}` : ""
}

function hasFile(form) {
  return [...new FormData(form).values()].some((value) => value instanceof File && value.size)
}

function bodyOf(form) {
  const body = new FormData(form)
  body.delete("csrfmiddlewaretoken")
  return body
}

/* Another log-in, perhaps in another tab, has changed it since this page came. */
function takeNewToken(form) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)
  if (token) form.elements.namedItem("csrfmiddlewaretoken").value = token[1]
}

function showPicture(form, { picture, picture_error: error }) {
  const frame = form.querySelector("[data-kept-picture]")
  const words = form.querySelector("[data-kept-picture-error]")
  if (words && (picture || error)) {
    words.textContent = error ?? ""
    words.hidden = !error
  }
  if (!frame || !picture) return
  frame.querySelector("img").src = picture.address
  frame.querySelector("[data-name]").textContent = picture.name
  frame.querySelector("[type=hidden]").value = picture.reference
  frame.querySelector("[type=checkbox]").checked = false
  frame.hidden = false
  form.elements.namedItem("lead_image").value = ""
}

/* Read out only when it changes. */
function say(what) {
  state.hidden = false
  state.classList.toggle("is-warning", what !== "saved")
  if (said === what) return
  said = what
  state.querySelector("[data-said]").textContent = state.dataset[what]
}

function tellAge(savedAt) {
  const age = state.querySelector("[data-age]")
  if (!savedAt || said === "notKept") {
    age.textContent = ""
    return
  }
  const seconds = Math.round((Date.now() - savedAt) / 1000)
  const words = seconds < 60 ? state.dataset.seconds : state.dataset.minutes
  age.textContent = `${words.replace("{n}", seconds < 60 ? seconds : Math.floor(seconds / 60))}.`
}

/* What a tab kept that died before the site had it. */
function offerBrowserCopies(name, stored) {
  const template = document.getElementById("browser-copy")
  if (!template) return
  const isNew = (form) => form.startsWith("new-")
  for (const [form, copy] of keptHere()) {
    const isOfThisPage = form === name || (isNew(form) && isNew(name))
    if (isOfThisPage && copy.fields !== stored) offer(template, form, copy)
  }
}

function offer(template, form, copy) {
  const shown = template.content.cloneNode(true).firstElementChild
  const words = shown.querySelector("p").firstChild
  const when = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
  }).format(copy.at)
  words.textContent = words.textContent.replace("{when}", when)
  shown.querySelector("strong").textContent = JSON.parse(copy.fields).headline ?? ""
  shown.querySelector("[data-restore]").addEventListener("click", () => restore(form, copy))
  shown.querySelector("[data-discard]").addEventListener("click", () => {
    forgetHere(form)
    shown.remove()
  })
  template.before(shown)
}

/* The site fills the form, as with a copy of its own. */
async function restore(form, copy) {
  const body = new FormData()
  body.set(mark.name, copy.mark)
  for (const [field, value] of Object.entries(JSON.parse(copy.fields))) body.set(field, value)
  try {
    const response = await fetch(state.dataset.address, { method: "POST", body })
    if (!response.ok) throw new Error(response.statusText)
  } catch {
    say("offline")
    return
  }
  forgetHere(form)
  location.assign(`?copy=${encodeURIComponent(form)}`)
}
