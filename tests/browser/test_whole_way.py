"""From an editor's first word to a reader's comment on the page, on a site that `make run` made."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.integration.made_site import Site, running
from tests.processes import wait_until

pytestmark = pytest.mark.browser

PASSWORD = "a quiet harbour"


def log_in(page: Page, site: Site, username: str) -> None:
    page.goto(f"{address(site)}/admin/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    # To go on at once would break the log-in off.
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def address(site: Site) -> str:
    return f"http://127.0.0.1:{site.port}"


def publish(page: Page, headline: str, body: str) -> None:
    page.locator("#content").get_by_role("link", name="Articles", exact=True).last.click()
    page.get_by_role("link", name="Add article").first.click()
    expect(page).to_have_url(re.compile("/add/"))
    # The field for the body is there before the editor that takes its place.
    page.wait_for_load_state("load")
    page.get_by_label("Headline").fill(headline)
    page.get_by_label("Section:").select_option("News")
    page.get_by_role("textbox", name="Body").click()
    page.keyboard.type(body)
    page.get_by_role("button", name="Publish now").click()
    page.get_by_text("is published.").wait_for()


def reply(page: Page, text: str, *, name: str = "Ann Lee") -> None:
    page.get_by_label("Comment*").fill(text)
    page.get_by_label("Name*").fill(name)
    page.get_by_label("Email*").fill("ann@example.org")
    page.get_by_role("button", name="Post Comment").click()


def test_a_comment_goes_its_whole_way_and_is_still_there_after_a_restart(
    data_dir: Path, new_page: Callable[..., Page], complaints: list[str]
) -> None:
    with running(data_dir, DEMO_PASSWORD=PASSWORD) as site:
        editor = new_page()
        log_in(editor, site, "editor")
        publish(editor, "A bridge opens", "It spans the harbour.")

        reader = new_page()
        reader.goto(f"{address(site)}/")
        reader.get_by_role("link", name="A bridge opens").first.click()
        expect(reader.get_by_role("heading", level=1)).to_have_text("A bridge opens")
        reply(reader, "At last! This is damn good news, see https://bridge.example/ for more.")
        expect(reader.get_by_text("Your comment is awaiting moderation")).to_be_visible()
        expect(reader.locator("#your-comment")).to_contain_text("At last!")
        expect(new_visit(new_page, site)).not_to_contain_text("At last!")

        moderator = new_page()
        log_in(moderator, site, "moderator")
        moderator.goto(f"{address(site)}/admin/comments/review/?q=At+last")
        card = moderator.locator("article[data-comment]", has_text="At last!")
        wait_until(lambda: moderator.reload() and card.count(), what="the comment is screened")
        expect(card.locator("mark").first).to_be_visible()
        expect(card).to_contain_text("First comment")
        card.get_by_role("button", name="Approve").click()
        expect(moderator.get_by_role("status")).to_contain_text("Approved the comment by Ann Lee")

        expect(new_visit(new_page, site)).to_contain_text("At last!")
        reader.reload()
        expect(reader.get_by_text("Your comment is published")).to_be_visible()
        # Its page would go on asking for news.
        moderator.close()
        assert site.stop() == 0

    with running(data_dir, PORT=str(site.port)) as again:
        expect(new_visit(new_page, again)).to_contain_text("At last!")
    assert complaints == []


def new_visit(new_page: Callable[..., Page], site: Site) -> Locator:
    page = new_page()
    page.goto(f"{address(site)}/articles/a-bridge-opens/")
    return page.locator("#comments")
