import os
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from redis import Redis

from comments import tasks
from comments.models import SignOfLife, Status
from newsroom.environment import RedisServer
from newsroom.health import figures, looks, report
from newsroom.health.looks import Look
from newsroom.schedule import WATCHED_QUEUES
from tests.clock import LONG_AGO
from tests.comments.factories import CommentFactory
from tests.processes import freeze, running_redis


def test_healthz_says_ok_without_asking_the_database(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


def test_healthz_and_readyz_answer_a_probe_that_speaks_plain_http(
    client: Client, settings: LazySettings
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200
    assert client.get("/admin/").status_code == 301


@pytest.fixture
def working(redis_server: Redis) -> None:
    SignOfLife.show("housekeeping")
    SignOfLife.show("mails")


def problems_of(response: Any) -> list[str]:
    return [problem["name"] for problem in response.json()["problems"]]


@pytest.mark.django_db
def test_readyz_is_well_when_nothing_waits(
    client: Client, working: None, settings: LazySettings
) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    report = response.json()
    assert report.pop("free_megabytes") > 0
    assert 0 <= report.pop("database_milliseconds") <= 500
    assert abs(report.pop("clock_ahead_seconds")) < 60
    assert {*report.pop("silent_seconds")} == {"housekeeping", "mails"}
    assert report == {
        "database": "ok",
        "redis": "ok",
        "oldest_unscreened_seconds": None,
        "queued_messages": {queue.name: 0 for queue in settings.CELERY_TASK_QUEUES},
        "oldest_due_mail_seconds": None,
        "problems": [],
    }


@pytest.mark.django_db
def test_readyz_is_unwell_until_the_workers_have_started(
    client: Client, redis_server: Redis
) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    (problem,) = response.json()["problems"]
    assert problem["name"] == "scheduler-silent"
    assert problem["sentence"].startswith("The scheduler has asked for nothing yet; ")

    for queue in WATCHED_QUEUES:
        tasks.show_sign_of_life(queue)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "problems"), [(65, []), (125, ["screening-stands-still"])])
def test_readyz_is_unwell_when_a_comment_waits_too_long_for_screening(
    client: Client, working: None, seconds: int, problems: list[str]
) -> None:
    CommentFactory.create(created_at=timezone.now() - timedelta(seconds=seconds))
    CommentFactory.create(created_at=timezone.now())
    CommentFactory.create(created_at=timezone.now() - timedelta(days=1), status=Status.IN_REVIEW)

    response = client.get("/readyz")

    assert response.status_code == (503 if problems else 200)
    assert problems_of(response) == problems
    assert response.json()["oldest_unscreened_seconds"] // 60 == seconds // 60


@pytest.mark.django_db
def test_readyz_is_well_while_one_poisonous_comment_is_tried_again(
    client: Client, working: None
) -> None:
    CommentFactory.create(created_at=LONG_AGO, screening_attempts=1)

    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_counts_messages(client: Client, redis_server: Redis) -> None:
    redis_server.rpush("screening", "one", "two")

    queued = client.get("/readyz").json()["queued_messages"]
    assert (queued["screening"], queued["housekeeping"]) == (2, 0)


@pytest.mark.django_db
def test_readyz_is_unwell_without_redis(
    client: Client, settings: LazySettings, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS = RedisServer(socket=data_dir / "redis.sock")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["redis"] == "unavailable"
    assert response.json()["database"] == "ok"
    assert problems_of(response) == ["redis-away"]
    assert not [line for line in caplog.messages if "/readyz" in line]


@pytest.mark.django_db
def test_readyz_does_not_wait_for_a_frozen_redis(
    client: Client, settings: LazySettings, data_dir: Path
) -> None:
    settings.REDIS = RedisServer(socket=data_dir / "redis.sock")
    with running_redis(data_dir) as server:
        freeze(server.pid)

        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["redis"] == "unavailable"


@pytest.mark.django_db
def test_readyz_is_unwell_without_a_database(client: Client, redis_server: Redis) -> None:
    def refuse(*_query: Any) -> None:
        raise OperationalError("connection refused")

    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["database"] == "unavailable"
    assert response.json()["redis"] == "ok"
    assert problems_of(response) == ["database-away"]


@pytest.mark.django_db
def test_readyz_tells_of_tables_that_are_not_there(client: Client, working: None) -> None:
    def refuse(execute: Any, sql: str, *query: Any) -> Any:
        if "signoflife" in sql:
            raise OperationalError("no such table")
        return execute(sql, *query)

    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["database"] == "ok"
    assert problems_of(response) == ["tables-unread"]


@pytest.mark.django_db
def test_readyz_tells_of_a_full_disk(
    client: Client, working: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = SimpleNamespace(f_bavail=9, f_frsize=4096, f_blocks=1_000_000)
    monkeypatch.setattr(os, "statvfs", lambda _folder: full)

    assert problems_of(client.get("/readyz")) == ["disk-full"]


@pytest.mark.django_db
def test_readyz_says_what_it_knows_when_the_database_hangs(
    client: Client, working: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = Look(figures.of_database)
    monkeypatch.setattr(hanging, "_find_out", lambda _asked: None)
    monkeypatch.setattr(report, "_DATABASE", hanging)
    monkeypatch.setattr(looks, "PATIENCE", 0)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["database"] == "unavailable"
    assert response.json()["redis"] == "ok"
    assert problems_of(response) == ["database-away"]


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed_there(client: Client, address: str, method: str) -> None:
    assert client.generic(method, address).status_code == 405
