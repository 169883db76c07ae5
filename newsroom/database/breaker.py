"""Keeps everybody from waiting, one after the other, for a server that does not answer."""

import logging
import threading
from collections.abc import Callable
from typing import Final

logger = logging.getLogger(__name__)

# Seconds between two looks whether the server answers again.
LOOK_AGAIN: Final = 0.5


class Breaker:
    """Open from the first time that nobody answered until somebody does.

    While it is open nobody asks but its own thread, so that no request waits but those that
    were under way when the server stopped answering.
    """

    def __init__(self, look_again: float = LOOK_AGAIN) -> None:
        self._look_again = look_again
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._closed.set()

    @property
    def is_open(self) -> bool:
        return not self._closed.is_set()

    def open(self, answers: Callable[[], bool]) -> None:
        """Refuse everything until `answers`, which is asked again and again, says yes."""
        with self._lock:
            if self.is_open:
                return
            self._closed.clear()
        watch = threading.Thread(target=self._watch, args=[answers], name="breaker", daemon=True)
        watch.start()

    def wait_until_closed(self, seconds: float) -> bool:
        return self._closed.wait(seconds)

    def _watch(self, answers: Callable[[], bool]) -> None:
        pause = threading.Event()
        while not pause.wait(self._look_again):
            if self._is_over(answers):
                self._closed.set()
                return

    def _is_over(self, answers: Callable[[], bool]) -> bool:
        try:
            return answers()
        except Exception:
            # Refusing for ever would be worse than letting whoever comes next find out.
            logger.exception("Nobody can tell whether the database answers")
            return True


# Of this process, for its one database.
breaker: Final = Breaker()


def is_refusing() -> bool:
    """Whether nobody may ask the database, as it does not answer."""
    return breaker.is_open
