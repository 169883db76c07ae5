"""Comments that were rendered with tags in other letters than ASCII's are rendered again."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.markup import render_comment
from comments.models import Comment
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory

migration = import_module("comments.migrations.0031_markup_in_ascii_and_links_in_plain_letters")

pytestmark = pytest.mark.django_db


def migrate() -> int:
    """Migrate, and return how many rows were written."""
    with CaptureQueriesContext(connection) as queries:
        migration.look_again(apps, connection.schema_editor())
    return sum("UPDATE" in query["sql"] for query in queries)


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("<\u017f>salt</\u017f>", "<p>salt</p>"),
        (
            "See https://\u0261ull.example",
            '<p>See <a href="https://\u0261ull.example" rel="nofollow ugc noopener">'
            "https://\u0261ull.example</a></p>",
        ),
        ("<bloc\u212aquote>fog</bloc\u212aquote>", "<blockquote><p>fog</p></blockquote>"),
    ],
)
def test_what_was_taken_for_markup_is_text_again(
    body: str, html: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration, "BATCH", 1)
    article = ArticleFactory()
    CommentFactory(article=article, body="See https://pier.example/ in f\u00f6g")
    CommentFactory(article=article, body="Sal\u0131 or not", body_html="<p>Sal\u0131 or not</p>")
    CommentFactory(article=article, body="a < b", body_html="<p>as it was, of no concern</p>")
    CommentFactory(article=article, body=body, body_html=html)
    assert migrate() == 1
    after = Comment.objects.get(body=body)
    assert after.body_html == render_comment(body) != html
    assert CommentFactory(article=article, body=body).copy_key == after.copy_key
    assert migrate() == 0
