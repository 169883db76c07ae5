"""Pasting into the editors' field, in a real browser and under the policy of production."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from playwright.sync_api import Page, Route, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.articles.factories import SectionFactory
from tests.processes import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """(field, [html, text]) => {
  const data = new DataTransfer()
  data.setData("text/html", html)
  data.setData("text/plain", text)
  field.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
}"""
DROP = """(field, html) => {
  const data = new DataTransfer()
  data.setData("text/html", html)
  const box = field.lastElementChild.getBoundingClientRect()
  field.dispatchEvent(new DragEvent("drop", {
    dataTransfer: data, bubbles: true, cancelable: true,
    clientX: box.left + 1, clientY: box.top + box.height / 2 }))
}"""


@pytest.fixture
def page(live_server: LiveServer, client: Client, chromium: str) -> Iterator[Page]:
    SectionFactory(name="News")
    user = User.objects.create_user("maren", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="articles"))
    client.force_login(user)
    session = client.cookies["sessionid"].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/admin/articles/article/add/")
        page.get_by_label("Headline").fill("Fog")
        page.get_by_label("Section:").select_option("News")
        page.get_by_role("textbox", name="Body").click()
        yield page
        browser.close()


def test_the_field_shows_what_will_be_stored_and_names_the_rest(page: Page) -> None:
    field = page.get_by_role("textbox", name="Body")
    told = page.locator(".body-editor-told")
    page.keyboard.type("So: ")
    field.evaluate(PASTE, ['<b style="font-weight:normal"><p>plain</p></b>', "plain"])
    expect(field.locator("p")).to_have_text("So: plain")
    page.keyboard.press("Enter")
    field.evaluate(
        PASTE,
        [
            (
                "<p style='mso-list:l0 level1 lfo1'>·<span>&nbsp; </span>one <b>two</b></p>"
                "<p><a href='tel:+441'>call</a> <a href='#top'>up</a><img src=x></p>"
            ),
            "one",
        ],
    )
    expect(told).to_have_text("Left out: 1 picture; the target of 1 link (#top).")
    shown = field.locator("li").inner_text()
    assert shown == "one two"

    page.get_by_role("button", name="Publish now").click()
    page.get_by_text("“Fog” is published.").wait_for()
    assert page.locator("[name=body]").input_value() == (
        "<p>So: plain</p><ul><li><p>one <strong>two</strong></p></li></ul>"
        '<p><a href="tel:+441" rel="noopener">call</a> up</p>'
    )


def test_what_the_site_cannot_read_is_pasted_as_words_and_told(page: Page) -> None:
    page.route("**/paste/", lambda route: route.abort())
    field = page.get_by_role("textbox", name="Body")
    field.evaluate(PASTE, ["<p><img src=x><b>a fog</b></p>", "a fog"])
    expect(page.locator(".body-editor-told")).to_contain_text("could not read what you pasted")
    expect(field).to_have_text("a fog")


def test_what_is_typed_meanwhile_follows_and_what_is_saved_at_once_is_there(page: Page) -> None:
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/paste/", hold)
    field = page.get_by_role("textbox", name="Body")
    with page.expect_request("**/paste/"):
        field.evaluate(PASTE, ["<h2>One</h2><p>two </p>", "One two"])
    page.keyboard.type("three")
    page.get_by_role("button", name="Publish now").click()
    expect(field).to_have_text("three")
    waiting[0].continue_()
    page.get_by_text("“Fog” is published.").wait_for()
    assert page.locator("[name=body]").input_value() == "<h2>One</h2><p>twothree</p>"


def test_what_is_dropped_is_read_like_what_is_pasted(page: Page) -> None:
    field = page.get_by_role("textbox", name="Body")
    page.keyboard.type("fog")
    field.evaluate(DROP, "<i style='font-style:normal'>the</i><img src=x>")
    expect(field).to_have_text("thefog")
    expect(page.locator(".body-editor-told")).to_have_text("Left out: 1 picture.")
    assert field.locator("em").count() == 0


PASTE_FILES = """(field, [event, types]) => {
  const data = new DataTransfer()
  for (const type of types) data.items.add(new File(["x"], "a", { type }))
  const what = { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data }
  const box = field.getBoundingClientRect()
  const place = { clientX: box.left + 9, clientY: box.top + 9 }
  const made = event === "paste" ? new ClipboardEvent("paste", what)
    : new DragEvent("drop", { ...what, ...place })
  // Else the browser would leave the page to show the file.
  return field.dispatchEvent(made)
}"""


@pytest.mark.parametrize("event", ["paste", "drop"])
def test_a_picture_that_comes_as_a_file_is_named(page: Page, event: str) -> None:
    field = page.get_by_role("textbox", name="Body")
    page.keyboard.type("fog")
    told = page.locator(".body-editor-told")
    assert field.evaluate(PASTE_FILES, [event, ["image/png"]]) is False
    expect(told).to_have_text("Left out: 1 picture.")
    assert field.evaluate(PASTE_FILES, [event, ["image/png", "image/png", "text/csv"]]) is False
    expect(told).to_have_text("Left out: 2 pictures; 1 video, sound, drawing or form.")
    expect(field).to_have_text("fog")


def test_what_is_named_is_seen_in_a_long_text(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 600})
    field = page.get_by_role("textbox", name="Body")
    table = "<table><tr><td>a<td>b</table><img src=x>"
    field.evaluate(PASTE, [table + "<p>fog</p>" * 60, "fog"])
    expect(field.locator("p").first).to_have_text("a | b")
    field.evaluate("(field) => field.scrollIntoView(true)")
    told = page.get_by_text("Left out: 1 picture; 1 table (its rows are paragraphs now).")
    expect(told).to_be_in_viewport(ratio=1)


def test_styles_in_what_is_brought_in_are_never_parsed(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    field = page.get_by_role("textbox", name="Body")
    field.evaluate(PASTE, ["<p style='margin:0'><span style='color:red'>fog</span></p>", "fog"])
    expect(field).to_have_text("fog")
    field.evaluate(DROP, "<p style='margin:0'>the<img style='width:1px' src=x></p>")
    expect(page.locator(".body-editor-told")).to_have_text("Left out: 1 picture.")
    assert complaints == []


EDGES = "(box) => [box.getBoundingClientRect().left, box.getBoundingClientRect().right]"


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_named_takes_no_width_from_the_field(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    # Errors stand above the field.
    page.get_by_role("button", name="Publish now").click()
    page.locator(".error-summary").wait_for()
    field = page.get_by_role("textbox", name="Body")
    before = field.evaluate(EDGES)
    links = "".join(f"<a href='#_ftn{number}'>{number}</a>" for number in range(9))
    field.evaluate(PASTE, [f"<p>fog{links}<img src=x></p><table><tr><td>a</table>", "fog"])
    told = page.get_by_text("Left out: 1 picture; the targets of 9 links")
    expect(told).to_be_visible()
    assert told.evaluate(EDGES) == field.evaluate(EDGES) == before
