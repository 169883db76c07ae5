"""Comments and watched words in the stock admin."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from comments.models import SavedView, Status, WatchedWord
from tests.comments.admin.pages import page
from tests.comments.factories import (
    CommentFactory,
    UserFactory,
    WatchedWordFactory,
)

pytestmark = pytest.mark.django_db

COMMENTS = "/admin/comments/comment/"
WORDS = "/admin/comments/watchedword/"


@pytest.mark.parametrize("words", ["harbour", "Ann"])
def test_comments_are_found_by_text_and_name(client: Client, moderator: User, words: str) -> None:
    CommentFactory(body="By the harbour.", name="Ann", email="ann@example.org")
    CommentFactory()
    assert "1 comment" in page(client, COMMENTS, q=words)
    assert "0 comments" in page(client, COMMENTS, q="example.org")


@pytest.mark.parametrize("action", ["add/", "{pk}/delete/"])
def test_nobody_adds_or_deletes_a_comment(client: Client, action: str) -> None:
    client.force_login(User.objects.create_superuser("admin"))
    comment = CommentFactory()
    assert client.get(COMMENTS + action.format(pk=comment.pk)).status_code == 403
    assert client.post(COMMENTS + action.format(pk=comment.pk), {"post": "yes"}).status_code == 403


def test_a_moderator_keeps_watched_words(client: Client, moderator: User) -> None:
    typed = {"text": "casino", "form": "exact", "action": "block", "note": "Waves in May."}
    client.post(f"{WORDS}add/", typed)
    word = WatchedWord.objects.get()
    assert (word.text, word.action) == ("casino", WatchedWord.Action.BLOCK)
    assert "Treat as spam" in page(client, WORDS, q="casino")
    client.post(f"{WORDS}{word.pk}/change/", typed | {"action": "hold", "note": ""})
    word.refresh_from_db()
    assert word.action == WatchedWord.Action.HOLD
    client.post(f"{WORDS}{word.pk}/delete/", {"post": "yes"})
    assert not WatchedWord.objects.exists()


@pytest.mark.parametrize(
    ("path", "factory"), [(COMMENTS, CommentFactory), (WORDS, WatchedWordFactory)]
)
def test_a_list_needs_as_many_queries_for_20_rows_as_for_one(
    client: Client,
    moderator: User,
    path: str,
    factory: Any,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    factory()
    with django_assert_max_num_queries(50) as for_one:
        page(client, path)
    factory.create_batch(19)
    with django_assert_max_num_queries(len(for_one)):
        page(client, path)


def test_the_queue_is_linked_where_a_moderator_begins(client: Client, moderator: User) -> None:
    CommentFactory(status=Status.IN_REVIEW)
    shown = page(client, "/admin/")
    assert "Review queue (1 waiting)" in shown
    assert "1 comment waits for a decision" in shown


def test_the_queue_is_not_linked_for_others(client: Client) -> None:
    client.force_login(UserFactory(editor=True))
    assert "Review queue" not in page(client, "/admin/")


def test_a_saved_view_is_given_no_address_for_a_name(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    typed = {"name": "By ann@mail.example", "query": "q=x"}
    page = client.post("/admin/comments/savedview/add/", typed)
    assert "Please leave addresses out of the name" in page.content.decode()
    assert not SavedView.objects.exists()
