"""What the page's script is told every few seconds."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from comments import moderation
from comments.desk.queue.live import GONE_AFTER
from comments.models import Comment, Presence
from tests.comments.desk.page import Desk, cards_of, text_of, waiting_comment
from tests.comments.factories import NOBODYS_ID, UserFactory

# What is due, of today or fresh depends on the clock.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

URL = "/admin/comments/review/live/"


def ask(desk: Desk, *seen: Comment, query: str = "", **fields: Any) -> Any:
    pairs = [f"{comment.pk}:{comment.version}" for comment in seen]
    response = desk.client.post(URL + query, {"comment": pairs, **fields})
    assert response.status_code == 200
    return response


def test_a_colleagues_decision_comes_with_the_name_and_the_card(
    desk: Desk, colleague: User
) -> None:
    moved, unmoved = waiting_comment(), waiting_comment()
    seen = Comment.objects.get(pk=moved.pk)
    moderation.approve(moved, by=colleague)
    response = ask(desk, seen, unmoved)
    assert cards_of(response) == [moved.pk]
    assert "Theo Brandt has just decided: “Approved”." in text_of(response)


def test_new_comments_are_counted_as_the_view_is_filtered(desk: Desk) -> None:
    waiting_comment()
    newest = desk.show().context["newest"]
    assert "new" not in text_of(ask(desk, newest=newest))
    waiting_comment(body="A ferry.")
    waiting_comment(body="A bus.")
    assert "2 new" in text_of(ask(desk, newest=newest))
    assert "1 new" in text_of(ask(desk, newest=newest, query="?q=ferry"))
    assert "new" not in text_of(ask(desk, newest=newest, query="?status=spam"))


def test_company_is_named_for_as_long_as_it_is_there(desk: Desk, colleague: User) -> None:
    comment = waiting_comment()
    Presence.objects.create(user=colleague, comment=comment)
    assert "Theo Brandt is looking at this" in text_of(ask(desk, comment))
    for gone in (timezone.now() - GONE_AFTER, timezone.now() + timedelta(hours=3)):
        Presence.objects.update(seen_at=gone)
        assert "looking" not in text_of(ask(desk, comment))


def test_nobody_is_company_to_themselves(desk: Desk, moderator: User) -> None:
    comment = waiting_comment()
    assert "looking" not in text_of(ask(desk, comment, looking=comment.pk))
    assert Presence.objects.get().user == moderator


def test_what_i_decided_elsewhere_is_mine_and_no_colleagues(
    desk: Desk, moderator: User, colleague: User
) -> None:
    mine, theirs = waiting_comment(), waiting_comment()
    seen = list(Comment.objects.order_by("pk"))
    moderation.reject(mine, by=moderator)
    moderation.reject(theirs, by=colleague)
    response = ask(desk, *seen)
    assert response.context["own"] == [mine.pk]
    assert "You have decided: “Rejected”." in text_of(response)
    assert text_of(response).count("has just decided") == 1


def test_looking_is_not_written_down_each_time(desk: Desk) -> None:
    comment, other = waiting_comment(), waiting_comment()
    ask(desk, comment, looking=comment.pk)
    first = Presence.objects.get().seen_at
    ask(desk, comment, looking=comment.pk)
    assert Presence.objects.get().seen_at == first
    for long_ago_or_never in (first - timedelta(minutes=1), first + timedelta(hours=3)):
        Presence.objects.update(seen_at=long_ago_or_never)
        ask(desk, comment, looking=comment.pk)
        assert Presence.objects.get().seen_at == first
    ask(desk, comment, looking=other.pk)
    assert Presence.objects.get().comment == other


def test_looking_at_what_is_gone_is_no_presence(desk: Desk) -> None:
    ask(desk, looking=NOBODYS_ID)
    assert not Presence.objects.exists()


def test_quiet_times_are_cheap(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    comments = [waiting_comment() for _ in range(20)]
    newest = desk.show().context["newest"]
    ask(desk, *comments, looking=comments[0].pk)
    with django_assert_num_queries(9):
        ask(desk, *comments, looking=comments[0].pk, newest=newest)


def test_only_moderators_are_told(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True))
    assert client.post(URL).status_code == 403


@pytest.mark.parametrize("fields", [{"comment": "x"}, {"looking": "-1"}])
def test_nonsense_is_refused(desk: Desk, fields: dict[str, str]) -> None:
    assert desk.client.post(URL, fields).status_code == 400
