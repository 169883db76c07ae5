"""robots.txt, read as a search engine reads it."""

import re
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.mark.parametrize(
    ("path", "may_be_read"),
    [
        ("/", True),
        ("/articles/ferry/", True),
        ("/sections/news/", True),
        ("/feed/", True),
        ("/admin/comments/review/", False),
        ("/receipts/token/", False),
        ("/confirm/token/", False),
    ],
)
def test_search_engines_read_what_is_for_readers(
    path: str, may_be_read: bool, client: Client, settings: Settings
) -> None:
    settings.SITE_URL = "https://news.example"
    page = client.get("/robots.txt")
    assert page["Content-Type"] == "text/plain; charset=utf-8"
    robots = RobotFileParser()
    robots.parse(page.content.decode().splitlines())
    assert robots.can_fetch("Searcher", f"https://news.example{path}") == may_be_read
    assert robots.site_maps() == ["https://news.example/sitemap.xml"]


@pytest.mark.parametrize(
    ("address", "may_be_read"),
    [
        ("/articles/ferry/comments/feed/", True),
        ("/?before=20260101T120000.000000-7", True),
        ("/articles/ferry/comments/", False),
        ("/articles/ferry/preview/", False),
        ("/articles/ferry/?reply_to=7", False),
        ("/articles/ferry/?from=mail&reply_to=7", False),
    ],
)
def test_they_leave_alone_where_forms_lead_and_the_same_page_for_each_reply(
    address: str, may_be_read: bool, client: Client
) -> None:
    """Python's own reader knows none of the signs of RFC 9309: `*` is anything, `$` the end."""
    paths = re.findall(r"^Disallow: (\S+)$", client.get("/robots.txt").text, re.MULTILINE)
    patterns = [re.escape(path).replace(r"\*", ".*").replace(r"\$", "$") for path in paths]
    assert any(re.match(pattern, address) for pattern in patterns) != may_be_read
