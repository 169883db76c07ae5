"""How long a moderator waits for the next card after a key, in a real browser.

make bench ARGS="tests/benchmarks/test_keys.py"
"""

from itertools import cycle, islice
from statistics import median, quantiles

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.test_desk import ADD_MODERATORS, open_desk
from tests.integration.live_site import QUICK, LiveSite
from tests.processes import manage, short_folder

pytestmark = pytest.mark.benchmark

WAITING = 500
KEYS = {"approve": ["a"], "reject with a reason": ["r", "2"], "spam": ["s"]}
# From the key until another card is the current one, and has been painted.
WATCH_KEYS = """
addEventListener("keydown", (event) => {
  const before = document.querySelector("article[aria-current]");
  window.cardReady = new Promise((resolve) => {
    const look = () => {
      const now = document.querySelector("article[aria-current]");
      if (now && now !== before) setTimeout(() => resolve(performance.now() - event.timeStamp));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}, true);
"""


def test_from_key_to_next_card(chromium: str) -> None:
    with (
        short_folder() as data_dir,
        LiveSite(data_dir) as site,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser,
    ):
        for arguments in (["shell", "-c", ADD_MODERATORS], ["seed_comments", "--waiting", "500"]):
            done = manage(*arguments, data_dir=data_dir, **QUICK)
            assert done.returncode == 0, done.stderr
        page = browser.new_page()
        page.add_init_script(WATCH_KEYS)
        desk = open_desk(site, page)
        loads: list[str] = []
        desk.on("framenavigated", lambda frame: loads.append(frame.url))
        times: dict[str, list[float]] = {name: [] for name in KEYS}
        for name, keys in islice(cycle(KEYS.items()), WAITING - 1):
            for key in keys:
                desk.keyboard.press(key)
            times[name].append(desk.evaluate("() => window.cardReady"))
        desk.keyboard.press("a")
        expect(desk.get_by_role("heading", name="All done")).to_be_visible(timeout=120_000)
    print(f"\n{WAITING} decisions, {len(loads)} page loads; from key to next card:")
    for name, took in times.items():
        print(
            f"  {name:20} median {median(took):5.0f} ms, 95 % {quantiles(took, n=20)[-1]:5.0f} ms"
        )
