"""Where the machines of the database are.

Whoever is asked for that may say nothing for half a minute, and nothing limits it. What was said
last is as good until something else is said: the database is reached all the same.
"""

import threading
from concurrent.futures import Future
from functools import cache
from time import monotonic
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_attempts

from newsroom.database import aside

# Seconds, where it was said before.
TO_SAY_WHERE: Final = 1.0
_KEYS: Final = ("host", "hostaddr", "port")


def locate(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a connection with addresses; where none are known, that may hang."""
    names = tuple((key, str(parameters[key])) for key in _KEYS if parameters.get(key))
    return parameters | machines(names).addresses()


class Machines:
    """Are asked for once at a time; nobody waits where somebody has just waited in vain."""

    def __init__(self, names: tuple[tuple[str, str], ...]) -> None:
        self._names = dict(names)
        self._lock = threading.Lock()
        self._lookup: Future[dict[str, str]] | None = None
        self._began_at = 0.0
        self._known: dict[str, str] | None = None
        self._is_silent = False

    def addresses(self) -> dict[str, str]:
        lookup = self._begin()
        if self._known is None:
            return lookup.result()
        left = 0 if self._is_silent else self._began_at + TO_SAY_WHERE - monotonic()
        try:
            return lookup.result(timeout=max(left, 0))
        except (TimeoutError, psycopg.Error):
            return self._known

    def _begin(self) -> Future[dict[str, str]]:
        with self._lock:
            if self._lookup is None or self._lookup.done():
                self._began_at = monotonic()
                self._lookup = aside.begin(self._look_up)
            return self._lookup

    def _look_up(self) -> dict[str, str]:
        try:
            attempts = conninfo_attempts(self._names)
        finally:
            self._is_silent = monotonic() > self._began_at + TO_SAY_WHERE
        by_key = {key: [str(attempt.get(key, "")) for attempt in attempts] for key in _KEYS}
        self._known = {key: ",".join(words) for key, words in by_key.items() if any(words)}
        return self._known


# Of this process, for each database that it names.
machines: Final = cache(Machines)
