"""Comments that are stored already are rendered again where they show something else."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.markup import is_rendered, render_comment
from comments.models import Comment
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory

migration = import_module("comments.migrations.0021_words_as_typed")

pytestmark = pytest.mark.django_db


def migrate() -> None:
    migration.render_again(apps, connection.schema_editor())


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        ("If a<b and c>d then", "<p>If ad then</p>"),
        ("one <!-- two -->", "<p>one </p>"),
        ("Nice&#1;", "<p>Nice\x01</p>"),
        ("Ni\x01ce", "<p>Ni\x01ce</p>"),
        ("see _https://a.example_", "<p>see _https://a.example_</p>"),
    ],
)
def test_what_was_lost_comes_back(body: str, stored: str) -> None:
    comment = CommentFactory(body=body, body_html=stored)
    migrate()
    [after] = Comment.objects.all()
    assert after.body_html == render_comment(body) != stored
    assert (after.body, after.version, after.edited_at) == (body, comment.version, None)


def test_every_row_is_reached_and_only_what_differs_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(migration, "BATCH", 2)
    article = ArticleFactory()
    wrong = {CommentFactory(article=article, body_html="<p>?</p>").pk for _one in range(5)}
    CommentFactory(article=article, body="One\n\n<b>two</b> & https://a.example/")
    with CaptureQueriesContext(connection, ) as queries:
        migrate()
    assert sum("UPDATE" in query["sql"] for query in queries) == len(wrong)
    assert all(one.body_html == render_comment(one.body) for one in Comment.objects.all())
    with CaptureQueriesContext(connection) as queries:
        migrate()
    assert not any("UPDATE" in query["sql"] for query in queries)


@pytest.mark.parametrize(
    ("text", "html", "is_right"),
    [
        ("plain & <x>\ntext", "<p>plain &amp; &lt;x&gt;<br>text</p>", True),
        ("plain", "<p>other</p>", False),
        ("https://a.example", "<p>https://a.example</p>", False),
        ("a\x01", "<p>a\x01</p>", False),
        ("a\u00a0b", "<p>a&nbsp;b</p>", True),
    ],
)
def test_stored_html_is_compared_with_what_the_text_would_be(
    text: str, html: str, is_right: bool
) -> None:
    assert is_rendered(text, html) is is_right
