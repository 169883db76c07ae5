"""A file of SQLite's that somebody else holds for longer than a reader waits."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from newsroom.database.patience import OF_WEB_SERVER, OF_WORKERS, Patience, Process
from newsroom.database.sqlite3.base import DatabaseWrapper

# No test may ask any database without it.
pytestmark = pytest.mark.django_db

SHORT = Patience(statement=1, lock=1, answer=1, in_hurry=1, file=0.5, held_file=0)


@pytest.fixture(autouse=True)
def web_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Process, "patience", SHORT)
    monkeypatch.setattr(DatabaseWrapper, "is_held", False)
    monkeypatch.setattr(DatabaseWrapper, "kept", {})


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DatabaseWrapper]:
    options = {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"}
    settings = {
        **connection.settings_dict,
        "ENGINE": "newsroom.database.sqlite3",
        "NAME": tmp_path / "file.sqlite3",
        "OPTIONS": options,
    }
    database = DatabaseWrapper(settings, alias="held")
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE words (word TEXT)")
    yield database
    database.close()
    for kept in DatabaseWrapper.kept.values():
        kept.close()


def begin_to_write(database: DatabaseWrapper) -> None:
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    database.rollback()


def seconds_refused(database: DatabaseWrapper) -> float:
    began = time.monotonic()
    with pytest.raises(OperationalError, match="locked"):
        begin_to_write(database)
    return time.monotonic() - began


def test_one_waits_for_a_file_that_is_held_and_the_next_do_not(
    database: DatabaseWrapper, tmp_path: Path
) -> None:
    holder = sqlite3.connect(tmp_path / "file.sqlite3", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")

    assert seconds_refused(database) >= SHORT.file
    assert all(seconds_refused(database) < SHORT.file for _request in range(10))
    with database.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM words").fetchone() == (0,)

    holder.execute("ROLLBACK")
    holder.close()
    begin_to_write(database)
    assert not DatabaseWrapper.is_held


def test_the_log_of_the_file_stays_for_as_long_as_the_process(
    database: DatabaseWrapper, tmp_path: Path
) -> None:
    database.close()

    assert (tmp_path / "file.sqlite3-wal").exists()


def test_a_worker_waits_longer_than_a_reader() -> None:
    assert 3 <= OF_WEB_SERVER.file <= 5
    assert OF_WORKERS.file == OF_WORKERS.held_file == 20
