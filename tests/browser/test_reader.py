"""What a reader does with the form, with and without JavaScript, on the demo newsroom."""

import re
from collections.abc import Callable, Iterator
from itertools import count
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from tests.integration.made_site import Site, running
from tests.processes import short_folder

pytestmark = pytest.mark.browser

FERRY = "/articles/first-ferry-moves-to-ten-past-seven/"
FOG = "/articles/fog/"
PASSWORD = "a quiet harbour"

visitors = count(1)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with (
        short_folder() as path,
        running(path, DEMO_PASSWORD=PASSWORD, TRUSTED_PROXIES="127.0.0.1") as site,
    ):
        yield site


@pytest.fixture
def visit(site: Site, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open a page as a visitor with an address of their own, whom no flood limit meets."""

    def open_page(path: str, **options: object) -> Page:
        page = new_page(
            base_url=f"http://127.0.0.1:{site.port}",
            extra_http_headers={"X-Forwarded-For": f"203.0.{next(visitors)}.1"},
            **options,
        )
        page.goto(path)
        return page

    return open_page


def fill(page: Page, text: str, *, email: str = "ann@example.org") -> None:
    page.get_by_label("Comment*").fill(text)
    page.get_by_label("Name*").fill("Ann Lee")
    page.get_by_label("Email*").fill(email)


def post(page: Page) -> None:
    page.get_by_role("button", name="Post Comment").click()


with_and_without_scripts = pytest.mark.parametrize(
    "options", [{}, {"java_script_enabled": False}], ids=["scripts", "no scripts"]
)


@with_and_without_scripts
def test_an_error_has_the_focus_and_nothing_typed_is_lost(
    options: dict[str, bool], visit: Callable[..., Page]
) -> None:
    page = visit(FOG, **options)
    fill(page, "Lovely fog <b>this morning</b>.", email="ann")
    post(page)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Please enter an email address such as name@example.com.")
    expect(page.get_by_label("Comment*")).to_have_value("Lovely fog <b>this morning</b>.")
    expect(page.get_by_label("Email*")).to_have_value("ann")
    expect(page.get_by_label("Email*")).to_have_attribute("aria-invalid", "true")
    summary.get_by_role("link").click()
    expect(page.get_by_label("Email*")).to_be_focused()
    page.get_by_label("Email*").fill("ann@example.org")
    page.get_by_label("Comment*").fill(f"Lovely fog, {options or 'with scripts'}.")
    post(page)
    expect(page.get_by_text("Your comment is awaiting moderation")).to_be_visible()


@with_and_without_scripts
def test_a_reply_says_what_it_answers_and_can_be_cancelled(
    options: dict[str, bool], visit: Callable[..., Page]
) -> None:
    page = visit(FERRY, **options)
    name = page.locator(".comment-name").first.inner_text()
    page.get_by_role("link", name=f"Reply {name}", exact=True).first.click()
    expect(page.locator("#replying-to")).to_contain_text(name)
    page.get_by_role("link", name="Cancel reply").click()
    expect(page.locator("#replying-to")).to_be_hidden()
    page.get_by_role("link", name=f"Reply {name}", exact=True).first.click()
    fill(page, f"I agree with you, {options or 'with scripts'}.")
    post(page)
    expect(page.locator("#your-comment")).to_contain_text(f"In reply to {name}")


def test_a_comment_is_shown_in_the_lines_in_which_it_was_typed(visit: Callable[..., Page]) -> None:
    page = visit(FOG)
    typed = "  If a<b, and\n    c>d:\n\tthen <!-- this --> &lt;stays&gt;"
    fill(page, typed, email="lines@example.org")
    post(page)
    shown = page.locator("#your-comment .comment-body")
    expect(shown).to_be_visible()
    assert shown.inner_text() == typed


def test_a_double_click_posts_once(visit: Callable[..., Page]) -> None:
    page = visit(FOG)
    posts: list[str] = []
    page.on(
        "request",
        lambda request: posts.append(request.url) if request.method == "POST" else None,
    )
    fill(page, "Twice as foggy.")
    page.get_by_role("button", name="Post Comment").dblclick()
    expect(page.get_by_text("Your comment is awaiting moderation")).to_be_visible()
    assert len(posts) == 1


def test_a_name_is_remembered_in_this_browser_only_where_asked(
    visit: Callable[..., Page],
) -> None:
    page = visit(FOG)
    fill(page, "Remember me, fog.")
    page.get_by_label("Save my name").check()
    post(page)
    expect(page.get_by_text("Your comment is awaiting moderation")).to_be_visible()
    page.goto(FERRY)
    expect(page.get_by_label("Name*")).to_have_value("Ann Lee")
    expect(page.get_by_label("Email*")).to_have_value("ann@example.org")
    assert page.context.cookies() == []
    page.get_by_label("Save my name").uncheck()
    page.goto(FOG)
    expect(page.get_by_label("Name*")).to_have_value("")


def test_a_browser_sends_its_number_only_while_the_reader_wants_that(
    visit: Callable[..., Page],
) -> None:
    page = visit(FOG)
    box = page.get_by_label("Save my name")

    def say(text: str) -> str:
        """Post a comment; return the number that was sent with it."""
        fill(page, text)
        with page.expect_request(lambda request: request.method == "POST") as sent:
            post(page)
        expect(page.get_by_text("Your comment is awaiting moderation")).to_be_visible()
        page.goto(FOG)
        [number] = parse_qs(sent.value.post_data or "", keep_blank_values=True)["browser"]
        return number

    assert say("Unknown fog.") == ""
    box.check()
    number = say("Known fog.")
    assert re.fullmatch("[0-9a-f]{32}", number)
    expect(box).to_be_checked()
    assert say("Known fog again.") == number
    box.uncheck()
    assert page.evaluate("localStorage.length") == 0
    assert say("Fog, forgotten.") == ""
    box.check()
    assert say("Fog of another.") not in {"", number}


def test_a_form_is_known_again_where_its_answer_was_lost(visit: Callable[..., Page]) -> None:
    page = visit(FOG)
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            typed = parse_qs(request.post_data or "", keep_blank_values=True)
            sent.extend(typed["form_number"])

    page.on("request", note)
    # The first answer never comes; the text is there again when the page is.
    page.route("**/comments/", lambda route: route.fulfill(status=204), times=1)
    fill(page, "Fog, and a bad line.")
    post(page)
    page.goto(FOG)
    expect(page.get_by_label("Comment*")).to_have_value("Fog, and a bad line.")
    fill(page, "Fog, and a bad line.")
    post(page)
    expect(page.get_by_text("Your comment is awaiting moderation")).to_be_visible()
    page.goto(FOG)
    fill(page, "Fog, and a better line.")
    post(page)
    expect(page.get_by_text("Your comment is awaiting moderation")).to_be_visible()
    first, again, another = sent
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert first == again != another


def test_what_only_scripts_can_do_is_not_offered_without_them(visit: Callable[..., Page]) -> None:
    page = visit(FOG, java_script_enabled=False)
    expect(page.get_by_label("Save my name")).to_be_hidden()
    expect(page.get_by_label("Email me when")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["/", "/sections/news/", FERRY, FOG, "/nowhere/"])
def test_pages_fit_their_window_and_axe_finds_nothing(
    path: str, width: int, scheme: str, visit: Callable[..., Page], complaints: list[str]
) -> None:
    page = visit(path, viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert [line for line in complaints if "404" not in line] == []


def test_receipts_and_errors_pass_axe(visit: Callable[..., Page], complaints: list[str]) -> None:
    page = visit(FOG)
    post(page)
    expect(page.get_by_role("alert")).to_be_visible()
    refused = Axe().run(page)
    fill(page, "A receipt for axe, please.")
    post(page)
    expect(page.get_by_text("Your comment is awaiting moderation")).to_be_visible()
    receipt = Axe().run(page)
    assert refused.violations_count == 0, refused.generate_report()
    assert receipt.violations_count == 0, receipt.generate_report()
    assert [line for line in complaints if "422" not in line] == []


@pytest.mark.parametrize("path", ["review", "screening"])
def test_pages_of_moderators_pass_axe(
    visit: Callable[..., Page], complaints: list[str], path: str
) -> None:
    page = visit("/admin/login/", viewport={"width": 390, "height": 844})
    page.get_by_label("Username").fill("moderator")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    page.goto(f"/admin/comments/{path}/")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert complaints == []
