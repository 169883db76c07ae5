"""Fixtures for every test, and what becomes of a test whose server is missing."""

import os
import shutil
import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.signals import setting_changed
from redis import Redis

from comments.screening.learner import versions
from newsroom import stored_pages
from newsroom.preflight import CannotStart
from tests.clock import standing_still
from tests.processes import running_redis, short_folder, unavailable


def pytest_configure() -> None:
    """Hear what nohup, or a shell that puts us into the background, wants to be ignored.

    The programs that tests start and signal would inherit the ignoring.
    """
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # How long an example takes depends on the machine; what failed stands in the output.
    hypothesis.settings.register_profile("newsroom", deadline=None, database=None)
    hypothesis.settings.load_profile("newsroom")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("postgresql") and not os.environ.get("TEST_DATABASE_URL"):
        unavailable(
            "It needs a PostgreSQL server, with a role that may create databases:"
            " make test-postgresql TEST_DATABASE_URL=postgresql://user:password@localhost/postgres"
        )


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium on this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    return path or unavailable(
        "It needs a Chromium. Install one (Debian: apt install chromium), then: make test-browser"
    )


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty DATA_DIR for programs that a test starts."""
    with short_folder() as path:
        yield path


@pytest.fixture
def noon() -> Iterator[datetime]:
    """The time for the whole test."""
    with standing_still() as moment:
        yield moment


@pytest.fixture(scope="session")
def redis_of_session() -> Iterator[Redis]:
    try:
        with (
            running_redis(settings.DATA_DIR),
            Redis(unix_socket_path=str(settings.REDIS_SOCKET)) as client,
        ):
            yield client
    except CannotStart as problem:
        unavailable(str(problem))


@pytest.fixture
def redis_server(redis_of_session: Redis) -> Redis:
    """A client of a real, empty Redis server, the one that the settings name."""
    redis_of_session.flushall()
    return redis_of_session


@pytest.fixture(autouse=True)
def health_is_asked_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test's own connection answer: another sees nothing of what the test has made."""
    monkeypatch.setattr("newsroom.health.looks.in_thread", lambda work: work())


@pytest.fixture(autouse=True)
def nothing_learnt_before() -> None:
    """Let each test read what it has taught: at noon, versions of two tests have the same name."""
    versions._learner_of_version.cache_clear()  # noqa: SLF001


@pytest.fixture(autouse=True)
def no_page_is_stored() -> Iterator[None]:
    """Let each test make its pages: two tests have articles of the same number and version."""
    stored_pages.forget_all()
    # Outside of tests a setting is another one only in another process.
    setting_changed.connect(_forget_pages)
    yield
    setting_changed.disconnect(_forget_pages)


def _forget_pages(**_signal: object) -> None:
    stored_pages.forget_all()
