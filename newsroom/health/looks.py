"""Asking what may never answer: in a thread of its own, and never twice at a time."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from time import monotonic
from typing import Any, Final, Generic, TypeVar

from django.db import connections

Figures = TypeVar("Figures")

# Seconds for all questions of a probe together, as they are asked at the same time.
PATIENCE: Final = 1.6


class Unanswered(Exception):
    """What was asked failed, or has not answered in time."""


def in_thread(work: Callable[[], None]) -> None:
    """Let it work on its own. Its connections end with it: nothing that hangs is kept."""

    def work_and_hang_up() -> None:
        try:
            work()
        finally:
            connections.close_all()

    # As a daemon: what hangs does not keep the process from ending.
    threading.Thread(target=work_and_hang_up, name="look", daemon=True).start()


class Asked(Generic[Figures]):
    """A question that is under way, or has been answered."""

    def __init__(self) -> None:
        self.began_at = monotonic()
        self.answer: Future[Figures] = Future()

    def figures(self) -> Figures:
        """Wait for the answer; nobody waits for what others have waited for in vain."""
        left = self.began_at + PATIENCE - monotonic()
        try:
            return self.answer.result(timeout=max(left, 0))
        except TimeoutError:
            seconds = int(monotonic() - self.began_at)
            raise Unanswered(f"no answer for {seconds} s") from None
        except Exception as problem:
            raise Unanswered(f"{type(problem).__name__}: {problem}") from problem


class Look(Generic[Figures]):
    """A question that is asked again and again, and once at a time.

    Whoever asks while it is under way gets the same answer: a probe a second, while the database
    hangs for an hour, takes one thread.
    """

    def __init__(self, ask: Callable[[], Figures]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._last: Asked[Figures] | None = None

    def begin(self) -> Asked[Figures]:
        with self._lock:
            if self._last is None or self._last.answer.done():
                self._last = Asked()
                self._begin(self._last)
            return self._last

    def _begin(self, asked: Asked[Any]) -> None:
        try:
            in_thread(lambda: self._find_out(asked))
        except RuntimeError as problem:
            # The system lets this process have no further thread now; the next look tries anew.
            asked.answer.set_exception(problem)

    def _find_out(self, asked: Asked[Any]) -> None:
        try:
            asked.answer.set_result(self._ask())
        except Exception as problem:  # noqa: BLE001 (whoever waits is told, whatever it is)
            asked.answer.set_exception(problem)
