"""The private link to one's own comment, as a reader's browser follows it."""

import pytest
from django.test import Client

from articles.models import Article
from comments.identity import receipt_digest
from comments.models import Status
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return ArticleFactory(slug="ferry")


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Status.SUBMITTED, "awaiting moderation"),
        (Status.IN_REVIEW, "awaiting moderation"),
        (Status.SPAM, "awaiting moderation"),
        (Status.APPROVED, "is published"),
        (Status.REJECTED, "was not published"),
    ],
)
def test_a_receipt_tells_what_became_of_the_comment(
    status: Status, sentence: str, client: Client, article: Article
) -> None:
    CommentFactory(article=article, status=status, receipt_digest=receipt_digest("token"))
    page = client.get("/receipts/token/")
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert client.get("/receipts/other/").status_code == 404


def test_the_receipt_of_an_unpublished_article_does_not_show_the_article(client: Client) -> None:
    draft = ArticleFactory(draft=True, body="<p>Secret draft</p>")
    CommentFactory(article=draft, body_html="<p>Mine</p>", receipt_digest=receipt_digest("token"))
    page = client.get("/receipts/token/").content.decode()
    assert "Mine" in page
    assert "Secret draft" not in page
