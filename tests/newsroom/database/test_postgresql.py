"""A PostgreSQL that is frozen: it takes connections, keeps no limits and says nothing."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import InterfaceError, InternalError, OperationalError, connection

from newsroom.database import is_outage
from newsroom.database.breaker import Breaker
from newsroom.database.patience import Patience, Process
from newsroom.database.postgresql import base
from newsroom.database.postgresql.base import DatabaseWrapper
from tests.newsroom.database.relay import Relay, relay_to_postgresql
from tests.processes import PATIENCE, wait_until

# No test may ask any database without it.
pytestmark = pytest.mark.django_db

SHORT = Patience(statement=0.3, lock=0.2, answer=1.5, in_hurry=0.1, file=0, held_file=0)
MANY = 20
# A small part of what so many requests would take that wait, one after the other.
AT_ONCE = MANY * SHORT.answer / 4


@pytest.fixture(autouse=True)
def breaker(monkeypatch: pytest.MonkeyPatch) -> Breaker:
    fresh = Breaker()
    monkeypatch.setattr(base, "breaker", fresh)
    monkeypatch.setattr(base.Connection, "limit", SHORT.answer)
    monkeypatch.setattr(base.Connection, "hurries_until", 0)
    monkeypatch.setattr(Process, "patience", SHORT)
    return fresh


@pytest.fixture
def silent_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield int(silent.getsockname()[1])


def database_at(port: int, **values: Any) -> DatabaseWrapper:
    settings = {
        **connection.settings_dict,
        "ENGINE": "newsroom.database.postgresql",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "OPTIONS": {"sslmode": "disable", "gssencmode": "disable"},
    }
    return DatabaseWrapper(settings | values)


def ask(database: DatabaseWrapper) -> object:
    with database.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()


def test_where_a_server_takes_no_connection_only_the_first_waits(
    silent_port: int, breaker: Breaker
) -> None:
    options = {"NAME": "newsroom", "USER": "newsroom", "PASSWORD": ""}
    with pytest.raises(OperationalError, match="in time"):
        ask(database_at(silent_port, **options))

    began = time.monotonic()
    for _request in range(MANY):
        with pytest.raises(OperationalError, match="does not answer yet"):
            ask(database_at(silent_port, **options))
    assert time.monotonic() - began < AT_ONCE
    assert breaker.is_open


def test_a_server_that_refuses_connections_is_asked_each_time(breaker: Breaker) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = int(gone.getsockname()[1])
    with pytest.raises(OperationalError, match="refused"):
        ask(database_at(port, NAME="newsroom", USER="newsroom", PASSWORD=""))
    assert not breaker.is_open


@pytest.fixture
def relay() -> Iterator[Relay]:
    settings = connection.settings_dict
    with relay_to_postgresql(str(settings["HOST"]), str(settings["PORT"])) as relay:
        yield relay


@pytest.mark.postgresql
def test_a_connection_on_which_nobody_answers_is_given_up_for_all(
    relay: Relay, breaker: Breaker
) -> None:
    one, other = database_at(relay.port), database_at(relay.port)
    assert ask(one) == ask(other) == (1,)
    relay.stand_still()

    with pytest.raises(OperationalError, match="in time"):
        ask(one)
    for database in (one, other):
        with pytest.raises((OperationalError, InterfaceError)):
            ask(database)
    relay.go_on()
    assert breaker.wait_until_closed(PATIENCE)

    for database in (one, other):
        database.close()
        assert ask(database) == (1,)
        database.close()


@pytest.mark.postgresql
def test_what_was_sent_to_a_server_that_did_not_answer_is_not_stored_in_halves(
    relay: Relay, breaker: Breaker
) -> None:
    database = database_at(relay.port)
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS halves (one int)")
        cursor.execute("DELETE FROM halves")
    try:
        database.set_autocommit(False)
        with database.cursor() as cursor:
            cursor.execute("INSERT INTO halves VALUES (1)")
            relay.stand_still()
            with pytest.raises(OperationalError):
                cursor.execute("INSERT INTO halves VALUES (2)")
        relay.go_on()
        assert breaker.wait_until_closed(PATIENCE)
        database.close()
        with database.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM halves")
            assert cursor.fetchone() == (0,)
    finally:
        database.close()
        with database.cursor() as cursor:
            cursor.execute("DROP TABLE halves")
        database.close()


@pytest.mark.postgresql
def test_a_slow_statement_fails_by_itself_and_stops_nobody_else(breaker: Breaker) -> None:
    database = DatabaseWrapper(dict(connection.settings_dict))
    try:
        with (
            database.cursor() as cursor,
            pytest.raises(OperationalError, match="statement timeout"),
        ):
            cursor.execute("SELECT pg_sleep(60)")
        assert ask(database) == (1,)
    finally:
        database.close()
    assert not breaker.is_open


@pytest.mark.postgresql
def test_a_server_that_only_takes_questions_any_more_is_left_as_soon_as_it_says_so() -> None:
    """As after another has taken over: what was written last was refused as a fault of ours."""
    database = DatabaseWrapper(dict(connection.settings_dict))
    with database.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    with pytest.raises(InternalError) as refusal, database.cursor() as cursor:
        cursor.execute("DELETE FROM articles_article")
    assert is_outage(refusal.value)
    with pytest.raises((OperationalError, InterfaceError)):
        ask(database)

    database.close()
    with database.cursor() as cursor:
        cursor.execute("DELETE FROM articles_article")
    database.close()


@pytest.mark.postgresql
def test_workers_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    database = DatabaseWrapper(dict(connection.settings_dict))
    try:
        with database.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)
        assert not isinstance(database.connection, base.LimitedConnection)
    finally:
        database.close()


@pytest.fixture
def locked_table() -> Iterator[None]:
    """Lock the articles for as long as the test takes."""
    holder = DatabaseWrapper(dict(connection.settings_dict))
    try:
        holder.set_autocommit(False)
        with holder.cursor() as cursor:
            cursor.execute("LOCK TABLE articles_article IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        holder.close()


def count_articles(database: DatabaseWrapper) -> None:
    with database.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_article")


@pytest.mark.postgresql
@pytest.mark.usefixtures("locked_table")
def test_where_a_table_is_locked_the_first_waits_long_and_the_next_do_not(
    breaker: Breaker,
) -> None:
    database = DatabaseWrapper(dict(connection.settings_dict))
    with pytest.raises(OperationalError, match="lock timeout"):
        count_articles(database)
    with pytest.raises(OperationalError, match="in time"):
        count_articles(database)
    database.close()
    assert ask(database) == (1,)
    database.close()
    assert not breaker.is_open


@pytest.mark.postgresql
@pytest.mark.usefixtures("locked_table")
def test_what_fails_in_a_hurry_lets_nobody_hurry_longer() -> None:
    """A table that is locked for an hour costs what is merely slow its time now and then only."""
    database = DatabaseWrapper(dict(connection.settings_dict))
    with pytest.raises(OperationalError, match="lock timeout"):
        count_articles(database)
    hurries_until = base.Connection.hurries_until

    with pytest.raises(OperationalError, match="in time"):
        count_articles(database)
    database.close()

    assert base.Connection.hurries_until == hurries_until


@pytest.mark.postgresql
@pytest.mark.usefixtures("locked_table")
def test_what_was_given_up_the_server_ends_by_itself() -> None:
    database = DatabaseWrapper(dict(connection.settings_dict))
    with pytest.raises(OperationalError, match="lock timeout"):
        count_articles(database)
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    with pytest.raises(OperationalError, match="in time"):
        count_articles(database)
    database.close()

    def waits_no_more() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_locks WHERE pid = %s", [process])
            return cursor.fetchone() is None

    wait_until(waits_no_more)
