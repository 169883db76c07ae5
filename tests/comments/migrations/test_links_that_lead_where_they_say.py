"""Links and websites that were let through before are looked at again."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.markup import render_comment
from comments.models import Comment
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory

migration = import_module("comments.migrations.0030_links_that_lead_where_they_say")

pytestmark = pytest.mark.django_db


def migrate() -> int:
    """Migrate, and return how many rows were written."""
    with CaptureQueriesContext(connection) as queries:
        migration.look_again(apps, connection.schema_editor())
    return sum("UPDATE" in query["sql"] for query in queries)


def test_what_leads_to_no_public_host_is_text_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration, "BATCH", 2)
    article = ArticleFactory()
    wrong = [
        (text, f'<p><a href="{text}" rel="nofollow ugc noopener">{text}</a></p>')
        for text in ("https://pier.internal", "https://192.0.2.1/x", "https://pier.example:0")
    ]
    for body, html in wrong:
        CommentFactory(article=article, body=body, body_html=html)
    CommentFactory(article=article, body="See https://pier.example/ & <b>more</b>")
    CommentFactory(article=article, body="a < b", body_html="<p>as it was, with no link</p>")
    assert migrate() == len(wrong)
    for body, _html in wrong:
        after = Comment.objects.get(body=body)
        assert after.body_html == render_comment(body) == f"<p>{body}</p>"
        assert after.version == 1
        twin = CommentFactory(article=article, body=body)
        assert twin.copy_key == after.copy_key
    assert migrate() == 0


def test_a_website_that_leads_to_no_public_host_is_none_any_more() -> None:
    inner = CommentFactory(website="https://fritz.box")
    fine = CommentFactory(website="https://pier.example/")
    assert migrate() == 1
    inner.refresh_from_db()
    fine.refresh_from_db()
    assert (inner.website, fine.website) == ("", "https://pier.example/")
