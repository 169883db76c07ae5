"""A moderator's work at the desk: by keys without a page load, and without JavaScript."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from tests.integration.live_site import QUICK, LiveSite
from tests.processes import manage, short_folder, wait_until

pytestmark = pytest.mark.browser

PASSWORD = "a quiet harbour"
LIVE = "**/review/live/*"
ADD_MODERATORS = f"""
from django.contrib.auth.models import Group, User
for username, name in [("dana", "Dana"), ("theo", "Theo"), ("noor", "Noor")]:
    user = User.objects.create_user(username, password="{PASSWORD}", first_name=name, is_staff=True)
    user.groups.add(Group.objects.get(name="Moderators"))
"""


@pytest.fixture(scope="module")
def site() -> Iterator[LiveSite]:
    with short_folder() as data_dir, LiveSite(data_dir) as running:
        done = manage("seed_comments", "--waiting", "60", data_dir=data_dir, **QUICK)
        assert done.returncode == 0, done.stderr
        do(running, ADD_MODERATORS)
        yield running


def do(site: LiveSite, code: str) -> None:
    """Let a program of the site's own do what is not the test's matter."""
    done = manage("shell", "-c", code, data_dir=site.data_dir, **QUICK)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def desk(site: LiveSite, new_page: Callable[..., Page]) -> Page:
    return open_desk(site, new_page())


def open_desk(site: LiveSite, page: Page, username: str = "dana") -> Page:
    page.goto(f"http://127.0.0.1:{site.port}/admin/login/?next=/admin/comments/review/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review queue")
    # A page is seen before its scripts hear keys.
    page.wait_for_load_state("load")
    return page


def current(desk: Page) -> Locator:
    return desk.locator('article[aria-current="true"]')


def current_id(desk: Page) -> int:
    return int(current(desk).get_attribute("data-comment") or 0)


def said(desk: Page, words: str) -> None:
    expect(desk.get_by_role("status")).to_contain_text(words)


def statuses(site: LiveSite) -> list[tuple[Any, ...]]:
    return site.query("SELECT id, status, decided_at FROM comments_comment ORDER BY id")


def waiting(site: LiveSite) -> int:
    [(number,)] = site.query("SELECT count(*) FROM comments_comment WHERE status = 'in_review'")
    return int(number)


def undo(desk: Page, pk: int) -> None:
    desk.keyboard.press("z")
    expect(current(desk)).to_have_attribute("data-comment", str(pk))


def test_a_queue_is_worked_off_by_keys_and_every_step_taken_back(
    site: LiveSite, new_page: Callable[..., Page], complaints: list[str]
) -> None:
    # Who has done nothing else: the last undo finds that there is no more.
    desk = open_desk(site, new_page(), "noor")
    before, number_of_cards = statuses(site), waiting(site)
    loads: list[str] = []
    desk.on("framenavigated", lambda frame: loads.append(frame.url))
    trail = []
    for number in range(number_of_cards):
        expect(current(desk)).to_have_count(1)
        trail.append(current_id(desk))
        for key in ("a", "r2", "s", "r\n")[number % 4]:
            desk.keyboard.press("Enter" if key == "\n" else key)
        assert not desk.locator(f'article[data-comment="{trail[-1]}"]').count()
    expect(desk.get_by_role("heading", name="All done")).to_be_visible()
    assert len(set(trail)) == number_of_cards
    assert not site.query("SELECT id FROM comments_comment WHERE status = 'in_review'")
    told = dict(
        site.query(
            "SELECT comment_id, reason FROM comments_decision JOIN comments_rejectionreason AS kind"
            " ON kind.id = rejection_reason_id WHERE digit = 2"
        )
    )
    assert told[trail[1]].startswith("Your comment attacked a person")
    for pk in reversed(trail[-20:]):
        undo(desk, pk)
    desk.reload()
    loads.clear()
    for pk in reversed(trail[:-20]):
        undo(desk, pk)
    said(desk, "Undone")
    desk.keyboard.press("z")
    said(desk, "There is nothing to undo")
    assert loads == []
    assert statuses(site) == before
    assert complaints == []


def test_a_notice_on_a_card_is_as_wide_as_its_words(desk: Page) -> None:
    pk = current_id(desk)
    desk.keyboard.press("a")
    undo(desk, pk)
    notice, card = (
        desk.locator(f"article[data-comment='{pk}']{part}").bounding_box()
        for part in (" .card-notice", "")
    )
    assert notice is not None
    assert card is not None
    assert notice["width"] < card["width"] / 2


def test_keys_move_open_and_tick(desk: Page) -> None:
    first = current_id(desk)
    desk.keyboard.press("j")
    assert current_id(desk) != first
    expect(current(desk)).to_be_focused()
    desk.keyboard.press("k")
    assert current_id(desk) == first
    desk.keyboard.press("x")
    expect(current(desk).get_by_role("checkbox")).to_be_checked()
    desk.keyboard.press("h")
    expect(current(desk).get_by_text("All about this comment")).to_be_visible()
    with desk.context.expect_page() as article:
        desk.keyboard.press("o")
    expect(article.value).to_have_url(re.compile("/articles/invented-"))


def test_no_key_decides_while_something_is_typed(desk: Page) -> None:
    first = current_id(desk)
    desk.keyboard.press("/")
    desk.keyboard.type("sara? jazz")
    expect(desk.get_by_role("searchbox").first).to_have_value("sara? jazz")
    current(desk).get_by_role("textbox").click()
    desk.keyboard.type("as if 12")
    for chord in ("Control+a", "Alt+a"):
        current(desk).focus()
        desk.keyboard.press(chord)
    assert current_id(desk) == first


def test_a_writer_is_noted_on_and_banned_by_keys(desk: Page) -> None:
    first = current_id(desk)
    desk.keyboard.press("m")
    # Without a pause: no key of the desk may take what is meant for the note.
    desk.keyboard.type("as we know")
    desk.keyboard.press("Enter")
    said(desk, "Noted on ")
    expect(current(desk)).to_be_focused()
    expect(current(desk)).to_contain_text("as we know")
    desk.keyboard.press("w")
    expect(current(desk).get_by_label("What", exact=True)).to_be_focused()
    desk.keyboard.press("Escape")
    expect(current(desk)).to_be_focused()
    desk.keyboard.press("w")
    current(desk).get_by_label("Reason, for colleagues").fill("Sells rings.")
    desk.keyboard.press("Enter")
    said(desk, "is now “Banned”.")
    results = Axe().run(desk)
    assert results.violations_count == 0, results.generate_report()
    current(desk).get_by_role("button", name="End").click()
    said(desk, "Ended")
    expect(current(desk).locator(".card-standing")).to_have_count(0)
    assert current_id(desk) == first


def test_keys_are_shown_changed_kept_and_switched_off(desk: Page) -> None:
    first = current_id(desk)
    desk.keyboard.press("?")
    keys = desk.get_by_role("dialog", name="Keys")
    keys.get_by_label("Next comment").fill(";")
    keys.get_by_label("Spam").fill("a")
    expect(keys.get_by_role("alert")).to_have_text("That key has another use already.")
    keys.get_by_role("button", name="Close").click()
    desk.reload()
    desk.keyboard.press("j")
    assert current_id(desk) == first
    desk.keyboard.press(";")
    assert current_id(desk) != first
    desk.keyboard.press("?")
    keys.get_by_label("Use keys on this page").uncheck()
    desk.keyboard.press("Escape")
    desk.keyboard.press("a")
    desk.reload()
    desk.keyboard.press("a")
    assert current_id(desk) == first


def assert_no_key_decides_before_it_is_acknowledged(site: LiveSite, desk: Page) -> None:
    before = statuses(site)
    pk = current_id(desk)
    desk.keyboard.press("j")
    number_of_cards = desk.locator("article[data-comment]").count()
    for key in ("a", "r", "2", "s", "Enter", "f"):
        desk.keyboard.press(key)
    said(desk, "No key decides until you have seen this.")
    expect(desk.locator("article[data-comment]")).to_have_count(number_of_cards)
    desk.keyboard.press("k")
    assert current_id(desk) == pk
    assert statuses(site) == before
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Go on")).to_have_count(0)


def test_a_colleague_who_was_first_is_named_on_the_card(
    site: LiveSite, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    # What Theo does must not be told before.
    page.route(LIVE, lambda route: route.abort())
    desk = open_desk(site, page)
    theos = open_desk(site, new_page(), "theo")
    pk = current_id(desk)
    assert current_id(theos) == pk
    theos.keyboard.press("s")
    said(theos, "into the spam box")
    desk.keyboard.press("a")
    card = desk.locator(f'article[data-comment="{pk}"]')
    expect(card).to_contain_text("Theo was first: this comment is now “Spam”.")
    expect(card).to_be_focused()
    assert_no_key_decides_before_it_is_acknowledged(site, desk)
    undo(theos, pk)


def test_news_that_come_late_do_not_undo_what_was_done_since(desk: Page) -> None:
    asked: list[Route] = []
    desk.route(LIVE, lambda route: asked.append(route))  # noqa: PLW0108 (Playwright marks it)

    def has_asked(times: int) -> bool:
        desk.wait_for_timeout(50)  # in which Playwright calls us
        return len(asked) >= times

    wait_until(lambda: has_asked(1), what="the page asks for news")
    pk = current_id(desk)
    card = desk.locator(f'article[data-comment="{pk}"]')
    version = int(card.get_attribute("data-version") or 0)
    desk.keyboard.press("a")
    said(desk, "Approved the comment by")
    answer = asked[0].fetch()
    undo(desk, pk)
    expect(card).to_have_attribute("data-version", str(version + 2))
    asked[0].fulfill(response=answer)
    wait_until(lambda: has_asked(2), what="the page has read them and asks again")
    expect(card).to_have_attribute("data-version", str(version + 2))
    asked[1].abort()


def test_colleagues_are_seen_at_work(
    site: LiveSite, desk: Page, new_page: Callable[..., Page]
) -> None:
    theos = open_desk(site, new_page(), "theo")
    theos.keyboard.press("j")
    pk = current_id(theos)
    card = desk.locator(f'article[data-comment="{pk}"]')
    expect(card).to_contain_text("Theo is looking at this")
    theos.keyboard.press("s")
    expect(card).to_contain_text("Theo has just decided: “Spam”.")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    undo(theos, pk)
    expect(card).to_contain_text("Theo has just decided: “Awaiting review”.")


def test_what_could_not_be_sent_comes_back_and_is_looked_at_first(
    site: LiveSite, desk: Page
) -> None:
    pk = current_id(desk)
    desk.route("**/review/", lambda route: route.abort())
    desk.keyboard.press("a")
    said(desk, "could not be sent")
    expect(current(desk)).to_have_attribute("data-comment", str(pk))
    expect(current(desk)).to_be_focused()
    assert_no_key_decides_before_it_is_acknowledged(site, desk)
    desk.unroute("**/review/")
    desk.keyboard.press("s")
    said(desk, "into the spam box")
    undo(desk, pk)


def test_who_was_logged_out_decides_on_nothing_unread(site: LiveSite, desk: Page) -> None:
    pk = current_id(desk)
    away: list[Any] = [one for one in desk.context.cookies() if one["name"] == "sessionid"]
    desk.context.clear_cookies(name="sessionid")
    for key in ("a", "s"):
        desk.keyboard.press(key)
    said(desk, "You are logged out")
    expect(desk.locator(f'article[data-comment="{pk}"]')).to_be_visible()
    desk.context.add_cookies(away)
    assert_no_key_decides_before_it_is_acknowledged(site, desk)


def test_with_shift_a_key_decides_on_all_that_are_ticked(site: LiveSite, desk: Page) -> None:
    before = statuses(site)
    ids = [
        int(card.get_attribute("data-comment") or 0)
        for card in desk.locator("article[data-comment]").all()[:4]
    ]
    # The Shift key, whatever Caps Lock makes of it: with it alone, "A" is a plain "a".
    caps_lock = {"key": "A", "code": "KeyA", "bubbles": True, "cancelable": True}
    desk.keyboard.press("Shift+A")
    for _ in range(2):
        desk.keyboard.press("j")
        desk.keyboard.press("x")
    expect(desk.get_by_text("2 ticked")).to_be_visible()
    desk.keyboard.press("j")
    current(desk).dispatch_event("keydown", caps_lock)
    said(desk, "Approved the comment by")
    said(desk, "Decided on this one only. What is ticked is still ticked.")
    expect(desk.get_by_text("2 ticked")).to_be_visible()
    desk.keyboard.press("Shift+R")
    desk.keyboard.press("2")
    said(desk, "Rejected 2 comments.")
    expect(desk.get_by_text("ticked", exact=False).first).to_be_hidden()
    now = dict(row[:2] for row in statuses(site))
    assert [now[pk] for pk in ids] == ["in_review", "rejected", "rejected", "approved"]
    desk.keyboard.press("z")
    said(desk, "Undone: 2 comments are what they were.")
    undo(desk, ids[3])
    assert statuses(site) == before


def test_everything_is_done_by_forms_without_javascript(
    site: LiveSite, new_page: Callable[..., Page]
) -> None:
    before = statuses(site)
    desk = open_desk(
        site, new_page(java_script_enabled=False, viewport={"width": 320, "height": 700})
    )
    desk.get_by_role("button", name="Approve").first.click()
    said(desk, "Approved the comment by")
    desk.get_by_text("Reject because").first.click()
    desk.get_by_role("button", name="Advertising").first.click()
    said(desk, "Rejected the comment by")
    for _ in range(2):
        desk.get_by_role("button", name="Undo").click()
        said(desk, "Undone")
    assert statuses(site) == before


def test_many_are_decided_in_the_background_and_taken_back_as_one(
    site: LiveSite, desk: Page
) -> None:
    before, count = statuses(site), waiting(site)
    boxes = desk.get_by_role("checkbox", name="Tick the comment by")
    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(boxes.nth(1)).to_be_checked()
    desk.get_by_label("And all others that match").check()
    desk.locator("#bulk").get_by_role("button", name="Spam").click()
    said(desk, f"{count} comments become “Spam” in the background.")
    expect(desk.locator("#desk-jobs")).to_contain_text(f"{count} of {count}")
    expect(desk.locator("#desk-jobs")).to_contain_text("finished")
    # What I have decided myself goes, without a word of a colleague.
    expect(desk.get_by_role("heading", name="All done")).to_be_visible(timeout=60_000)
    expect(desk.get_by_text("has just decided")).to_have_count(0)
    expect(desk.locator(".desk-job")).to_have_count(0, timeout=90_000)
    desk.keyboard.press("z")
    said(desk, "taken back in the background")
    expect(desk.locator("#desk-jobs")).to_contain_text(f"{count} of {count} taken back")
    assert statuses(site) == before


def test_what_arrives_waits_behind_a_button_and_nothing_jumps(site: LiveSite, desk: Page) -> None:
    desk.goto(f"{desk.url}?order=newest")
    first = current_id(desk)
    [(article,)] = site.query("SELECT slug FROM articles_article LIMIT 1")
    site.post_comment(article, "The harbour wall has a crack that I can put my hand into.")
    news = desk.get_by_role("button", name="1 new")
    expect(news).to_be_visible()
    assert current_id(desk) == first
    assert desk.locator("article[data-comment]").first.get_attribute("data-comment") == str(first)
    desk.keyboard.press("n")
    expect(desk.locator("article[data-comment]").first).to_contain_text("The harbour wall")
    expect(news).to_have_count(0)
    assert current_id(desk) == first


def test_axe_finds_nothing_wrong(desk: Page) -> None:
    desk.keyboard.press("r")
    results = Axe().run(desk)
    assert results.violations_count == 0, results.generate_report()
    desk.keyboard.press("Escape")
    desk.keyboard.press("?")
    results = Axe().run(desk)
    assert results.violations_count == 0, results.generate_report()
    desk.keyboard.press("Escape")
    desk.goto(desk.url.replace("review/", f"comment/{current_id(desk)}/change/"))
    results = Axe().run(desk)
    assert results.violations_count == 0, results.generate_report()


def test_tools_are_used_by_keys_and_each_step_is_taken_back(
    site: LiveSite, desk: Page, complaints: list[str]
) -> None:
    pk = current_id(desk)
    typed = current(desk).locator(".card-tool[open] textarea")
    desk.keyboard.press("e")
    expect(typed).to_be_focused()
    desk.keyboard.press("Control+Home")
    desk.keyboard.type("Well: ")
    results = Axe().run(desk)
    assert results.violations_count == 0, results.generate_report()
    desk.keyboard.press("Control+Enter")
    said(desk, "Edited the comment by")
    desk.keyboard.press("h")
    expect(current(desk).locator("ins").first).to_be_visible()
    desk.keyboard.press("c")
    expect(typed).to_be_focused()
    desk.keyboard.press("Escape")
    expect(typed).to_have_count(0)
    expect(current(desk)).to_be_focused()
    desk.keyboard.press("c")
    desk.keyboard.type("Thank you. z is for undo")
    desk.keyboard.press("Control+Enter")
    said(desk, "and replied as the newsroom")
    assert current_id(desk) != pk
    undo(desk, pk)
    expect(current(desk)).to_contain_text("which readers do not see")
    desk.keyboard.press("f")
    said(desk, "an editors' pick")
    undo(desk, pk)
    desk.keyboard.press("z")
    said(desk, "reads again as it did before")
    changed = site.query(
        "SELECT id FROM comments_comment"
        " WHERE edited_at IS NOT NULL OR featured_at IS NOT NULL OR status = 'approved'"
    )
    assert not changed
    assert complaints == []


@pytest.fixture
def wave(site: LiveSite) -> Iterator[list[int]]:
    """The five oldest comments are much the same for the time of a test."""
    oldest = (
        "SELECT id FROM comments_comment WHERE status = 'in_review' ORDER BY created_at LIMIT 5"
    )
    pks = [int(pk) for (pk,) in site.query(oldest)]
    of_them = f"from comments.models import Comment; Comment.objects.filter(pk__in={pks})"
    do(site, f"{of_them}.update(wave={pks[0]})")
    yield pks
    do(site, f"{of_them}.update(wave=None)")


def test_a_wave_is_decided_by_one_key_or_apart_by_two(wave: list[int], desk: Page) -> None:
    first, second, *_others = wave
    expect(current(desk)).to_contain_text("and 4 much the same")
    desk.keyboard.press("s")
    said(desk, "Put 5 comments into the spam box.")
    undo(desk, first)
    said(desk, "Undone: 5 comments are what they were.")
    desk.keyboard.press("i")
    desk.keyboard.press("s")
    said(desk, "Put the comment by")
    expect(desk.locator(f'article[data-comment="{second}"]')).to_contain_text("and 3 much the same")
    undo(desk, first)


APPEAL = """
from django.contrib.auth.models import User
from comments import moderation
from comments.models import Comment
comment = Comment.objects.awaiting_review().oldest_first().first()
moderation.reject(comment, by=User.objects.get(username="theo"))
moderation.appeal(comment, text="Think again, please.")
"""
FORGET_APPEALS = """
from django.contrib.auth.models import User
from comments import moderation
from comments.models import Appeal, Comment
moderation.undo_last(by=User.objects.get(username="theo"))
Appeal.objects.all().delete()
Comment.objects.update(appealed_at=None)
"""


@pytest.fixture
def appeal(site: LiveSite) -> Iterator[None]:
    """Somebody has appealed for the time of a test."""
    do(site, APPEAL)
    yield
    do(site, FORGET_APPEALS)


def test_an_appeal_is_answered_by_a_key_and_opened_again(appeal: None, desk: Page) -> None:
    desk.goto(f"{desk.url}?status=appeals")
    pk = current_id(desk)
    expect(current(desk)).to_contain_text("Think again, please.")
    desk.keyboard.press("u")
    said(desk, "You stayed with the decision on the comment by")
    undo(desk, pk)
    expect(current(desk)).to_contain_text("Think again, please.")
    results = Axe().run(desk)
    assert results.violations_count == 0, results.generate_report()
    desk.keyboard.press("a")
    said(desk, "Approved the comment by")
    undo(desk, pk)


# What can be done with a card of those that are open here; others have the same.
OPEN_ALL = """() => {
  for (const card of document.querySelectorAll("article ~ article")) card.remove();
  for (const details of document.querySelectorAll("#main details")) details.open = true;
}"""
MISSED = """() => {
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  return [...document.querySelectorAll(controls)]
    .filter((control) => control.checkVisibility() && !control.disabled)
    .filter((control) => !("reached" in control.dataset))
    .map((control) => control.outerHTML.slice(0, 120));
}"""


def test_every_control_is_reached_by_the_tab_key_alone(desk: Page) -> None:
    desk.evaluate(OPEN_ALL)
    for _ in range(len(desk.evaluate(MISSED)) + 10):
        desk.keyboard.press("Tab")
        desk.evaluate("() => { document.activeElement.dataset.reached = '' }")
    assert desk.evaluate(MISSED) == []
