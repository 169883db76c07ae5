from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from redis import Redis

from comments.models import Status
from newsroom.environment import RedisServer
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


@pytest.mark.django_db
def test_readyz_is_well_when_nothing_waits(client: Client, redis_server: Redis) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "database": "ok",
        "redis": "ok",
        "oldest_unscreened_seconds": None,
        "queued_messages": {"screening": 0, "retries": 0, "housekeeping": 0, "mails": 0},
    }
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "status"), [(4, 200), (6, 503)])
def test_readyz_is_unwell_when_a_comment_waits_too_long_for_screening(
    client: Client, redis_server: Redis, minutes: int, status: int
) -> None:
    CommentFactory.create(created_at=timezone.now() - timedelta(minutes=minutes))
    CommentFactory.create(created_at=timezone.now())
    CommentFactory.create(created_at=timezone.now() - timedelta(days=1), status=Status.IN_REVIEW)

    response = client.get("/readyz")

    assert response.status_code == status
    assert response.json()["oldest_unscreened_seconds"] // 60 == minutes


@pytest.mark.django_db
def test_readyz_counts_messages(client: Client, redis_server: Redis) -> None:
    redis_server.rpush("screening", "one", "two")

    queued = client.get("/readyz").json()["queued_messages"]
    assert queued == {"screening": 2, "retries": 0, "housekeeping": 0, "mails": 0}


@pytest.mark.django_db
def test_readyz_is_unwell_without_redis(
    client: Client, settings: LazySettings, data_dir: Path
) -> None:
    settings.REDIS = RedisServer(socket=data_dir / "redis.sock")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["redis"] == "unavailable"
    assert response.json()["database"] == "ok"


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


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed_there(client: Client, address: str, method: str) -> None:
    assert client.generic(method, address).status_code == 405
