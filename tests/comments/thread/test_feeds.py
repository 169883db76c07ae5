"""The feed of an article's comments, read by strict readers."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from lxml import etree

from articles.models import Article
from comments import moderation
from comments.models import Comment, Status
from tests.articles.factories import ArticleFactory
from tests.atom import NAMES, read_feed, text_in
from tests.comments.factories import CommentFactory, UserFactory
from tests.corpora import cases

pytestmark = pytest.mark.django_db

# What no XML may hold, what only looks so, and what would end something.
HOSTILE = "a\x01b\x0b\x1b\x7f\x85\ufffe\uffff ]]> <!-- & &amp; &#1; <b>\u2028\ufdd0 \U0001f600"


@pytest.fixture(autouse=True)
def _site(settings: LazySettings) -> None:
    settings.SITE_URL = "https://news.example"
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def article() -> Article:
    return ArticleFactory(slug="ferry", headline="Ferry & harbour")


def feed(client: Client, slug: str = "ferry") -> Any:
    answer = client.get(f"/articles/{slug}/comments/feed/")
    assert answer.status_code == 200
    return read_feed(answer.content)


def test_an_entry_says_what_by_whom_and_when(client: Client, article: Article) -> None:
    comment = CommentFactory(article=article, status=Status.APPROVED, name="Tom & Jo", body="1 < 2")
    root = feed(client)
    entry = root.find("a:entry", NAMES)
    assert text_in(root, "title") == "Comments on Ferry & harbour"
    assert text_in(root, "updated") == text_in(entry, "updated") == comment.created_at.isoformat()
    assert text_in(entry, "title") == "Tom & Jo on Ferry & harbour"
    assert text_in(entry, "author/name") == "Tom & Jo"
    assert text_in(entry, "summary") == "<p>1 &lt; 2</p>"


def test_names_stay_when_the_article_and_the_site_move(
    client: Client, article: Article, settings: LazySettings
) -> None:
    CommentFactory(article=article, status=Status.APPROVED)
    before = [text_in(feed(client), path) for path in ("id", "entry/id")]
    Article.objects.update(slug="moved")
    settings.SITE_URL, settings.FEED_ID_HOST = "https://other.example", "news.example"
    assert [text_in(feed(client, "moved"), path) for path in ("id", "entry/id")] == before


@pytest.mark.parametrize(
    ("site", "authority"),
    [
        ("https://bücher.example:8443", "xn--bcher-kva.example"),
        ("http://127.0.0.1:8000", "127.0.0.1"),
        ("http://[::1]:8000", "localhost"),
    ],
)
def test_names_are_right_whatever_the_site_is_called(
    site: str, authority: str, client: Client, article: Article, settings: LazySettings
) -> None:
    settings.SITE_URL = site
    CommentFactory(article=article, status=Status.APPROVED)
    assert text_in(feed(client), "entry/id").startswith(f"tag:{authority},")


def test_an_edit_and_taking_it_back_change_when_it_was_updated(
    client: Client, article: Article
) -> None:
    moderator = UserFactory(moderator=True)
    comment = CommentFactory(
        article=article,
        status=Status.APPROVED,
        created_at=timezone.now() - timedelta(days=1),
    )
    times = [text_in(feed(client), "entry/updated")]
    moderation.edit(comment, by=moderator, body="Better.")
    times.append(text_in(feed(client), "entry/updated"))
    assert text_in(feed(client), "updated") == times[-1]
    moderation.undo_last(by=moderator)
    times.append(text_in(feed(client), "entry/updated"))
    assert times == sorted(set(times))
    assert text_in(feed(client), "entry/published") == times[0]


def test_a_feed_without_comments_is_one_and_stays_the_same(
    client: Client, article: Article
) -> None:
    published_at = article.published_at
    assert published_at is not None
    assert text_in(feed(client), "updated") == published_at.isoformat()


@pytest.mark.parametrize("typed", [HOSTILE, *(case["typed"] for case in cases("feed_text"))])
def test_whatever_is_stored_the_feeds_are_well_formed(typed: str, client: Client) -> None:
    article = ArticleFactory(slug="ferry")
    Article.objects.update(headline=typed, deck=typed, byline=typed)
    type(article.section).objects.update(name=typed)
    comment = CommentFactory(article=article, status=Status.APPROVED, name=typed, body=typed)
    # As a row of before we took care.
    Comment.objects.filter(pk=comment.pk).update(
        body_html=f"<p>{typed}</p>", website=f"https://a.example/{typed}"
    )
    feed(client)
    read_feed(client.get("/feed/").content)
    etree.fromstring(client.get("/sitemap.xml").content)
