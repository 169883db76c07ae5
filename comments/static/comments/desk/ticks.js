// Ticking many: all that are here, or from the last one ticked to this one with Shift.

const list = document.getElementById("desk-list");
const ticks = () => [...list.querySelectorAll(".card-tick input")];
const ticked = () => ticks().filter((tick) => tick.checked);
const howMany = document.querySelector(".desk-ticked");
let lastTick = null;

function countTicked() {
  if (howMany) howMany.textContent = howMany.dataset.words.replace("{count}", ticked().length);
}

document.addEventListener("click", (event) => {
  if (event.target.closest('[data-command="tick-all"]')) {
    for (const tick of ticks()) tick.checked = true;
    countTicked();
  }
  if (!event.target.matches(".card-tick input")) return;
  const all = ticks();
  const range = [all.indexOf(lastTick), all.indexOf(event.target)].sort((a, b) => a - b);
  if (event.shiftKey && range[0] >= 0) {
    for (const tick of all.slice(range[0], range[1] + 1)) tick.checked = event.target.checked;
  }
  lastTick = event.target;
  countTicked();
});

new MutationObserver(countTicked).observe(list, { childList: true });
countTicked();
