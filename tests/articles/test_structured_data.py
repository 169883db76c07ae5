import json
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.template import Context, Template
from django.utils import timezone

from articles.structured_data import news_article
from tests.articles.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings: LazySettings) -> None:
    settings.SITE_URL = "https://news.example"
    settings.SITE_NAME = "The Courier"


def test_the_article_is_described_with_its_comment_count() -> None:
    article = ArticleFactory(
        headline="Fog",
        slug="fog",
        byline="Maren",
        deck="Grey",
        comment_count=7,
        lead_image="articles/fog.jpg",
        lead_image_alt="Fog",
        lead_image_width=20,
        lead_image_height=10,
        source_url="https://wire.example/fog",
    )
    data = news_article(article)
    assert data["@type"] == "NewsArticle"
    assert data["mainEntityOfPage"] == "https://news.example/articles/fog/"
    assert data["author"] == {"@type": "Person", "name": "Maren"}
    assert data["publisher"]["name"] == "The Courier"
    assert data["image"]["url"] == "https://news.example/media/articles/fog.jpg"
    assert data["commentCount"] == 7
    assert data["isBasedOn"] == "https://wire.example/fog"


def test_what_is_empty_is_left_out_but_not_a_count_of_zero() -> None:
    data = news_article(ArticleFactory(draft=True))
    assert data["commentCount"] == 0
    assert data["author"]["@type"] == "Organization"
    assert not {"image", "description", "datePublished", "isBasedOn", "correction"} & data.keys()


def test_a_correction_is_told_with_the_date_of_the_change() -> None:
    published_at = timezone.now() - timedelta(days=2)
    article = ArticleFactory(
        published_at=published_at, correction="Seven, not six.", corrected_at=timezone.now()
    )
    data = news_article(article)
    assert data["correction"] == "Seven, not six."
    assert data["datePublished"] == published_at < data["dateModified"]


def test_no_headline_can_close_the_block() -> None:
    headline = "</script><!--<script>alert(1)</SCRIPT> & “quotes” \u2028"
    article = ArticleFactory(headline=headline)
    block = Template("{% load articles %}{% structured_data article %}").render(
        Context({"article": article})
    )
    opening, closing = '<script type="application/ld+json">', "</script>"
    assert block.startswith(opening)
    assert block.endswith(closing)
    inside = block.removeprefix(opening).removesuffix(closing)
    assert not set("<>&") & set(inside)
    assert json.loads(inside)["headline"] == headline
