"""Who asks the site again and again for one page, and notes how long each answer took."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.integration.visits import Readers


@dataclass(frozen=True)
class Look:
    # By a clock that nobody sets: seconds.
    began_at: float
    seconds: float
    # 0: nobody answered.
    status: int
    body: str


class Watch:
    """`at_once` look, so that one that hangs does not hide how the others fare."""

    def __init__(self, readers: Readers, path: str, *, every: float, at_once: int = 1) -> None:
        self._readers = readers
        self._path = path
        self._every = every
        self._at_once = at_once
        self._is_over = threading.Event()
        self.looks: list[Look] = []

    @contextmanager
    def going_on(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._go_on) for _ in range(self._at_once)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            for thread in threads:
                thread.join()

    def _go_on(self) -> None:
        while not self._is_over.wait(self._every):
            began_at = time.monotonic()
            answer = self._readers.get(self._path)
            body = "" if answer.status == 200 else answer.body
            self.looks.append(Look(began_at, answer.seconds, answer.status, body))

    def between(self, begin: float, end: float) -> list[Look]:
        return [look for look in self.looks if begin <= look.began_at < end]
