// Asks every few seconds what happens elsewhere: colleagues' decisions and company on the cards
// that are here, and how many comments are new. Stops while nobody looks at the page.

const list = document.getElementById("desk-list");
const news = document.getElementById("desk-new");
const EVERY = 3_500;
const AFTER_FAILURE = 15_000;
const AT_MOST = 60;
let timer;

async function ask() {
  const cards = [...list.querySelectorAll("article[data-comment]")];
  const body = new URLSearchParams({ newest: list.dataset.newest });
  for (const { dataset } of cards.slice(0, AT_MOST)) {
    body.append("comment", `${dataset.comment}:${dataset.version}`);
  }
  const current = list.querySelector("article[aria-current]");
  if (current) body.append("looking", current.dataset.comment);
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  const headers = { "X-Requested-With": "desk", "X-CSRFToken": token };
  const response = await fetch(list.dataset.live, { method: "POST", body, headers });
  if (!response.ok || response.redirected) throw new Error(`HTTP ${response.status}`);
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  return template.content;
}

// Of jobs in the background: whether one has ended since the page was told of them last. One that
// was taken back may end twice.
function hasEnded(before, now) {
  const runs = (jobs) => [...jobs.querySelectorAll("[data-running]")].map((job) => job.dataset.running);
  const ended = (jobs) => [...jobs.querySelectorAll("[data-finished]")].map((job) => job.dataset.finished);
  const told = ended(before);
  const isLongGone = (job) => ![...runs(now), ...ended(now)].some((one) => one.startsWith(job));
  return ended(now).some((job) => !told.includes(job)) || runs(before).some(isLongGone);
}

function show(answer) {
  const button = answer.querySelector(".desk-new");
  if (button?.textContent !== news.textContent) news.replaceChildren(...(button ? [button] : []));
  list.dispatchEvent(new CustomEvent("desk:figures", { detail: answer }));
  const jobs = document.getElementById("desk-jobs");
  const jobsNow = answer.querySelector("#desk-jobs");
  const isFinished = hasEnded(jobs, jobsNow);
  if (jobs.innerHTML !== jobsNow.innerHTML) jobs.replaceWith(jobsNow);
  const company = new Map(
    [...answer.querySelectorAll(".card-company[data-of]")].map((one) => [one.dataset.of, one]),
  );
  for (const card of list.querySelectorAll("article[data-comment]")) {
    const words = company.get(card.dataset.comment)?.textContent ?? "";
    const place = card.querySelector(".card-company");
    if (place.textContent !== words) place.textContent = words;
  }
  const cards = [...answer.querySelectorAll("article[data-comment]")];
  const own = answer.querySelector("[data-own]")?.dataset.own.split(" ") ?? [];
  if (cards.length) list.dispatchEvent(new CustomEvent("desk:changed", { detail: { cards, own } }));
  if (isFinished) list.dispatchEvent(new Event("desk:finished"));
}

async function listen() {
  clearTimeout(timer);
  if (document.hidden) return;
  let wait = EVERY;
  try {
    show(await ask());
  } catch {
    wait = AFTER_FAILURE;
  }
  clearTimeout(timer);
  timer = setTimeout(listen, wait);
}

document.addEventListener("visibilitychange", listen);
listen();
