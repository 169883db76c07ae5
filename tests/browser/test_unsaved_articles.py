"""An editor loses nothing: not the session, not the network, not the tab, not a race."""

import io
import re
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Dialog, FilePayload, Page, expect

from tests.integration.live_site import LiveSite
from tests.processes import manage, short_folder, wait_until

pytestmark = pytest.mark.browser

PASSWORD = "a quiet harbour"
PREPARE = f"""
from django.contrib.auth.models import Group, User
from articles.models import Article, Section
section = Section.objects.create(name="News", slug="news")
for username in ("maren", "dana"):
    user = User.objects.create_user(username, password="{PASSWORD}", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
for number in range(9):
    Article.objects.create(
        headline=f"Story {{number}}", slug=f"story-{{number}}", section=section,
        body="<p>As it was.</p>",
    )
"""
# From the headline to the buttons below it, and from those to the notice.
GAPS_BETWEEN_BOXES = """(() => {
    const [headline, tools, notice] = ["#content > h2", ".object-tools", ".kept-texts"]
        .map((box) => document.querySelector(box).getBoundingClientRect());
    return [tools.top - headline.bottom, notice.top - tools.bottom];
})()"""
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def site() -> Iterator[LiveSite]:
    with short_folder() as data_dir, LiveSite(data_dir) as running:
        done = manage("shell", "-c", PREPARE, data_dir=data_dir, SECRET_KEY="a key for tests only")
        assert done.returncode == 0, done.stderr
        yield running


@pytest.fixture
def open_form(site: LiveSite, new_page: Open) -> Open:
    def open_as(username: str, path: str, **options: Any) -> Page:
        page = new_page(**options)
        page.goto(f"http://127.0.0.1:{site.port}/admin/login/?next=/admin/articles/article/{path}")
        log_in(page, username)
        if options.get("java_script_enabled", True):
            page.locator(".tiptap").wait_for()
        return page

    return open_as


def log_in(page: Page, username: str) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def end_sessions(site: LiveSite) -> None:
    with sqlite3.connect(site.data_dir / "newsroom.sqlite3", timeout=20) as database:
        database.execute("DELETE FROM django_session")
    database.close()


def stored(site: LiveSite, number: int) -> str:
    database = sqlite3.connect(site.data_dir / "newsroom.sqlite3", timeout=20)
    query = "SELECT body FROM articles_article WHERE slug = ?"
    (body,) = database.execute(query, [f"story-{number}"]).fetchone()
    database.close()
    return str(body)


def body_of(page: Page) -> Any:
    return page.get_by_role("textbox", name="Body")


def write(page: Page, words: str) -> None:
    body_of(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def kept_in_browser(page: Page) -> list[str]:
    keys = page.evaluate("Object.keys(localStorage)")
    return [key for key in keys if key.startswith("newsroom.copy:")]


def finds_no_fault(page: Page) -> bool:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    return True


def wait_for_copy(page: Page) -> None:
    expect(page.locator("[data-age]")).to_have_text(re.compile("Saved [0-9]+ s ago"))


def test_a_session_that_ended_gives_the_text_back_after_the_log_in(
    site: LiveSite, open_form: Open, complaints: list[str]
) -> None:
    page = open_form("maren", "1/change/")
    write(page, " And fog.")
    wait_for_copy(page)
    end_sessions(site)
    page.keyboard.type(" And rain.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("What you typed is kept: log in, and it is here")).to_be_visible()
    log_in(page, "maren")

    expect(body_of(page)).to_have_text("As it was. And fog. And rain.")
    expect(page.get_by_text("is here again. It is not saved yet")).to_be_visible()
    assert stored(site, 0) == "<p>As it was.</p>"
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert stored(site, 0) == "<p>As it was. And fog. And rain.</p>"
    assert kept_in_browser(page) == []
    page.reload()
    expect(page.get_by_text("unsaved text")).to_have_count(0)
    # Before axe, which adds styles.
    assert complaints == []
    write(page, " And snow.")
    wait_for_copy(page)
    assert finds_no_fault(page)


def test_without_a_script_too(site: LiveSite, open_form: Open) -> None:
    page = open_form("maren", "add/", java_script_enabled=False)
    page.get_by_label("Headline").fill("Туман над гаванью")
    page.get_by_label("Section").select_option("News")
    page.get_by_label("Body").fill("<p>Grey.</p>")
    end_sessions(site)
    page.get_by_role("button", name="Publish now").click()
    log_in(page, "maren")
    expect(page.get_by_label("Body")).to_have_value("<p>Grey.</p>")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("“Туман над гаванью” is published.")).to_be_visible()
    page.goto(f"http://127.0.0.1:{site.port}/articles/туман-над-гаванью/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Туман над гаванью")


def test_a_tab_that_died_is_made_good_from_the_site(site: LiveSite, open_form: Open) -> None:
    page = open_form("maren", "2/change/")
    write(page, " And fog.")
    wait_for_copy(page)
    second = page.context.new_page()
    page.close()
    second.goto(f"http://127.0.0.1:{site.port}/admin/articles/article/2/change/")
    expect(second.get_by_text("We kept your unsaved text from")).to_be_visible()
    assert finds_no_fault(second)
    for width in (390, 1280):
        second.set_viewport_size({"width": width, "height": 800})
        assert min(second.evaluate(GAPS_BETWEEN_BOXES)) >= 0
    second.get_by_role("link", name="Restore").click()
    expect(body_of(second)).to_have_text("As it was. And fog.")
    second.get_by_role("button", name="Discard").click()
    expect(body_of(second)).to_have_text("As it was.")
    expect(second.get_by_text("unsaved text")).to_have_count(0)


def test_what_was_typed_without_a_line_is_made_good_from_the_browser(
    site: LiveSite, open_form: Open
) -> None:
    page = open_form("maren", "3/change/")
    page.context.set_offline(True)
    write(page, " And fog.")
    expect(page.get_by_text("The site can’t be reached.")).to_be_visible(timeout=15_000)
    assert finds_no_fault(page)
    # The page stays: a browser's own error page would take the text away.
    page.get_by_role("button", name="Save", exact=True).click()
    expect(body_of(page)).to_have_text("As it was. And fog.")
    page.close()

    second = page.context.new_page()
    page.context.set_offline(False)
    second.goto(f"http://127.0.0.1:{site.port}/admin/articles/article/3/change/")
    expect(second.get_by_text("This browser kept your unsaved text from")).to_be_visible()
    assert finds_no_fault(second)
    second.get_by_role("button", name="Restore").click()
    expect(body_of(second)).to_have_text("As it was. And fog.")
    second.get_by_role("button", name="Save and continue editing").click()
    expect(second.get_by_text("was changed successfully")).to_be_visible()
    assert stored(site, 2) == "<p>As it was. And fog.</p>"


def test_leaving_asks_first_and_saving_does_not(open_form: Open) -> None:
    page = open_form("maren", "4/change/")
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", agree)
    page.get_by_role("link", name="Home").click()
    assert asked == []
    page.go_back()
    write(page, " And fog.")
    page.get_by_role("link", name="Home").click()
    page.wait_for_url("**/admin/")
    assert asked == ["beforeunload"]


def test_the_browser_keeps_nothing_after_log_out_or_for_another(open_form: Open) -> None:
    page = open_form("maren", "5/change/")
    page.on("dialog", lambda dialog: dialog.accept())
    write(page, " And fog.")
    wait_until(lambda: len(kept_in_browser(page)) == 1)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("Thanks for spending")).to_be_visible()
    wait_until(lambda: len(kept_in_browser(page)) == 0)


def test_another_log_in_finds_nothing_in_the_browser(site: LiveSite, open_form: Open) -> None:
    page = open_form("maren", "5/change/")
    page.on("dialog", lambda dialog: dialog.accept())
    write(page, " And fog.")
    wait_until(lambda: len(kept_in_browser(page)) == 1)
    end_sessions(site)
    page.goto(f"http://127.0.0.1:{site.port}/admin/login/")
    assert len(kept_in_browser(page)) == 1
    log_in(page, "dana")
    wait_until(lambda: len(kept_in_browser(page)) == 0)


def test_two_editors_at_once_lose_neither_text(site: LiveSite, open_form: Open) -> None:
    mine, theirs = open_form("maren", "6/change/"), open_form("dana", "6/change/")
    write(mine, " And fog.")
    write(theirs, " And rain.")
    theirs.get_by_role("button", name="Save", exact=True).click()
    expect(theirs.get_by_text("was changed successfully")).to_be_visible()
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.get_by_text("dana changed this article")).to_be_visible()
    expect(body_of(mine)).to_have_text("As it was. And fog.")
    expect(mine.locator(".conflict")).to_contain_text("As it was. And rain.")
    assert finds_no_fault(mine)
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.get_by_text("was changed successfully")).to_be_visible()
    assert stored(site, 5) == "<p>As it was. And fog.</p>"


def test_a_log_in_in_another_tab_does_not_cost_the_text(site: LiveSite, open_form: Open) -> None:
    page = open_form("maren", "7/change/")
    write(page, " And fog.")
    end_sessions(site)
    second = page.context.new_page()
    second.goto(f"http://127.0.0.1:{site.port}/admin/")
    log_in(second, "maren")
    expect(second.get_by_text("Site administration")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert stored(site, 6) == "<p>As it was. And fog.</p>"


def test_the_log_in_says_what_the_browser_kept(
    site: LiveSite, open_form: Open, complaints: list[str]
) -> None:
    page = open_form("maren", "5/change/")
    page.on("dialog", lambda dialog: dialog.accept())
    sentence = page.get_by_text("What you typed is kept: log in, and it is offered")
    write(page, " And fog.")
    wait_until(lambda: len(kept_in_browser(page)) == 1)
    end_sessions(site)
    here = f"http://127.0.0.1:{site.port}/admin/articles/article"
    page.goto(f"{here}/5/change/")
    expect(sentence).to_be_visible()
    # Before axe, which adds styles.
    assert complaints == []
    assert finds_no_fault(page)
    page.goto(f"{here}/4/change/")
    expect(page.locator("#kept-here")).to_be_empty()
    page.goto(f"{here}/")
    expect(page.locator("#kept-here")).to_have_count(0)
    page.goto(f"{here}/5/change/")
    log_in(page, "maren")
    expect(page.get_by_text("kept your unsaved text from").first).to_be_visible()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_picture_stays_chosen_through_an_error(
    open_form: Open, complaints: list[str], *, has_script: bool
) -> None:
    target = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(target, "JPEG")
    path = "8/change/" if has_script else "9/change/"
    page = open_form("maren", path, java_script_enabled=has_script)
    file = FilePayload(name="harbour.jpg", mimeType="image/jpeg", buffer=target.getvalue())
    page.get_by_label("Lead image").set_input_files(file)
    if has_script:
        expect(page.get_by_role("checkbox", name="Leave this picture out")).to_be_visible()
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_role("link", name="Describe the picture")).to_be_visible()
    kept = page.locator(".kept-picture")
    expect(kept).to_contain_text("harbour.jpg")
    expect(kept.locator("img")).to_have_js_property("naturalWidth", 300)
    if has_script:
        assert complaints == []
        assert finds_no_fault(page)
    page.get_by_label("Alternative text").fill("The harbour")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    expect(page.locator(".field-picture img")).to_have_attribute("alt", "The harbour")


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("It’s über: Łódź & Øre", "its-uber-lodz-ore"),
        ("हिन्दी में समाचार", "हिन्दी-में-समाचार"),
        ("หมอกที่ท่าเรือ", "หมอกที่ท่าเรือ"),
        ("İstanbul’da ışık", "istanbulda-isik"),
        ("🚢", ""),
    ],
)
def test_an_address_is_suggested_while_the_headline_is_typed(
    open_form: Open, headline: str, slug: str
) -> None:
    page = open_form("maren", "add/")
    page.get_by_label("Headline").fill(headline)
    expect(page.get_by_label("Slug")).to_have_value(slug)
    page.get_by_label("Slug").fill("mine")
    page.get_by_label("Headline").fill("Another")
    expect(page.get_by_label("Slug")).to_have_value("mine")
