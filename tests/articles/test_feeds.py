from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from tests.articles.factories import ArticleFactory, SectionFactory
from tests.atom import read_feed

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def _site(settings: LazySettings) -> None:
    settings.SITE_URL = "https://news.example"
    settings.SITE_NAME = "The Courier"
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False


def feed(client: Client) -> ET.Element:
    response = client.get("/feed/", headers={"Host": "evil.example"})
    assert b"evil" not in response.content
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    read_feed(response.content)
    return ET.fromstring(response.content)  # noqa: S314 -- our own feed


def test_an_entry_says_what_by_whom_and_when(client: Client) -> None:
    article = ArticleFactory(
        headline="Fish & <chips>", deck="A “deck” <b>", byline="Maren O’Kafor", slug="fish"
    )
    root = feed(client)
    entry = root.find("a:entry", ATOM)
    assert entry is not None

    def text(path: str) -> str | None:
        return entry.findtext(path, namespaces=ATOM)

    assert root.findtext("a:title", namespaces=ATOM) == "The Courier"
    assert text("a:title") == "Fish & <chips>"
    assert text("a:summary") == "A “deck” <b>"
    assert text("a:author/a:name") == "Maren O’Kafor"
    assert text("a:published") == article.published_at.isoformat()
    assert text("a:updated") == article.updated_at.isoformat()
    link = entry.find("a:link", ATOM)
    assert link is not None
    assert link.get("href") == "https://news.example/articles/fish/"


def test_an_entry_keeps_its_identity_when_the_address_changes(client: Client) -> None:
    article = ArticleFactory()
    before = feed(client).findtext("a:entry/a:id", namespaces=ATOM)
    article.slug = article.headline = "changed"
    article.save()
    assert feed(client).findtext("a:entry/a:id", namespaces=ATOM) == before


def test_the_feed_has_the_twenty_newest_published_articles(client: Client) -> None:
    now = timezone.now()
    for hours in range(22):
        ArticleFactory(headline=f"{hours} hours", published_at=now - timedelta(hours=hours))
    ArticleFactory(draft=True)
    ArticleFactory(scheduled=True)
    titles = [title.text for title in feed(client).findall("a:entry/a:title", ATOM)]
    assert titles == [f"{hours} hours" for hours in range(20)]


def test_an_article_without_a_byline_is_the_newsrooms(client: Client) -> None:
    ArticleFactory()
    assert feed(client).findtext("a:entry/a:author/a:name", namespaces=ATOM) == "The Courier"


def test_an_empty_newsroom_has_a_feed_too(client: Client) -> None:
    assert feed(client).findall("a:entry", ATOM) == []


def test_a_section_has_a_feed_of_its_own(client: Client) -> None:
    culture = SectionFactory(name="Culture & <arts>", slug="culture")
    ArticleFactory(headline="A play", section=culture)
    ArticleFactory(headline="A match")
    response = client.get("/sections/culture/feed/")
    read_feed(response.content)
    root = ET.fromstring(response.content)  # noqa: S314 -- our own feed
    assert root.findtext("a:title", namespaces=ATOM) == "Culture & <arts> – The Courier"
    titles = [entry.findtext("a:title", namespaces=ATOM) for entry in root.findall("a:entry", ATOM)]
    assert titles == ["A play"]
    page = client.get("/sections/culture/").content.decode()
    assert 'href="/sections/culture/feed/"' in page


def test_the_feed_of_a_section_follows_it_to_a_new_address(client: Client) -> None:
    section = SectionFactory(slug="culture")
    ArticleFactory(section=section)
    identity = read_id(client.get("/sections/culture/feed/").content)
    section.slug = "arts"
    section.save()
    moved = client.get("/sections/culture/feed/")
    assert (moved.status_code, moved["Location"]) == (301, "/sections/arts/feed/")
    assert read_id(client.get("/sections/arts/feed/").content) == identity
    assert client.get("/sections/nowhere/feed/").status_code == 404


def read_id(content: bytes) -> str | None:
    return ET.fromstring(content).findtext("a:id", namespaces=ATOM)  # noqa: S314 -- our own feed
