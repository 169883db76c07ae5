"""A name whose addresses nobody tells: the system asks for half a minute, whatever else it does."""

import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from psycopg import _conninfo_attempts

from newsroom.database.breaker import Breaker
from newsroom.database.patience import Patience, Process
from newsroom.database.postgresql import base, machines
from newsroom.database.postgresql.base import DatabaseWrapper
from newsroom.database.postgresql.machines import Machines
from tests.newsroom.database.relay import relay_to_postgresql
from tests.processes import PATIENCE

# No test may ask any database without it.
pytestmark = pytest.mark.django_db

SHORT = Patience(statement=3, lock=3, answer=2, in_hurry=3, file=0, held_file=0)
MANY = 20
# A small part of what so many requests would take that wait, one after the other.
AT_ONCE = MANY * SHORT.answer / 4
TO_SAY_WHERE = 0.2
NAME = "database.example"


class Names:
    """Tells where a machine is, until it falls silent."""

    def __init__(self) -> None:
        self.speaks = threading.Event()
        self.speaks.set()
        self.address = "127.0.0.1"
        self.times_asked = 0

    def getaddrinfo(self, _host: str, port: str, **_options: object) -> list[Any]:
        self.times_asked += 1
        if not self.speaks.wait(PATIENCE):
            raise socket.gaierror("Nobody says where it is.")
        return [(0, 0, 0, "", (self.address, int(port)))]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    names = Names()
    stand_in = SimpleNamespace(**{**vars(socket), "getaddrinfo": names.getaddrinfo})
    monkeypatch.setattr(_conninfo_attempts, "socket", stand_in)
    yield names
    names.speaks.set()


@pytest.fixture(autouse=True)
def breaker(monkeypatch: pytest.MonkeyPatch) -> Breaker:
    fresh = Breaker(look_again=0.01)
    monkeypatch.setattr(base, "breaker", fresh)
    monkeypatch.setattr(base.Connection, "limit", SHORT.answer)
    monkeypatch.setattr(base.Connection, "hurries_until", 0)
    monkeypatch.setattr(Process, "patience", SHORT)
    monkeypatch.setattr(machines, "TO_SAY_WHERE", TO_SAY_WHERE)
    machines.machines.cache_clear()
    return fresh


@pytest.fixture
def port() -> Iterator[str]:
    """A way to the server by an address, though it may be behind a socket in a folder."""
    settings = connection.settings_dict
    with relay_to_postgresql(str(settings["HOST"]), str(settings["PORT"])) as relay:
        yield str(relay.port)


def database(**values: Any) -> DatabaseWrapper:
    settings = {
        **connection.settings_dict,
        "ENGINE": "newsroom.database.postgresql",
        "HOST": NAME,
        "OPTIONS": {"sslmode": "disable", "gssencmode": "disable"},
    }
    return DatabaseWrapper(settings | values)


def seconds_refused(match: str) -> float:
    nobodys = {"NAME": "newsroom", "USER": "newsroom", "PASSWORD": "", "PORT": "1"}
    began = time.monotonic()
    with pytest.raises(OperationalError, match=match):
        database(**nobodys).ensure_connection()
    return time.monotonic() - began


def test_where_nobody_says_where_the_database_is_only_the_first_waits(
    names: Names, breaker: Breaker
) -> None:
    names.speaks.clear()

    assert seconds_refused("in time") < PATIENCE / 2
    assert sum(seconds_refused("not answer yet") for _request in range(MANY)) < AT_ONCE
    assert names.times_asked == 1

    names.speaks.set()
    assert breaker.wait_until_closed(PATIENCE)
    assert seconds_refused("refused") < AT_ONCE


def test_what_was_said_last_counts_for_as_long_as_nothing_is_said(names: Names) -> None:
    database_machines = Machines((("host", NAME), ("port", "5432")))
    found = {"host": NAME, "hostaddr": "127.0.0.1", "port": "5432"}
    assert database_machines.addresses() == found
    names.speaks.clear()

    database_machines.addresses()
    began = time.monotonic()
    assert all(database_machines.addresses() == found for _connection in range(MANY))
    assert time.monotonic() - began < MANY * TO_SAY_WHERE / 2
    assert names.times_asked == 2

    names.address = "127.0.0.2"
    names.speaks.set()
    deadline = time.monotonic() + PATIENCE
    while database_machines.addresses() == found:
        assert time.monotonic() < deadline
    assert database_machines.addresses()["hostaddr"] == "127.0.0.2"


def test_each_of_several_machines_keeps_its_port_and_addresses(names: Names) -> None:
    machines = Machines((("host", f"{NAME},/run/postgresql,127.0.0.3"), ("port", "1,2,3")))

    assert machines.addresses() == {
        "host": f"{NAME},/run/postgresql,127.0.0.3",
        "hostaddr": "127.0.0.1,,127.0.0.3",
        "port": "1,2,3",
    }


def test_a_machine_that_is_named_nowhere_stays_so() -> None:
    assert Machines((("port", "5433"),)).addresses() == {"port": "5433"}


@pytest.mark.postgresql
def test_the_database_is_reached_though_nobody_says_any_more_where_it_is(
    names: Names, breaker: Breaker, port: str
) -> None:
    databases = [database(PORT=port), database(PORT=port)]
    for number, one in enumerate(databases):
        with one.cursor() as cursor:
            cursor.execute("SELECT %s", [number])
            assert cursor.fetchone() == (number,)
        one.close()
        names.speaks.clear()
    assert not breaker.is_open


@pytest.mark.postgresql
def test_a_connection_that_comes_too_late_is_not_kept(
    names: Names, port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = threading.Event()
    close = base.Connection.close

    def note(connection: psycopg.Connection[Any]) -> None:
        close(connection)
        closed.set()

    monkeypatch.setattr(base.Connection, "close", note)
    names.speaks.clear()
    with pytest.raises(OperationalError, match="in time"):
        database(PORT=port).ensure_connection()

    names.speaks.set()

    assert closed.wait(PATIENCE)
