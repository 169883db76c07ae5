"""Django's backend of SQLite, by which a web server waits for seconds at most."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Final

from django.db.backends.sqlite3 import base

from newsroom.database.patience import Process

# Besides its number the code says more, such as in which way: https://sqlite.org/rescode.html.
_KIND: Final = 0xFF


class Cursor(base.SQLiteCursorWrapper):
    """Waits for whoever holds the file; but not one after the other, each for as long."""

    database: "DatabaseWrapper"

    def execute(self, query: Any, params: Any = None) -> "Cursor":
        with self.database.in_time(self):
            super().execute(query, params)
        return self

    def executemany(self, query: Any, param_list: Any) -> "Cursor":
        with self.database.in_time(self):
            super().executemany(query, param_list)
        return self


class DatabaseWrapper(base.DatabaseWrapper):
    # Whether somebody else held the file when this process last wanted to write into it.
    is_held: ClassVar[bool] = False
    kept: ClassVar[dict[str, sqlite3.Connection]] = {}
    _keeping: ClassVar[threading.Lock] = threading.Lock()
    # Seconds that this connection waits, where SQLite was told.
    _waits: float | None = None

    def get_connection_params(self) -> dict[str, Any]:
        parameters: dict[str, Any] = super().get_connection_params()
        return parameters | {"timeout": self._patience()}

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        self._waits = conn_params["timeout"]
        try:
            connection: sqlite3.Connection = super().get_new_connection(conn_params)
            if Process.patience.is_short and not self.is_in_memory_db():
                self._keep_open(conn_params["database"])
        except sqlite3.OperationalError as error:
            self._note(error)
            raise
        return connection

    def create_cursor(self, name: str | None = None) -> Cursor:  # noqa: ARG002 - Django gives it
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.database = self
        return cursor

    @contextmanager
    def in_time(self, cursor: Cursor) -> Iterator[None]:
        """Let what the cursor executes wait for as long as anybody may, just now."""
        if self._waits != (patience := self._patience()):
            self.connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}").close()
            self._waits = patience
        try:
            yield
        except sqlite3.OperationalError as error:
            self._note(error)
            raise
        # To read nobody needs the file for themselves: that one could says nothing.
        if self.is_held and (cursor.rowcount >= 0 or self.connection.in_transaction):
            DatabaseWrapper.is_held = False

    def _patience(self) -> float:
        return Process.patience.held_file if self.is_held else Process.patience.file

    def _note(self, error: sqlite3.OperationalError) -> None:
        if getattr(error, "sqlite_errorcode", 0) & _KIND == sqlite3.SQLITE_BUSY:
            DatabaseWrapper.is_held = True

    def _keep_open(self, path: Any) -> None:
        """Keep a connection that nobody uses: with the last one SQLite's log goes.

        To make the log anew takes room, which a full disk does not have: nothing could be read.
        """
        with self._keeping:
            if str(path) not in self.kept:
                kept = sqlite3.connect(path, timeout=self._patience(), check_same_thread=False)
                kept.execute("SELECT 1 FROM sqlite_schema").close()
                self.kept[str(path)] = kept
