"""Passwords are hashed one at a time, so that guessing leaves threads and time to readers.

To compare one password takes a processor for a third of a second, by design.
"""

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Final

from django.conf import settings

# In seconds: for the password before to be done with, and after each of a stranger's.
LONGEST_WAIT: Final = 3.0
LONGEST_REST: Final = 2.0


class TooManyAtOnce(Exception):
    """Others are before this one; nothing was looked at."""


class Turns:
    """One at a time, and `waiting` more that wait for it, each in a thread of its own.

    `rests` is for whoever may be guessing: after each one, for as long as it took.
    """

    def __init__(self, *, waiting: int, rests: bool) -> None:
        self._places = threading.Semaphore(1 + waiting)
        self._turn = threading.Lock()
        self._rests = rests
        self._rested_at = 0.0

    @contextlib.contextmanager
    def take(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise TooManyAtOnce
        try:
            if not self._turn.acquire(timeout=LONGEST_WAIT):
                raise TooManyAtOnce
            try:
                yield from self._rested()
            finally:
                self._turn.release()
        finally:
            self._places.release()

    def _rested(self) -> Iterator[None]:
        time.sleep(max(0.0, self._rested_at - time.monotonic()))
        started = time.monotonic()
        try:
            yield
        finally:
            ended = time.monotonic()
            if self._rests:
                self._rested_at = ended + min(ended - started, LONGEST_REST)


# Of each process: strangers never take all threads, nor the turn of those who are known.
_IS_MANY: Final = 4
strangers: Final = Turns(waiting=1 if settings.WEB_THREADS >= _IS_MANY else 0, rests=True)
known: Final = Turns(waiting=1 if settings.WEB_THREADS >= _IS_MANY else 0, rests=False)
