"""Readers who post at the pace of a plan, and try again where they were not heard."""

import heapq
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from tests.integration.campaign import body_of, post
from tests.integration.visits import STORED, Readers

# As many as may wait for an answer at once: so many that nobody waits for somebody else's answer
# before they post, at the pace of a drill, until that has taken too long anyway.
AT_ONCE: Final = 64
# Seconds after which a person presses the button again.
TRIED_AGAIN_AFTER: Final = 5.0
_REFUSED_FOR_NOW: Final = {0, 429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Try:
    number: int
    # By a clock that nobody sets: seconds.
    began_at: float
    seconds: float
    status: int
    # A refusal that does not give the text back costs its writer what they wrote.
    lost_text: bool

    @property
    def ended_at(self) -> float:
        return self.began_at + self.seconds

    @property
    def is_stored(self) -> bool:
        return self.status in STORED


class Posting:
    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._plan: list[tuple[float, int]] = []
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._threads = ThreadPoolExecutor(AT_ONCE)
        self.planned = 0
        self.stored: set[int] = set()
        self.refused: set[int] = set()
        self.tries: list[Try] = []

    @contextmanager
    def going_on(self) -> Iterator[None]:
        clock = threading.Thread(target=self._keep_to_plan)
        clock.start()
        try:
            yield
        finally:
            self._is_over.set()
            clock.join()
            self._threads.shutdown(cancel_futures=True)

    def plan(self, number: int, *, seconds: float) -> None:
        """Let so many more be posted, evenly, within the seconds that come."""
        now = time.monotonic()
        with self._lock:
            for index in range(number):
                heapq.heappush(self._plan, (now + seconds * index / number, self.planned + index))
            self.planned += number

    @property
    def unheard(self) -> int:
        """How many were planned and have no answer yet that stands."""
        return self.planned - len(self.stored) - len(self.refused)

    def _keep_to_plan(self) -> None:
        while not self._is_over.wait(0.02):
            with self._lock:
                while self._plan and self._plan[0][0] <= time.monotonic():
                    self._threads.submit(self._post, heapq.heappop(self._plan)[1])

    def _post(self, number: int) -> None:
        began_at = time.monotonic()
        answer = post(self._readers, number)
        is_refused = answer.status and not answer.is_stored
        lost_text = bool(is_refused) and body_of(number) not in answer.body
        with self._lock:
            self.tries.append(
                Try(number, began_at, answer.seconds, answer.status, lost_text=lost_text)
            )
            if answer.is_stored:
                self.stored.add(number)
            elif answer.status in _REFUSED_FOR_NOW:
                heapq.heappush(self._plan, (time.monotonic() + TRIED_AGAIN_AFTER, number))
            else:
                self.refused.add(number)
