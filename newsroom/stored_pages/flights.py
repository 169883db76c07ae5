"""Lets one request make a page, and those that ask for it meanwhile wait for that one."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Final

from newsroom.stored_pages.memory import Page

# Seconds; whoever has waited so long makes the page, too.
PATIENCE: Final = 5.0


class Flight:
    """A page that somebody makes; `page` stays None where it became none that is kept."""

    def __init__(self) -> None:
        self.page: Page | None = None
        self._has_ended = threading.Event()

    def end(self) -> None:
        self._has_ended.set()

    def wait(self) -> Page | None:
        self._has_ended.wait(PATIENCE)
        return self.page


class Flights:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[Hashable, Flight] = {}

    @contextmanager
    def join(self, key: Hashable) -> Iterator[tuple[Flight, bool]]:
        """Give the flight, and say whether it is the caller who makes the page."""
        with self._lock:
            flight, is_own = self._under_way.get(key), False
            if flight is None:
                flight, is_own = self._under_way.setdefault(key, Flight()), True
        try:
            yield flight, is_own
        finally:
            if is_own:
                with self._lock:
                    del self._under_way[key]
                flight.end()
