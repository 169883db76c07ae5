"""Django's backend of PostgreSQL, by which a web server waits for seconds at most.

PostgreSQL has limits of its own, which a server that is frozen, or out of reach, does not keep: so
the client has one, too. By it a connection is given up; those that follow are refused at once.
"""

import time
from concurrent.futures import Future
from functools import partial
from typing import Any, ClassVar, Final, TypeVar

import psycopg
from django.db.backends.postgresql import base
from psycopg.abc import PQGen
from psycopg.errors import (
    ConnectionTimeout,
    LockNotAvailable,
    QueryCanceled,
    ReadOnlySqlTransaction,
    _WaitTimeout,
)

from newsroom.database import aside
from newsroom.database.breaker import breaker
from newsroom.database.patience import IDLE, OF_WEB_SERVER, TO_CONNECT, Process
from newsroom.database.postgresql import machines

T = TypeVar("T")
C = TypeVar("C", bound="LimitedConnection")

# psycopg's own: how often it looks for Ctrl-C.
_INTERVAL: Final = 0.1
_LIMITS: Final = (
    "SELECT set_config('statement_timeout', %(statement)s, false),"
    " set_config('lock_timeout', %(lock)s, false),"
    " set_config('idle_in_transaction_session_timeout', %(idle)s, false)"
)


class NoAnswer(psycopg.OperationalError):
    """The server did not answer in time, or not to whoever asked just before."""


class LimitedConnection(psycopg.Connection[Any]):
    """A connection that is given up where the server does not answer."""

    limit: ClassVar[float] = TO_CONNECT

    def wait(self, gen: PQGen[T], interval: float = _INTERVAL, timeout: float | None = None) -> T:
        try:
            return super().wait(gen, interval, min(self.limit, timeout or self.limit))
        except _WaitTimeout:
            # The server may answer to this at any time later: nobody can go on with it.
            self.close()
            raise NoAnswer("The database has not answered in time.") from None


class Connection(LimitedConnection):
    """One that tells the others, and asks nothing while nobody is answered."""

    limit = OF_WEB_SERVER.answer
    # Until when nobody waits for long: somebody has just waited for a lock, or was slow, in vain.
    hurries_until: ClassVar[float] = 0
    parameters: dict[str, Any]

    def wait(self, gen: PQGen[T], interval: float = _INTERVAL, timeout: float | None = None) -> T:
        _refuse_while_open()
        if time.monotonic() < self.hurries_until:
            # What fails now says nothing of the database, which gets its time again. What is given
            # up PostgreSQL ends itself, by the limits of `_LIMITS`.
            hurry = Process.patience.in_hurry
            return super().wait(gen, interval, min(hurry, timeout or hurry))
        try:
            return super().wait(gen, interval, timeout)
        except (LockNotAvailable, QueryCanceled):
            # Where a table is locked, those who wait for a thread would wait many times as long.
            Connection.hurries_until = time.monotonic() + Process.patience.statement
            raise
        except NoAnswer:
            breaker.open(partial(_answers, self.parameters))
            raise
        except ReadOnlySqlTransaction:
            # Another server takes what is written now: the next connection may lead to it.
            self.close()
            raise


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        """Connect as Django does, where neither a pool nor an isolation level is set."""
        if not Process.patience.is_short:
            connection: psycopg.Connection[Any] = super().get_new_connection(conn_params)
            return connection
        self.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        _refuse_while_open()
        parameters = _in_time(conn_params)
        connecting = aside.begin(partial(_connect, Connection, parameters))
        try:
            limited = connecting.result(timeout=Connection.limit)
        except TimeoutError:
            connecting.add_done_callback(_hang_up)
            breaker.open(partial(_answers, parameters))
            raise NoAnswer("The database has not taken a connection in time.") from None
        except ConnectionTimeout:
            breaker.open(partial(_answers, parameters))
            raise
        limited.parameters = parameters
        return limited

    def init_connection_state(self) -> None:
        super().init_connection_state()
        patience = Process.patience
        if not patience.is_short:
            return
        seconds = {"statement": patience.statement, "lock": patience.lock, "idle": IDLE}
        # Not among the parameters of the connection: poolers refuse those.
        with self.connection.cursor() as cursor:
            cursor.execute(_LIMITS, {name: f"{int(seconds[name] * 1000)}ms" for name in seconds})
        if not self.get_autocommit():
            self.connection.commit()


def _refuse_while_open() -> None:
    if breaker.is_open:
        raise NoAnswer("The database does not answer yet.")


def _in_time(parameters: dict[str, Any]) -> dict[str, Any]:
    asked_for = int(parameters.get("connect_timeout") or TO_CONNECT)
    return parameters | {"connect_timeout": min(asked_for, TO_CONNECT)}


def _connect(kind: type[C], parameters: dict[str, Any]) -> C:
    """Connect; the names of machines, and those of services, may take longer than any limit."""
    return kind.connect(**machines.locate(parameters))


def _hang_up(connecting: Future[Connection]) -> None:
    """Leave none open that comes when nobody waits for it any more."""
    if connecting.exception() is None:
        connecting.result().close()


def _answers(parameters: dict[str, Any]) -> bool:
    """Whether a new connection is taken, and a question answered, or anything said at once."""
    began_at = time.monotonic()
    try:
        connection = _connect(LimitedConnection, parameters | {"autocommit": True})
        try:
            connection.execute("SELECT 1")
        finally:
            connection.close()
    except (ConnectionTimeout, NoAnswer):
        return False
    except psycopg.Error:
        return time.monotonic() < began_at + TO_CONNECT
    return True
