"""What readers see of the newsroom's replies, picks and edits; and what they never see."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from articles.models import Article
from comments import moderation
from comments.identity import receipt_digest
from comments.models import Comment, Status
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/articles/ferry/"


@pytest.fixture
def dana() -> User:
    return UserFactory(username="dana-r", first_name="Dana", last_name="Reyes")


@pytest.fixture
def article() -> Article:
    article: Article = ArticleFactory(slug="ferry")
    return article


@pytest.fixture
def comment(article: Article) -> Comment:
    comment: Comment = CommentFactory(
        article=article,
        status=Status.IN_REVIEW,
        name="Ann",
        body="The ferry was late. Call 555.",
        receipt_digest=receipt_digest("token"),
    )
    return comment


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_reply_is_visibly_the_newsrooms_and_names_no_colleague(
    client: Client, comment: Comment, dana: User
) -> None:
    moderation.reply(comment, by=dana, body="Thank you.")
    for address in (PAGE, f"{PAGE}comments/feed/", "/receipts/token/"):
        page = text_of(client.get(address))
        assert "The Harbour Courier" in page
        assert "Dana" not in page
        assert "dana-r" not in page
    page = text_of(client.get(PAGE))
    assert page.count('class="badge badge-newsroom">Newsroom<') == 1
    assert "The Harbour Courier (the newsroom) on" in text_of(client.get(f"{PAGE}comments/feed/"))


def test_a_reply_that_was_taken_back_is_off_the_page(
    client: Client, comment: Comment, dana: User
) -> None:
    moderation.approve(comment, by=dana)
    moderation.reply(comment, by=dana, body="A slip of the pen.")
    moderation.undo_last(by=dana)
    assert "A slip of the pen." not in text_of(client.get(PAGE))
    assert "A slip of the pen." not in text_of(client.get(f"{PAGE}comments/feed/"))


def test_a_pick_stands_first_and_keeps_its_place(
    client: Client, comment: Comment, article: Article, dana: User
) -> None:
    CommentFactory(article=article, status=Status.APPROVED, body="Not picked.")
    moderation.feature(comment, by=dana)
    page = text_of(client.get(PAGE))
    assert page.index('class="picks"') < page.index(f'id="comment-{comment.pk}"')
    assert f'<a href="#comment-{comment.pk}"><bdi>Ann</bdi>' in page
    assert page.count('class="badge badge-pick"') == 1
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    moderation.reject(comment, by=dana)
    assert 'class="picks"' not in text_of(client.get(PAGE))


def test_a_pick_shows_no_markup_of_its_writers(
    client: Client, article: Article, dana: User
) -> None:
    comment = CommentFactory(article=article, body="<script>x</script> & <b>bold</b>")
    moderation.feature(comment, by=dana)
    page = text_of(client.get(PAGE))
    assert "&lt;script&gt;x&lt;/script&gt; &amp; bold" in page
    assert "<script>x" not in page


@pytest.mark.parametrize("setting", [True, False])
def test_readers_see_an_edit_where_the_site_wants_it(
    setting: bool, client: Client, comment: Comment, dana: User, settings: Settings
) -> None:
    settings.SHOW_EDITS_BY_NEWSROOM = setting
    moderation.approve(comment, by=dana)
    moderation.edit(comment, by=dana, body="The ferry was late.", reason="A private number.")
    page = text_of(client.get(PAGE))
    assert ("edited by the newsroom <time" in page) == setting
    for secret in ("Call 555", "Dana", "A private number."):
        assert secret not in page


@pytest.mark.parametrize("setting", [True, False])
def test_the_writer_always_sees_the_edit_the_reason_and_the_original(
    setting: bool, client: Client, comment: Comment, dana: User, settings: Settings
) -> None:
    settings.SHOW_EDITS_BY_NEWSROOM = setting
    moderation.edit(comment, by=dana, body="The ferry was slow.")
    moderation.edit(comment, by=dana, body="The ferry was late.", reason="A private number.")
    page = text_of(client.get("/receipts/token/"))
    assert "The newsroom edited your comment on" in page
    assert "The ferry was late. Call 555." in page
    assert "A private number." in page
    assert "Dana" not in page


def test_an_edit_that_was_taken_back_is_not_spoken_of(
    client: Client, comment: Comment, dana: User
) -> None:
    moderation.approve(comment, by=dana)
    moderation.edit(comment, by=dana, body="The ferry was late.")
    moderation.undo_last(by=dana)
    assert "edited" not in text_of(client.get(PAGE))
    assert "The newsroom edited" not in text_of(client.get("/receipts/token/"))


def test_marks_cost_no_queries(
    client: Client, article: Article, dana: User, django_assert_num_queries: Any
) -> None:
    for _ in range(5):
        comment = CommentFactory(article=article)
        moderation.edit(comment, by=dana, body="Another text.")
        moderation.feature(comment, by=dana)
        moderation.reply(comment, by=dana, body="Thank you.")
    with django_assert_num_queries(5):
        client.get(PAGE)
