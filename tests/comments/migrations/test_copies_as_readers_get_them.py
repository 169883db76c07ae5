"""Comments that are stored already are found as copies of what readers get of others."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from comments.models.copies import copy_key
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory, UserFactory

migration = import_module("comments.migrations.0027_copies_as_readers_get_them")

pytestmark = pytest.mark.django_db

BODIES = ["plain & <x>\n\ntext", "see https://a.example", "<b>bold</b>", "> quoted", "plain"]


def migrate() -> int:
    """Migrate, and return how many rows were written."""
    with CaptureQueriesContext(connection) as queries:
        migration.give_keys(apps, connection.schema_editor())
    return sum("UPDATE" in query["sql"] for query in queries)


def test_what_has_markup_gets_the_key_that_saving_would_give(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(migration, "BATCH", 2)
    article = ArticleFactory()
    comments = [CommentFactory(article=article, body=body) for body in BODIES]
    right = {comment.pk: comment.copy_key for comment in comments}
    for comment in comments:
        before = copy_key(article_id=article.pk, parent_id=None, body=comment.body)
        Comment.objects.filter(pk=comment.pk).update(copy_key=before)
    assert migrate() == 3
    assert dict(Comment.objects.values_list("pk", "copy_key")) == right
    assert migrate() == 0


def test_what_has_no_key_gets_none() -> None:
    CommentFactory(author=UserFactory(), body="see https://a.example")
    old = CommentFactory(body="see https://a.example")
    Comment.objects.filter(pk=old.pk).update(copy_key=None)
    assert migrate() == 0
