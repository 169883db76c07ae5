"""Whatever of a comment readers see raises its article's version; what they don't see does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article
from comments.models import Comment, Edit, Status
from tests.articles.factories import ArticleFactory
from tests.articles.test_page_versions import version_of
from tests.comments.factories import CommentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return ArticleFactory()


SEEN: list[dict[str, Any]] = [
    {"status": Status.REJECTED},
    {"body_html": "<p>new</p>"},
    {"name": "Bob"},
    {"website": "https://b.example"},
    {"created_at": timezone.now() - timedelta(days=3)},
    {"edited_at": timezone.now()},
    {"featured_at": timezone.now()},
    {"parent_id": 0},
    {"conversation": 7},
    {"author_id": 0},
]
UNSEEN: list[dict[str, Any]] = [
    {"version": 7},
    {"risk": 7},
    {"queued_at": timezone.now()},
    {"wave": 3},
    {"screening_attempts": 1},
]


def filled(change: dict[str, Any], article: Article) -> dict[str, Any]:
    """Put numbers of real rows into the places of a change."""
    makers = {
        "parent_id": lambda: CommentFactory(article=article).pk,
        "author_id": lambda: UserFactory().pk,
    }
    return {name: makers[name]() if value == 0 else value for name, value in change.items()}


@pytest.mark.parametrize("change", SEEN, ids=[next(iter(change)) for change in SEEN])
def test_what_readers_see_of_a_comment_raises_the_version(
    change: dict[str, Any], article: Article
) -> None:
    shown = CommentFactory(article=article, status=Status.APPROVED)
    waiting = CommentFactory(article=article, status=Status.IN_REVIEW)
    change = filled(change, article)
    before = version_of(article)
    Comment.objects.filter(pk=waiting.pk).update(**change)
    assert version_of(article) == before
    Comment.objects.filter(pk=shown.pk).update(**change)
    assert version_of(article) > before


@pytest.mark.parametrize("change", UNSEEN, ids=[next(iter(change)) for change in UNSEEN])
def test_what_nobody_sees_of_it_does_not(change: dict[str, Any], article: Article) -> None:
    CommentFactory(article=article, status=Status.APPROVED)
    before = version_of(article)
    Comment.objects.update(**change)
    assert version_of(article) == before


def test_a_comment_that_waits_raises_nothing_until_it_is_published(article: Article) -> None:
    before = version_of(article)
    comment = CommentFactory(article=article)
    Comment.objects.filter(pk=comment.pk).update(status=Status.IN_REVIEW)
    assert version_of(article) == before
    Comment.objects.filter(pk=comment.pk).update(status=Status.APPROVED)
    assert version_of(article) > before


def test_rows_in_bulk_and_sql_by_hand_count_like_a_verb(article: Article) -> None:
    before = version_of(article)
    made = CommentFactory.build_batch(3, article=article, status=Status.APPROVED, contact=None)
    Comment.objects.bulk_create(made)
    published = version_of(article)
    assert published > before
    with connection.cursor() as cursor:
        cursor.execute("UPDATE comments_comment SET name = 'Bob'")
    renamed = version_of(article)
    assert renamed > published
    Comment.objects.all().delete()
    assert version_of(article) > renamed


def test_a_comment_that_moves_changes_both_articles(article: Article) -> None:
    other = ArticleFactory()
    comment = CommentFactory(article=article, status=Status.APPROVED)
    before = version_of(article), version_of(other)
    Comment.objects.filter(pk=comment.pk).update(article=other)
    assert version_of(article) > before[0]
    assert version_of(other) > before[1]


def test_other_articles_are_left_alone(article: Article) -> None:
    other = ArticleFactory()
    before = version_of(other)
    CommentFactory(article=article, status=Status.APPROVED)
    assert version_of(other) == before


def test_an_edit_counts_where_its_comment_is_published(article: Article) -> None:
    by = UserFactory()
    for status in (Status.IN_REVIEW, Status.APPROVED):
        comment = CommentFactory(article=article, status=status)
        before = version_of(article)
        Edit.objects.bulk_create([Edit(comment=comment, by=by, body_before="a", body_after="b")])
        assert (version_of(article) > before) == (status == Status.APPROVED)


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_a_statement_on_many_comments_raises_their_article_once(article: Article) -> None:
    CommentFactory.create_batch(5, article=article, status=Status.APPROVED)
    before = _articles_updated()
    Comment.objects.update(status=Status.REJECTED)
    assert _articles_updated() == before + 1


def _articles_updated() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_get_xact_tuples_updated('articles_article'::regclass)")
        return int(cursor.fetchone()[0])
