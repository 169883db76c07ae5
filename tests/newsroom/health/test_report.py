"""What the log says of it, and what an administrator reads."""

import logging

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from redis import Redis

from comments.models import SignOfLife
from newsroom.health import Problem
from newsroom.health.report import Changes
from tests.clock import LONG_AGO
from tests.comments.factories import UserFactory

HEADING = "What is wrong now"
WORKER = "No worker has taken a task for"
SILENT = Problem("worker-silent", "No worker is there.")
FULL = Problem("disk-full", "It is full.")


@pytest.fixture
def changes(caplog: pytest.LogCaptureFixture) -> Changes:
    caplog.set_level(logging.INFO, logger="newsroom.health")
    return Changes()


def test_the_log_says_once_what_turns_red_and_once_what_is_green_again(
    changes: Changes, caplog: pytest.LogCaptureFixture
) -> None:
    for found in ([], [SILENT], [SILENT], [SILENT, FULL], [FULL], [FULL], [], []):
        changes.tell(found, [])

    assert caplog.messages == [
        "worker-silent: No worker is there.",
        "disk-full: It is full.",
        "worker-silent: all is well again",
        "disk-full: all is well again",
    ]


def test_what_is_not_known_is_not_said_to_be_well(
    changes: Changes, caplog: pytest.LogCaptureFixture
) -> None:
    away = Problem("database-away", "It is away.")
    changes.tell([SILENT], [])
    changes.tell([away], ["no answer for 1 s"])
    changes.tell([SILENT], [])

    assert caplog.messages == [
        "worker-silent: No worker is there.",
        "database-away: It is away. (no answer for 1 s)",
        "database-away: all is well again",
    ]


@pytest.fixture
def deaf_worker(redis_server: Redis) -> None:
    SignOfLife.show("mails")
    SignOfLife.objects.create(queue="housekeeping", shown_at=LONG_AGO)


def index_of(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get("/admin/").content.decode()


@pytest.mark.django_db
def test_the_admin_tells_administrators_what_is_wrong(client: Client, deaf_worker: None) -> None:
    shown = index_of(client, User.objects.create_superuser("admin"))

    assert HEADING in shown
    assert WORKER in shown


@pytest.mark.django_db
def test_the_admin_says_nothing_where_all_is_well(client: Client, redis_server: Redis) -> None:
    SignOfLife.show("mails")
    SignOfLife.show("housekeeping")

    assert HEADING not in index_of(client, User.objects.create_superuser("admin"))


@pytest.mark.django_db
def test_the_admin_tells_whoever_has_the_permission(client: Client, deaf_worker: None) -> None:
    user = UserFactory(is_staff=True)
    assert WORKER not in index_of(client, user)

    user.user_permissions.add(Permission.objects.get(codename="see_health"))
    assert WORKER in index_of(client, user)


@pytest.mark.django_db
@pytest.mark.parametrize("group", ["moderator", "lead", "editor"])
def test_the_admin_troubles_nobody_else(client: Client, deaf_worker: None, group: str) -> None:
    assert HEADING not in index_of(client, UserFactory(**{group: True}))
