"""Sending messages without holding a reader: a thread of its own talks to the broker.

A broker that is frozen answers after seconds, whatever its timeouts. Nothing here needs to be
kept: what is not sent is found by the sweepers, `tasks.requeue_forgotten` for comments and
`tasks.continue_bulk_jobs` for bulk decisions.
"""

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

    def submit(self, pk: int) -> None:
        """Return at once, whatever the broker does."""
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
                self._thread.start()
        try:
            self._waiting.put_nowait(pk)
        except queue.Full:
            logger.warning("Too many messages wait: number %d is left to the sweeper", pk)

    def _run(self) -> None:
        while True:
            pk = self._waiting.get()
            try:
                self._send(pk)
            except Exception as error:  # noqa: BLE001 (whatever fails, the next must be sent)
                left = 1 + self._leave_the_rest_to_the_sweeper()
                logger.warning(
                    "The broker took no message (%s); left to the sweeper: %d",
                    type(error).__name__,
                    left,
                )

    def _leave_the_rest_to_the_sweeper(self) -> int:
        """Empty the queue: each of them would fail as slowly. Returns how many there were."""
        left = 0
        while True:
            try:
                self._waiting.get_nowait()
            except queue.Empty:
                return left
            left += 1
