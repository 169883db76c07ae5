"""A file of SQLite's that somebody else holds for longer than a reader waits."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
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


def write_at_once(database: DatabaseWrapper) -> None:
    with database.cursor() as cursor:
        cursor.execute("INSERT INTO words VALUES ('one')")


def write_many(database: DatabaseWrapper) -> None:
    with database.cursor() as cursor:
        cursor.executemany("INSERT INTO words VALUES (%s)", [("one",), ("two",)])


def count(database: DatabaseWrapper) -> object:
    with database.cursor() as cursor:
        return cursor.execute("SELECT count(*) FROM words").fetchone()[0]


def seconds_refused(database: DatabaseWrapper, write: Callable[[DatabaseWrapper], object]) -> float:
    began = time.monotonic()
    with pytest.raises(OperationalError, match="locked"):
        write(database)
    return time.monotonic() - began


@pytest.fixture
def holder(database: DatabaseWrapper) -> Iterator[sqlite3.Connection]:
    """Another program, which holds the file."""
    with closing(sqlite3.connect(database.settings_dict["NAME"], isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield holder


@pytest.mark.parametrize("write", [begin_to_write, write_at_once, write_many])
def test_one_waits_for_a_file_that_is_held_and_the_next_do_not(
    write: Callable[[DatabaseWrapper], object],
    database: DatabaseWrapper,
    holder: sqlite3.Connection,
) -> None:
    assert seconds_refused(database, write) >= SHORT.file
    for other in (begin_to_write, write_at_once, write_many):
        assert all(seconds_refused(database, other) < SHORT.file for _request in range(5))
        # That it can be read says nothing.
        assert count(database) == 0

    holder.execute("ROLLBACK")
    write(database)
    assert not DatabaseWrapper.is_held


def test_who_connects_to_a_file_that_is_held_reads_and_does_not_wait_either(
    database: DatabaseWrapper, holder: sqlite3.Connection
) -> None:
    assert holder.in_transaction
    seconds_refused(database, write_at_once)
    database.close()

    assert count(database) == 0
    assert seconds_refused(database, write_at_once) < SHORT.file


def test_only_the_first_waits_for_a_file_that_nobody_else_may_even_read(
    database: DatabaseWrapper,
) -> None:
    database.close()
    for kept in DatabaseWrapper.kept.values():
        kept.close()
    path = database.settings_dict["NAME"]
    with closing(sqlite3.connect(path, isolation_level=None)) as alone:
        alone.execute("PRAGMA locking_mode = EXCLUSIVE")
        alone.execute("INSERT INTO words VALUES ('one')")
        assert seconds_refused(database, count) >= SHORT.file
        assert all(seconds_refused(database, count) < SHORT.file for _request in range(5))

    assert count(database) == 1


def test_the_log_of_the_file_stays_for_as_long_as_the_process(
    database: DatabaseWrapper, tmp_path: Path
) -> None:
    database.close()

    assert (tmp_path / "file.sqlite3-wal").exists()


def test_a_command_waits_longer_than_a_reader() -> None:
    assert 3 <= OF_WEB_SERVER.file <= 5
    assert OF_WORKERS.file == OF_WORKERS.held_file == 20
