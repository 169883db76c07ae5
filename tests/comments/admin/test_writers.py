"""Standings and notes in the stock admin."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from comments.models import Standing
from tests.comments.admin.pages import page
from tests.comments.factories import (
    CommentFactory,
    StandingFactory,
    UserFactory,
    WriterNoteFactory,
)

pytestmark = pytest.mark.django_db

STANDINGS = "/admin/comments/standing/"
NOTES = "/admin/comments/writernote/"


def test_what_was_settled_is_listed_with_whom_by_whom_and_what_became_of_it(
    client: Client, moderator: User
) -> None:
    comment = CommentFactory(email="ann@mail.example")
    StandingFactory(reason="In force one.")
    StandingFactory(reason="Over one.", until=timezone.now() - timedelta(days=1))
    StandingFactory(reason="Ended one.", ended_at=timezone.now(), ended_by=moderator)
    StandingFactory(reason="Network one.", network="203.0.113.0/24")
    shown = page(client, STANDINGS)
    assert "ended by Mara" in shown
    assert "203.0.113.0/24" in shown
    assert f'href="/admin/comments/review/?comment={comment.pk}">ann@mail.example<' in shown
    in_force = page(client, STANDINGS, state="in-force")
    over = page(client, STANDINGS, state="over")
    for words in ("In force one.", "Network one."):
        assert words in in_force
        assert words not in over
    for words in ("Over one.", "Ended one."):
        assert words in over
        assert words not in in_force


def test_several_are_ended_at_once(client: Client, moderator: User) -> None:
    standings = [StandingFactory(), StandingFactory(until=timezone.now())]
    chosen = {"action": "end", "_selected_action": [one.pk for one in standings]}
    response = client.post(STANDINGS, chosen, follow=True)
    assert "1 was ended." in response.content.decode()
    assert Standing.objects.get(ended_by=moderator) == standings[0]


def test_who_may_only_look_ends_nothing(client: Client) -> None:
    trainee = UserFactory(is_staff=True)
    trainee.user_permissions.add(Permission.objects.get(codename="view_standing"))
    client.force_login(trainee)
    standing = StandingFactory()
    client.post(STANDINGS, {"action": "end", "_selected_action": [standing.pk]})
    standing.refresh_from_db()
    assert standing.is_in_force


def test_without_the_permission_no_address_and_no_network_is_shown(client: Client) -> None:
    trainee = UserFactory(is_staff=True)
    codenames = ["view_standing", "view_writernote"]
    trainee.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(trainee)
    CommentFactory(email="ann@mail.example")
    network = StandingFactory(network="203.0.113.0/24")
    for path in (
        STANDINGS,
        f"{STANDINGS}{network.pk}/change/",
        f"{STANDINGS}{StandingFactory().pk}/change/",
        NOTES,
        f"{NOTES}{WriterNoteFactory().pk}/change/",
    ):
        shown = page(client, path)
        assert "ann@mail.example" not in shown, path
        assert "203.0.113" not in shown, path


@pytest.mark.parametrize(
    ("path", "factory"), [(STANDINGS, StandingFactory), (NOTES, WriterNoteFactory)]
)
def test_a_list_needs_as_many_queries_for_20_rows_as_for_one(
    client: Client,
    moderator: User,
    path: str,
    factory: Callable[..., Any],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    factory()
    with django_assert_max_num_queries(50) as for_one:
        page(client, path)
    for _ in range(19):
        CommentFactory(email="ann@mail.example")
        factory()
    with django_assert_max_num_queries(len(for_one)):
        page(client, path)
