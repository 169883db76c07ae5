from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.conf import LazySettings
from django.test import Client

from articles.sitemaps import ArticleSitemap
from tests.articles.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def _site(settings: LazySettings) -> None:
    settings.SITE_URL = "https://news.example:8443"
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False


def addresses(client: Client, address: str = "/sitemap.xml") -> list[str | None]:
    response = client.get(address, headers={"Host": "evil.example"})
    assert response.status_code == 200
    root = ET.fromstring(response.content)  # noqa: S314 -- our own map
    return [place.text for place in root.findall(".//s:loc", NAMES)]


def test_home_sections_and_published_articles_are_on_the_map(client: Client) -> None:
    section = SectionFactory(slug="one")
    ArticleFactory(section=section, slug="first")
    ArticleFactory(section=section, draft=True)
    ArticleFactory(section=section, scheduled=True)
    assert addresses(client) == [
        "https://news.example:8443/",
        "https://news.example:8443/sections/one/",
        "https://news.example:8443/articles/first/",
    ]


def test_an_article_was_changed_when_it_was_saved_or_when_its_time_came(
    client: Client, noon: datetime
) -> None:
    ArticleFactory(published_at=noon - timedelta(days=9))
    response = client.get("/sitemap.xml")
    assert f"<lastmod>{noon:%Y-%m-%d}</lastmod>" in response.text


def test_a_map_that_grew_too_long_is_an_index_of_maps(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ArticleSitemap, "limit", 2)
    section = SectionFactory(slug="one")
    for slug in ("a", "b", "c"):
        ArticleFactory(section=section, slug=slug)
    base = "https://news.example:8443"

    assert addresses(client) == [f"{base}/sitemap.xml?p=1", f"{base}/sitemap.xml?p=2"]
    assert addresses(client, "/sitemap.xml?p=1") == [
        f"{base}/",
        f"{base}/sections/one/",
        f"{base}/articles/a/",
        f"{base}/articles/b/",
    ]
    assert addresses(client, "/sitemap.xml?p=2") == [f"{base}/articles/c/"]


@pytest.mark.parametrize("page", ["0", "2", "x", ""])
def test_a_page_that_is_not_there_is_404(client: Client, page: str) -> None:
    assert client.get(f"/sitemap.xml?p={page}").status_code == 404
