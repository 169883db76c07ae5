"""Pages of colleagues beside the desk: they are read whole, and by everybody."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.integration.live_site import LiveSite
from tests.processes import manage, short_folder

pytestmark = pytest.mark.browser

PASSWORD = "a quiet harbour"
PREPARE = f"""
from django.contrib.auth.models import User
from articles.models import Article, Section
from comments.posting import submit
section = Section.objects.create(name="Business and trade", slug="business")
User.objects.create_superuser("mira", password="{PASSWORD}")
article = Article(headline="Two bakeries, one name and a loaf that goes back to court",
    slug="bakeries", section=section)
article.publish()
article.save()
later = Article(headline="The clock", slug="clock", section=section, status="scheduled",
    published_at="2099-12-31T22:22:22Z")
later.save()
article.commenting = "closed"
article.correction = "It said Monday."
article.save()
article.commenting = "open"
submit(article=article, name="Ann", email="ann@example.org", body="https://example.org/" + "a" * 99)
"""
LISTS = ["articles/article", "articles/section", "comments/comment", "auth/user"]
CUT_OFF = """[...document.querySelectorAll(".results, main")]
    .filter((box) => box.scrollWidth > box.clientWidth)
    .map((box) => `${box.className} ${box.clientWidth} of ${box.scrollWidth}`)"""
# The contrast of a text with what it stands on, as WCAG has it.
CONTRAST = """(element) => {
    const { color, backgroundColor } = getComputedStyle(element);
    const [light, dark] = [color, backgroundColor].map((one) => {
        const parts = one.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
        const [r, g, b] = parts.map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    }).sort((one, other) => other - one);
    return light / dark;
}"""


@pytest.fixture(scope="module")
def site() -> Iterator[LiveSite]:
    with short_folder() as data_dir, LiveSite(data_dir) as running:
        done = manage("shell", "-c", PREPARE, data_dir=data_dir, SECRET_KEY="a key for tests only")
        assert done.returncode == 0, done.stderr
        yield running


@pytest.fixture
def open_admin(site: LiveSite, new_page: Callable[..., Page]) -> Callable[..., Page]:
    def open_page(path: str, **options: object) -> Page:
        page = new_page(**options)
        page.goto(f"http://127.0.0.1:{site.port}/admin/login/?next=/admin/{path}/")
        page.get_by_label("Username").fill("mira")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("button", name="Log out")).to_be_visible()
        return page

    return open_page


def test_the_log_in_passes_axe(site: LiveSite, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"http://127.0.0.1:{site.port}/admin/login/")
    expect(page.get_by_role("heading", name="Log in", level=1)).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_lists_are_not_cut_off_and_pass_axe(open_admin: Callable[..., Page]) -> None:
    page = open_admin("articles/article", viewport={"width": 1280, "height": 800})
    address = page.url.removesuffix("articles/article/")
    for path in LISTS:
        page.goto(f"{address}{path}/")
        for width in (1030, 1280, 1450, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(CUT_OFF) == [], (path, width)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_active_in_the_editor_can_be_read(
    open_admin: Callable[..., Page], scheme: str
) -> None:
    page = open_admin("articles/article/add", color_scheme=scheme)
    page.locator(".tiptap").click()
    page.keyboard.press("Control+b")
    bold = page.locator('.prose-menubar__button[data-name="bold"]')
    expect(bold).to_contain_class("active")
    bold.evaluate("(button) => Promise.all(button.getAnimations().map((one) => one.finished))")
    assert bold.evaluate(CONTRAST) >= 4.5


def test_an_error_is_reached_first_and_leads_to_its_field(open_admin: Callable[..., Page]) -> None:
    page = open_admin("articles/article/add", viewport={"width": 1280, "height": 800})
    page.get_by_label("Headline").fill("Fog")
    page.get_by_role("button", name="Publish now").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()

    summary.get_by_role("link", name="Body: Readers would find no text").click()
    body = page.get_by_role("textbox", name="Body")
    expect(body).to_be_focused()
    expect(body).to_have_attribute("aria-invalid", "true")
    summary.get_by_role("link", name="Section").click()
    expect(page.get_by_label("Section:")).to_be_focused()


# Each word that stands on two lines, of texts that are no longer than a column must be.
BROKEN_WORDS = """(selector) => [...document.querySelectorAll(selector)].flatMap((cell) => {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    const broken = [];
    while (texts.nextNode())
        for (const { 0: word, index } of texts.currentNode.data.matchAll(/\\S+/g)) {
            const range = document.createRange();
            range.setStart(texts.currentNode, index);
            range.setEnd(texts.currentNode, index + word.length);
            if (word.length < 15 && range.getClientRects().length > 1) broken.push(word);
        }
    return broken;
})"""


@pytest.mark.parametrize("width", [390, 1030, 1280])
def test_no_word_is_broken_that_fits_its_column(
    open_admin: Callable[..., Page], width: int
) -> None:
    page = open_admin("articles/article", viewport={"width": width, "height": 800})
    address = page.url.removesuffix("articles/article/")
    for path in LISTS:
        page.goto(f"{address}{path}/")
        assert page.evaluate(BROKEN_WORDS, "#result_list tbody :is(td, th)") == [], path
    page.goto(f"{address}articles/article/1/history/")
    assert page.evaluate(BROKEN_WORDS, "#change-history td") == []


@pytest.mark.parametrize("width", [390, 1280])
def test_what_to_restore_as_well_is_read_as_a_sentence(
    open_admin: Callable[..., Page], width: int
) -> None:
    page = open_admin("articles/article/1/history/1", viewport={"width": width, "height": 800})
    for label in page.locator("#id_restore label").all():
        box, inner = label.evaluate(
            "(label) => [label, label.firstElementChild].map((one) => one.clientWidth)"
        )
        assert box > 300
        assert inner < 30
    assert page.locator("#id_restore label").count() == 2


def test_a_box_to_tick_stands_apart_from_its_words(open_admin: Callable[..., Page]) -> None:
    page = open_admin("comments/review", viewport={"width": 1280, "height": 800})
    page.get_by_role("button", name="Keys").click()
    label = page.get_by_role("dialog", name="Keys").locator("label:has([type=checkbox])")
    gap = label.evaluate(
        """(label) => {
            const words = document.createRange();
            words.selectNodeContents(label.lastChild);
            return words.getBoundingClientRect().left
                - label.firstElementChild.getBoundingClientRect().right;
        }"""
    )
    assert gap >= 6
