"""robots.txt, read as a search engine reads it."""

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
