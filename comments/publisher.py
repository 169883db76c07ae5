"""Sending messages without holding a reader: a thread of its own talks to the broker.

A broker that is frozen answers after seconds, whatever its timeouts. Nothing here needs to be
kept: what is not sent is found by the sweepers, `tasks.requeue_forgotten` for comments and
`tasks.continue_bulk_jobs` for bulk decisions.
"""

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from typing import Final

logger = logging.getLogger(__name__)

# Beyond this the broker is so far behind that the sweeper may as well send the rest.
MAX_WAITING: Final = 1000


class BackgroundPublisher:
    """Calls `send(id)` for each submitted id, one after the other, in a daemon thread.

    The thread starts with the first id, so that it belongs to the process that uses it (a
    server forks its workers after importing the application).
    """

    def __init__(self, send: Callable[[int], object]) -> None:
        self._send = send
        self._waiting: queue.Queue[int] = queue.Queue(MAX_WAITING)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        # How many were left to the sweeper since the broker went away.
        self._left = 0
        self._counting = threading.Lock()

    def submit(self, pk: int) -> None:
        """Return at once, whatever the broker does."""
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
                self._thread.start()
        try:
            self._waiting.put_nowait(pk)
        except queue.Full:
            self._leave_to_the_sweeper("too many wait")

    def _run(self) -> None:
        while True:
            pk = self._waiting.get()
            try:
                self._send(pk)
            except Exception as error:  # noqa: BLE001 (whatever fails, the next must be sent)
                self._leave_to_the_sweeper(type(error).__name__)
                self._leave_the_rest_to_the_sweeper()
            else:
                self._tell_that_it_is_back()

    def _leave_the_rest_to_the_sweeper(self) -> None:
        """Empty the queue: each of them would fail as slowly."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()
                with self._counting:
                    self._left += 1

    def _leave_to_the_sweeper(self, reason: str) -> None:
        """Count it; only the first one is told of."""
        with self._counting:
            self._left += 1
            is_first = self._left == 1
        if is_first:
            logger.warning("The broker takes no messages (%s): the sweeper will send them", reason)

    def _tell_that_it_is_back(self) -> None:
        with self._counting:
            left, self._left = self._left, 0
        if left:
            logger.warning("The broker takes messages again; left to the sweeper: %d", left)
