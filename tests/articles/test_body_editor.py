"""The rich-text editor in a real browser, under the Content-Security-Policy of production."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from articles.models import Article
from tests.articles.factories import SectionFactory
from tests.processes import PATIENCE

REPORT_VIOLATIONS = """
window.violations = []
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`))
"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_what_an_editor_writes_is_stored_without_breaking_the_policy(
    live_server: LiveServer, client: Client, chromium: str
) -> None:
    SectionFactory(name="News")
    user = User.objects.create_user("maren", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="articles"))
    client.force_login(user)
    session = client.cookies["sessionid"].value

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.add_init_script(REPORT_VIOLATIONS)
        page.goto(f"{live_server.url}/admin/articles/article/add/")
        page.get_by_label("Headline").fill("Fog")
        page.get_by_label("Section:").select_option("News")

        undo = page.get_by_role("button", name="undo")
        expect(undo).to_be_disabled(timeout=PATIENCE * 1000)
        page.get_by_role("textbox", name="Body").click()
        page.keyboard.type("Grey ")
        expect(undo).to_be_enabled(timeout=PATIENCE * 1000)
        page.keyboard.press("Control+b")
        page.keyboard.type("all day")
        page.keyboard.press("Enter")
        page.keyboard.type("## Later")
        page.keyboard.press("Enter")
        page.keyboard.type("- fog")
        page.keyboard.press("Enter")
        page.keyboard.type("linked")
        page.keyboard.press("Shift+Home")
        page.get_by_role("button", name="insert link").click()
        page.get_by_label("URL", exact=True).fill("https://fog.example/")
        page.get_by_role("button", name="Update").click()
        page.get_by_role("button", name="Publish now").click()

        page.get_by_text("“Fog” is published.").wait_for()
        assert page.get_by_role("textbox", name="Body").inner_text().startswith("Grey all day")
        assert page.evaluate("window.violations") == []
        browser.close()

    assert Article.objects.get(slug="fog").body == (
        "<p>Grey <strong>all day</strong></p><h2>Later</h2>"
        "<ul><li><p>fog</p></li>"
        '<li><p><a href="https://fog.example/" rel="noopener">linked</a></p></li></ul>'
    )
