"""Django's backend of SQLite, by which a web server waits for seconds at most."""

import sqlite3
import threading
from typing import Any, ClassVar, Final

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from newsroom.database.patience import Process

# Besides its number the code says more, such as in which way: https://sqlite.org/rescode.html.
_KIND: Final = 0xFF


class DatabaseWrapper(base.DatabaseWrapper):
    # Whether somebody else held the file when this process last wanted to write into it.
    is_held: ClassVar[bool] = False
    kept: ClassVar[dict[str, sqlite3.Connection]] = {}
    _keeping: ClassVar[threading.Lock] = threading.Lock()

    def get_connection_params(self) -> dict[str, Any]:
        parameters: dict[str, Any] = super().get_connection_params()
        return parameters | {"timeout": Process.patience.file}

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        if Process.patience.is_short and not self.is_in_memory_db():
            self._keep_open(conn_params["database"])
        return connection

    def _keep_open(self, path: Any) -> None:
        """Keep a connection that nobody uses: with the last one SQLite's log goes.

        To make the log anew takes room, which a full disk does not have: nothing could be read.
        """
        with self._keeping:
            if str(path) not in self.kept:
                kept = sqlite3.connect(path, check_same_thread=False)
                kept.execute("SELECT 1 FROM sqlite_schema").close()
                self.kept[str(path)] = kept

    def _start_transaction_under_autocommit(self) -> None:
        """Wait for whoever holds the file; but not one after the other, each for as long."""
        patience = Process.patience
        wanted = patience.held_file if self.is_held else patience.file
        with self.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(wanted * 1000)}")
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # its stub lacks it
        except OperationalError as error:
            if getattr(error.__cause__, "sqlite_errorcode", 0) & _KIND == sqlite3.SQLITE_BUSY:
                DatabaseWrapper.is_held = True
            raise
        DatabaseWrapper.is_held = False
