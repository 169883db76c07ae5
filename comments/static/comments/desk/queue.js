// Works the queue off without leaving the page. Every decision is the same form that is there
// without this script; its card goes at once, and comes back where the decision is refused.

const list = document.getElementById("desk-list");
const status = document.querySelector(".desk-status");
// Fewer cards than this to go on with, and the next page is fetched.
const AHEAD = 15;

// The current card ------------------------------------------------------------------------------

const cards = () => [...list.querySelectorAll("article[data-comment]")];
const current = () => list.querySelector("article[aria-current]");
const asSeen = ({ dataset: { comment, version } }) => `${comment}:${version}`;
const cardOf = (id) => document.getElementById(`comment-${id}`);

function makeCurrent(card) {
  const before = current();
  if (card === before) return;
  before?.removeAttribute("aria-current");
  before?.querySelector(".desk-reasons")?.removeAttribute("open");
  card?.setAttribute("aria-current", "true");
  fetchMore();
}

function goTo(card) {
  if (!card) return;
  makeCurrent(card);
  card.focus({ preventScroll: true });
  const { top, bottom } = card.getBoundingClientRect();
  const bar = document.querySelector(".desk-bar").getBoundingClientRect().bottom;
  if (top < bar || bottom > innerHeight) card.scrollIntoView({ block: "start" });
}

function step(by) {
  const all = cards();
  const at = all.indexOf(current());
  goTo(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
}

document.addEventListener("click", (event) => {
  const command = event.target.closest("[data-command]")?.dataset.command;
  if (command === "next") step(1);
  if (command === "previous") step(-1);
  if (command === "new") reload();
});

const ticked = () => [...list.querySelectorAll(".card-tick :checked")];

list.addEventListener("focusin", (event) => makeCurrent(event.target.closest("article")));
list.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("article");
  if (card) makeCurrent(card);
});

// Asking the server -----------------------------------------------------------------------------

class LoggedOut extends Error {}

async function ask(address, options = {}) {
  const headers = { "X-Requested-With": "desk", ...options.headers };
  const response = await fetch(address, { ...options, headers });
  if (response.redirected || response.status === 403) throw new LoggedOut();
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  return template.content;
}

// One after the other, so that undo finds what was decided before it, and no list that was
// asked for earlier takes the place of what was decided since.
let last = Promise.resolve();
let unsent = 0;

function inTurn(job) {
  const done = last.then(job);
  last = done.catch(() => {});
  return done;
}

// What was chosen beside Approve counts for the card's other forms, too.
function chosenBeside(form) {
  const beside = form.closest("article")?.querySelector(".desk-decide");
  if (!beside || beside === form) return [];
  const chosen = beside.querySelectorAll("[name=apart]:checked, [name=copies]:checked");
  return [...chosen].map((box) => [box.name, box.value]);
}

// Undo means what was done last on this page, also where that was under way as it was pressed.
function nameStep(body) {
  const named = document.querySelector(".desk-undo [name=step]");
  if (named) body.set("step", named.value);
  else body.delete("step");
}

async function send(form, button, then) {
  const body = new URLSearchParams(new FormData(form, button));
  for (const [name, value] of chosenBeside(form)) body.append(name, value);
  // What is undone may be about a writer, whose cards then say so.
  if (form.matches(".desk-undo")) body.append("here", cards().map(asSeen).join(" "));
  // The cookie has the token that is valid after a new log-in in another tab, too.
  body.delete("csrfmiddlewaretoken");
  unsent += 1;
  try {
    return await inTurn(async () => {
      if (form.matches(".desk-undo")) nameStep(body);
      const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
      const headers = { "X-CSRFToken": token };
      then(await ask(form.action, { method: "POST", body, headers, keepalive: true }));
    });
  } finally {
    unsent -= 1;
  }
}

addEventListener("beforeunload", (event) => {
  if (unsent) event.preventDefault();
});

// Deciding --------------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".desk-undo, .desk-act")) {
    event.preventDefault();
    act(form, event.submitter);
  } else if (form.matches(".desk-decide")) {
    event.preventDefault();
    decide(form, event.submitter);
  }
});

// Where the site wants a reason for every rejection, the reasons open instead.
function lacksReason(form, button) {
  if (button.value !== "reject" || !list.hasAttribute("data-needs-reason")) return false;
  return !form.elements.namedItem("reason").value.trim();
}

// Taken from the list, and not yet known to be decided.
const underWay = new Set();
// In the list, and a form of theirs was sent: what becomes of it is waited for.
const acting = new Set();

const tellsOfRefusal = (answer) => answer.querySelector(".desk-message:is(.warning, .error)") !== null;

function taken(form) {
  list.dispatchEvent(new CustomEvent("desk:taken", { detail: { form } }));
}

async function decide(form, button) {
  if (lacksReason(form, button)) {
    form.querySelector(".desk-reasons").open = true;
    return;
  }
  // Whoever presses a button itself has seen what it decides on.
  list.dispatchEvent(new Event("desk:go-on"));
  const card = form.closest("article");
  const decided = card ? [card] : ticked().map((tick) => tick.closest("article"));
  if (decided.some(({ dataset: { comment } }) => acting.has(comment))) {
    tell(messageOf(list.dataset.oneMoment, "info"));
    return;
  }
  const isAlone = card && ticked().some((tick) => tick.closest("article") !== card);
  const everything = form.elements.namedItem("everything");
  let next;
  const sent = send(form, button, (answer) => {
    decided.forEach((one) => underWay.delete(one.dataset.comment));
    const isRefused = tellsOfRefusal(answer);
    if (!isRefused) taken(form);
    const back = show(answer);
    if (isAlone) status.append(messageOf(list.dataset.onlyThis, "info"));
    if (isRefused) stopAt(back);
    // What is left of a wave comes next, where nobody has gone further.
    else if (card && current() === next) goTo(back[0]);
  });
  next = takeAway(decided);
  if (everything) everything.checked = false;
  if (!card) form.querySelector(".desk-reasons")?.removeAttribute("open");
  try {
    await sent;
  } catch (error) {
    decided.forEach((one) => underWay.delete(one.dataset.comment));
    decided.forEach(putBack);
    say(error, button, decided);
    stopAt(decided);
  }
  reloadWhereNothingIsLeft();
}

function reloadWhereNothingIsLeft() {
  const isEmpty = () => !cards().length && !fetching && !list.querySelector(".desk-empty");
  if (isEmpty()) reload(isEmpty);
}

// What came back is looked at before anything else is decided by a key.
function stopAt(back) {
  const isFirst = !isHalted();
  list.dispatchEvent(new Event("desk:halt"));
  const isWriting = document.activeElement?.closest("textarea, input[type=text]");
  if (isFirst && back.length && !isWriting) goTo(cardOf(back[0].dataset.comment));
}

function takeAway(decided) {
  const all = cards();
  const going = new Set(decided);
  const wasCurrent = going.has(current());
  const at = all.indexOf(current());
  const stays = (card) => !going.has(card);
  // What a colleague has decided meanwhile is passed over.
  const waits = (card) => stays(card) && !card.matches(".card-elsewhere");
  const next = all.slice(at).find(waits) ?? all.findLast(waits) ?? all.find(stays);
  for (const card of decided) {
    underWay.add(card.dataset.comment);
    card.remove();
  }
  if (wasCurrent) goTo(next);
  fetchMore();
  return current();
}

// What comes back stands in its place in the order of the list.
function putBack(card) {
  const there = cardOf(card.dataset.comment);
  if (there) {
    if (there.hasAttribute("aria-current")) card.setAttribute("aria-current", "true");
    there.replaceWith(card);
    return;
  }
  list.querySelector(".desk-empty")?.remove();
  card.removeAttribute("aria-current");
  const next = cards().find((one) => one.dataset.place > card.dataset.place);
  list.insertBefore(card, next ?? list.querySelector(".desk-pages"));
  if (!current()) makeCurrent(card);
}

// A card that came back stands again for its whole wave, also for what had a card of its own.
function foldIntoIt({ dataset: { comment, wave } }) {
  if (!wave) return;
  for (const other of list.querySelectorAll(`article[data-wave="${wave}"]`)) {
    if (other.dataset.comment !== comment) other.remove();
  }
}

function show(answer) {
  const back = [...answer.querySelectorAll("article[data-comment]")];
  back.forEach(putBack);
  back.forEach(foldIntoIt);
  document.querySelector(".desk-undo").replaceWith(answer.querySelector(".desk-undo"));
  tell(...answer.querySelectorAll(".desk-message"));
  list.dispatchEvent(new CustomEvent("desk:figures", { detail: answer }));
  return back;
}

function say(error, button, about = []) {
  const id = error instanceof LoggedOut ? "desk-logged-out" : "desk-could-not-send";
  const message = document.getElementById(id).content.cloneNode(true);
  message.querySelector("[data-not-done]").textContent = notDone(button, about);
  tell(message);
}

// Which verb, on whose comment. The server says the same of what it refuses.
function notDone(button, about) {
  const { notDoneOne, notDoneMany, notShown, notDone: notDoneAny } = list.dataset;
  if (!button) return notShown;
  const verb = button.dataset.verb ?? button.form.dataset.verb ?? button.textContent.trim();
  const words = [notDoneAny, notDoneOne][about.length] ?? notDoneMany;
  const name = about[0]?.querySelector(".card-name").textContent;
  return words.replace(/{(\w+)}/g, (_all, what) => ({ verb, name, count: about.length })[what]);
}

const isHalted = () => list.hasAttribute("data-halted");

// What was not acknowledged yet stays in sight.
function tell(...messages) {
  if (isHalted()) status.prepend(...messages);
  else status.replaceChildren(...messages);
}

function messageOf(words, kind) {
  const message = document.createElement("p");
  message.className = `desk-message ${kind}`;
  message.textContent = words;
  return message;
}

// What was decided elsewhere: a colleague's cards that are still here become what they now are, and
// one's own, say of a job in the background, go as if they had been decided on here.
list.addEventListener("desk:changed", ({ detail: { cards: changed, own } }) => {
  const ownHere = own.map(cardOf).filter((one) => one && !isTypedInto(one));
  const gone = ownHere.filter((one) => isElsewhere(one, changed));
  if (gone.length) {
    takeAway(gone);
    gone.forEach((one) => underWay.delete(one.dataset.comment));
    reloadWhereNothingIsLeft();
  }
  for (const card of changed) {
    const there = cardOf(card.dataset.comment);
    if (!there || !isNewer(card, there)) continue;
    const notice = card.querySelector(".card-notice");
    if (there === current() && notice) tell(messageOf(notice.textContent, "warning"));
    // What is being typed is not taken away: sending it will be refused and explained.
    if (isTypedInto(there)) {
      there.querySelector(".card-notice")?.remove();
      if (notice) there.prepend(notice);
      there.dataset.version = card.dataset.version;
    } else {
      const hadFocus = there.contains(document.activeElement);
      putBack(card);
      if (hadFocus) card.focus({ preventScroll: true });
    }
  }
});

// What is typed into a form that is closed again is kept for its next card.
function isTypedInto(card) {
  const fields = [...card.querySelectorAll("[data-typed]")];
  return fields.some((field) => !field.closest("details:not([open])"));
}

// An answer that took its time may tell of less than what this page has done since.
function isNewer(card, there) {
  return Number(card.dataset.version) > Number(there.dataset.version);
}

function isElsewhere(there, changed) {
  const now = changed.find((card) => card.dataset.comment === there.dataset.comment);
  return now?.matches(".card-elsewhere") && isNewer(now, there);
}

// Undo, and what changes a comment without deciding on it: its card is shown as it now is.
async function act(form, button) {
  const card = form.closest("article");
  if (acting.has(card?.dataset.comment)) return;
  list.dispatchEvent(new Event("desk:go-on"));
  if (card) acting.add(card.dataset.comment);
  try {
    await send(form, button, (answer) => {
      const isRefused = tellsOfRefusal(answer);
      if (!isRefused) taken(form);
      const back = show(answer);
      if (isRefused) stopAt(back);
      else goTo(back[0]);
    });
  } catch (error) {
    const about = [card].filter(Boolean);
    say(error, button, about);
    stopAt(about);
  } finally {
    acting.delete(card?.dataset.comment);
  }
}

// More cards ------------------------------------------------------------------------------------

let fetching = false;
const isMissing = ({ dataset: { comment } }) => !cardOf(comment) && !underWay.has(comment);

async function fetchMore() {
  const link = list.querySelector(".desk-pages [rel=next]");
  const all = cards();
  if (fetching || !link || all.length - all.indexOf(current()) > AHEAD) return;
  fetching = true;
  try {
    const page = await ask(link.href);
    const nav = list.querySelector(".desk-pages");
    const fresh = [...page.querySelectorAll("article[data-comment]")];
    nav.before(...fresh.filter(isMissing));
    nav.replaceWith(page.querySelector(".desk-pages"));
    if (!current()) goTo(cards()[0]);
  } catch {
    // The link is still there: the next step tries again, and it can be followed by hand.
  } finally {
    fetching = false;
    if (!unsent) reloadWhereNothingIsLeft();
  }
}

// Load the list again from its beginning: what was skipped and what is new, or that all is done.
async function reload(isWanted = () => true) {
  const address = new URL(location.href);
  address.searchParams.delete("after");
  try {
    await inTurn(async () => {
      if (!isWanted()) return;
      const page = await ask(address);
      if (!isWanted()) return;
      for (const card of page.querySelectorAll("article[data-comment]")) {
        if (underWay.has(card.dataset.comment)) card.remove();
      }
      const kept = current()?.dataset.comment;
      list.replaceChildren(page);
      list.dataset.newest = list.querySelector(".desk-pages").dataset.newest;
      for (const news of document.querySelectorAll("#desk-new, #desk-ended")) news.replaceChildren();
      goTo((kept && cardOf(kept)) || cards()[0]);
    });
  } catch (error) {
    say(error);
  }
}

// A job in the background has decided, or has taken back, what this list may not show yet. Where it
// shows cards, nothing jumps.
list.addEventListener("desk:finished", () => {
  const button = document.getElementById("desk-finished").content;
  if (cards().length) document.getElementById("desk-ended").replaceChildren(button.cloneNode(true));
  else reload();
});

const asked = document.querySelector("article.card:target");
makeCurrent(asked ?? cards()[0]);
