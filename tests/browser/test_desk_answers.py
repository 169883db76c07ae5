"""What a moderator sees of what was done and was not done: messages, figures, places, copies."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_desk import (
    ADD_MODERATORS,
    LIVE,
    current,
    current_id,
    do,
    open_desk,
    said,
    statuses,
    undo,
)
from tests.integration.live_site import QUICK, LiveSite
from tests.processes import manage, short_folder

pytestmark = pytest.mark.browser

MAKE_COPIES = """
from comments.markup import render_comment
from comments.models import Comment
first, *others = Comment.objects.awaiting_review().oldest_first()[:4]
bodies = [f" {first.body}", first.body, f"{first.body} https://casino.example/win"]
for comment, body in zip(others, bodies):
    comment.article, comment.parent, comment.body = first.article, first.parent, body
    comment.body_html = render_comment(body)
    comment.save()
Comment.objects.filter(pk__in=[first.pk, *[one.pk for one in others]]).update(wave=first.pk)
"""
# How far the head of the current card is below the bar that is always in sight.
HEADROOM = """() => {
  const edge = document.querySelector(".desk-bar").getBoundingClientRect().bottom;
  const head = document.querySelector("article[aria-current] .card-head");
  return head.getBoundingClientRect().top - edge;
}"""


@pytest.fixture(scope="module")
def site() -> Iterator[LiveSite]:
    with short_folder() as data_dir, LiveSite(data_dir) as running:
        done = manage("seed_comments", "--waiting", "30", data_dir=data_dir, **QUICK)
        assert done.returncode == 0, done.stderr
        do(running, ADD_MODERATORS)
        do(running, MAKE_COPIES)
        yield running


@pytest.fixture
def desk(site: LiveSite, new_page: Callable[..., Page]) -> Page:
    return open_desk(site, new_page())


def ids(desk: Page) -> list[int]:
    cards = desk.locator("article[data-comment]").all()
    return [int(card.get_attribute("data-comment") or 0) for card in cards]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_failure_names_verb_and_writer_and_covers_nothing_of_the_card(
    site: LiveSite, new_page: Callable[..., Page], width: int
) -> None:
    desk = open_desk(site, new_page(viewport={"width": width, "height": 800}))
    for _ in range(4):
        desk.keyboard.press("j")
    name = current(desk).locator(".card-name").inner_text()
    pk = current_id(desk)
    desk.route("**/review/", lambda route: route.abort())
    desk.keyboard.press("a")
    said(desk, f"Not done: “Approve” on the comment by {name}. It could not be sent")
    said(desk, "No key decides until you have seen this.")
    assert current_id(desk) == pk
    expect(current(desk).locator(".card-name")).to_be_in_viewport()
    desk.wait_for_function(f"({HEADROOM})() >= 0")
    desk.keyboard.press("Escape")
    desk.keyboard.press("z")
    said(desk, "Not done: “Undo”.")


def test_who_was_logged_out_is_led_to_the_log_in(site: LiveSite, desk: Page) -> None:
    name = current(desk).locator(".card-name").inner_text()
    desk.context.clear_cookies(name="sessionid")
    desk.keyboard.press("s")
    said(desk, f"Not done: “Spam” on the comment by {name}. You are logged out")
    with desk.context.expect_page() as log_in:
        desk.get_by_role("link", name="Log in again").click()
    expect(log_in.value).to_have_url(re.compile("/admin/login/.next=/admin/comments/review/$"))
    log_in.value.close()


def test_figures_go_with_what_is_decided(site: LiveSite, desk: Page) -> None:
    desk.route(LIVE, lambda route: route.abort())
    tab = desk.locator('.desk-tabs [data-figure="in_review"]')
    head = desk.locator(".queue-link")
    before = int(tab.inner_text())
    for _ in range(6):
        desk.keyboard.press("j")
    pk = current_id(desk)
    desk.keyboard.press("s")
    expect(tab).to_have_text(str(before - 1))
    expect(head).to_have_text(f"Review queue ({before - 1} waiting)")
    expect(desk.get_by_text("You have decided on 1 today")).to_be_visible()
    undo(desk, pk)
    expect(tab).to_have_text(str(before))
    expect(desk.locator('[data-figure="decided"]')).to_be_hidden()


def test_what_is_undone_returns_to_its_place_in_the_list(site: LiveSite, desk: Page) -> None:
    before = ids(desk)
    for _ in range(2):
        desk.keyboard.press("j")
    for _ in range(3):
        desk.keyboard.press("s")
    said(desk, "into the spam box")
    for _ in range(2):
        desk.keyboard.press("k")
    for pk in reversed(before[2:5]):
        undo(desk, pk)
    assert ids(desk)[: len(before)] == before


def test_what_is_new_is_told_wherever_one_has_scrolled(site: LiveSite, desk: Page) -> None:
    for _ in range(10):
        desk.keyboard.press("j")
    [(article,)] = site.query("SELECT slug FROM articles_article LIMIT 1")
    site.post_comment(article, "The lamp on the northern mole has been dark for three nights now.")
    news = desk.get_by_role("button", name="1 new")
    expect(news).to_be_visible()
    expect(news).to_be_in_viewport()
    desk.keyboard.press("n")
    expect(news).to_have_count(0)


@pytest.mark.parametrize("verb", ["reply", "pick"])
def test_a_reply_and_a_pick_close_the_copies_and_show_what_is_left(
    site: LiveSite, desk: Page, verb: str
) -> None:
    before = statuses(site)
    first, second, third, different = wave_of(site)
    assert current_id(desk) == first
    expect(current(desk)).to_contain_text("closes 2 exact copies of it")
    if verb == "reply":
        desk.keyboard.press("c")
        desk.keyboard.type("Thank you.")
        desk.keyboard.press("Control+Enter")
    else:
        desk.keyboard.press("f")
    said(desk, "Closed 2 exact copies.")
    expect(desk.locator(f'article[data-comment="{different}"]')).to_be_visible()
    now = dict(row[:2] for row in statuses(site))
    assert [now[pk] for pk in (first, second, third, different)] == [
        "approved",
        "rejected",
        "rejected",
        "in_review",
    ]
    undo(desk, first)
    said(desk, "Undone: 3 comments are what they were")
    assert [row for row in statuses(site) if row in before] == before
    # Only this one, as was chosen beside Approve.
    current(desk).locator(".desk-wave").get_by_label("Only this one").check()
    expect(current(desk)).to_contain_text("goes for this one alone")
    expect(current(desk).get_by_text("All else goes for all")).to_be_hidden()
    desk.locator("h1").click()
    desk.keyboard.press("f")
    said(desk, "an editors' pick")
    now = dict(row[:2] for row in statuses(site))
    assert [now[pk] for pk in (first, second, third)] == ["approved", "in_review", "in_review"]
    undo(desk, first)


def wave_of(site: LiveSite) -> list[int]:
    rows = site.query("SELECT id FROM comments_comment WHERE wave IS NOT NULL ORDER BY created_at")
    return [int(pk) for (pk,) in rows]


def test_undo_takes_back_a_ban_and_not_the_decision_before_it(site: LiveSite, desk: Page) -> None:
    for _ in range(5):
        desk.keyboard.press("j")
    decided = current_id(desk)
    desk.keyboard.press("s")
    said(desk, "into the spam box")
    banned = current_id(desk)
    desk.keyboard.press("w")
    current(desk).get_by_label("Reason, for colleagues").fill("Sells rings.")
    desk.keyboard.press("Enter")
    said(desk, "is now “Banned”.")
    expect(current(desk).locator(".card-standing")).to_have_count(1)
    undo(desk, banned)
    said(desk, "is no longer “Banned”")
    expect(current(desk).locator(".card-standing")).to_have_count(0)
    undo(desk, decided)


def test_undo_means_what_was_done_last_on_its_own_page(
    site: LiveSite, desk: Page, new_page: Callable[..., Page]
) -> None:
    before = statuses(site)
    other = open_desk(site, new_page())
    first = current_id(desk)
    # Pressed before it is known to be decided, and so before the button names it.
    desk.keyboard.press("s")
    desk.keyboard.press("z")
    expect(current(desk)).to_have_attribute("data-comment", str(first))
    said(desk, "Undone")
    assert statuses(site) == before

    desk.keyboard.press("s")
    said(desk, "into the spam box")
    other.keyboard.press("j")
    other.keyboard.press("a")
    said(other, "Approved the comment by")
    since = statuses(site)
    desk.keyboard.press("z")
    said(desk, "your last step is by now another one, “Approved”")
    expect(desk.locator(".desk-undoable")).to_have_text(": Approved")
    assert statuses(site) == since
    for _ in range(2):
        desk.keyboard.press("z")
        said(desk, "Undone")
        desk.evaluate("document.querySelector('.desk-status').replaceChildren()")
    expect(current(desk)).to_have_attribute("data-comment", str(first))
    assert statuses(site) == before


def test_no_key_publishes_what_a_refused_edit_left_as_it_was(
    site: LiveSite, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    # What Theo does must not be told before.
    page.route(LIVE, lambda route: route.abort())
    desk, theos = open_desk(site, page), open_desk(site, new_page(), "theo")
    for one, words in [(desk, "Mine: "), (theos, "His: ")]:
        go_down(one, 7)
        one.keyboard.press("e")
        one.keyboard.press("Control+Home")
        one.keyboard.type(words)
    pk = current_id(desk)
    theos.keyboard.press("Control+Enter")
    said(theos, "Edited the comment by")
    desk.keyboard.press("Control+Enter")
    said(desk, "Not done: “Edit” on the comment by")
    expect(current(desk)).to_be_focused()
    assert_nothing_is_decided_until_gone_on(site, desk, pk)
    assert typed_edit(desk, pk).startswith("Mine: ")
    # Closed, decided on and taken back: what was typed is there still.
    desk.keyboard.press("e")
    desk.keyboard.press("Escape")
    desk.keyboard.press("s")
    said(desk, "into the spam box")
    undo(desk, pk)
    desk.keyboard.press("e")
    assert typed_edit(desk, pk).startswith("Mine: ")
    undo(theos, pk)


@pytest.mark.parametrize(
    ("key", "verb"), [("e", "Edit"), ("c", "Reply"), ("w", "Ban, hold or trust")]
)
def test_no_key_decides_after_a_tool_that_could_not_be_sent(
    site: LiveSite, desk: Page, key: str, verb: str
) -> None:
    go_down(desk, 8)
    pk = current_id(desk)
    desk.route("**/review/*/", lambda route: route.abort())
    desk.keyboard.press(key)
    field = current(desk).locator("details[open] :is(textarea, [type=text])").first
    field.fill("Quite other words.")
    desk.keyboard.press("Control+Enter")
    said(desk, f"Not done: “{verb}” on the comment by")
    if key != "c":
        desk.keyboard.press("Escape")
    assert_nothing_is_decided_until_gone_on(site, desk, pk)
    # One press leads back to what was typed.
    desk.keyboard.press(key)
    expect(current(desk).locator("details:has(:focus)")).to_have_count(1)
    expect(field).to_have_value("Quite other words.")


def go_down(desk: Page, times: int) -> None:
    for _ in range(times):
        desk.keyboard.press("j")


def typed_edit(desk: Page, pk: int) -> str:
    return desk.locator(f"#edit-{pk}").input_value()


def assert_nothing_is_decided_until_gone_on(site: LiveSite, desk: Page, pk: int) -> None:
    before = statuses(site)
    for key in ("a", "s", "f"):
        desk.keyboard.press(key)
    said(desk, "No key decides until you have seen this.")
    assert current_id(desk) == pk
    expect(desk.get_by_role("button", name="Go on")).to_have_count(1)
    # Whoever goes on has nothing under way.
    while desk.get_by_role("button", name="Go on").count():
        desk.keyboard.press("Escape")
    assert current_id(desk) == pk
    assert statuses(site) == before


def test_the_focus_goes_to_what_is_left_of_a_wave_and_undo_folds_it_again(
    site: LiveSite, desk: Page
) -> None:
    first, *_copies, different = wave_of(site)
    before = ids(desk)
    assert current_id(desk) == first
    desk.keyboard.press("a")
    said(desk, "Closed 2 exact copies.")
    left = desk.locator(f'article[data-comment="{different}"]')
    expect(left).to_be_focused()
    expect(left.locator(".card-head")).to_be_in_viewport()
    assert current_id(desk) == different
    undo(desk, first)
    expect(left).to_have_count(0)
    assert ids(desk)[: len(before)] == before


def test_what_a_job_brought_back_is_shown(site: LiveSite, desk: Page) -> None:
    beside = desk.context.new_page()
    beside.goto(desk.url)
    desk.goto(f"{desk.url}?q=ferry")
    before = ids(desk)
    assert before
    desk.keyboard.press("x")
    desk.get_by_label("And all others that match").check()
    desk.keyboard.press("Escape")
    desk.keyboard.press("Shift+S")
    expect(desk.get_by_role("heading", name="Nothing here matches")).to_be_visible()
    desk.keyboard.press("z")
    expect(desk.locator("article[data-comment]")).to_have_count(len(before))
    assert ids(desk) == before
    # Where there are cards, nothing jumps: they come when they are asked for.
    shown = beside.get_by_role("button", name="Finished: show the list as it is now")
    expect(shown).to_be_visible()
    beside.keyboard.press("n")
    expect(shown).to_have_count(0)
