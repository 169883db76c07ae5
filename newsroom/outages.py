"""Tells the log when an outage begins and when it is over, and not of each request between."""

import logging
import threading
import time
from typing import Final

logger = logging.getLogger(__name__)

# Seconds without a failure after which it is over: what fails now and then is one outage.
QUIET: Final = 5.0


class Outage:
    """One thing of which the requests of this process may be in want."""

    def __init__(self, name: str, *, quiet: float = QUIET) -> None:
        self._name = name
        self._quiet = quiet
        self._lock = threading.Lock()
        self._refused = 0
        self._began_at = self._failed_at = 0.0

    def refused(self, reason: str) -> None:
        """Count a request that could not be answered for it."""
        with self._lock:
            self._failed_at = time.monotonic()
            self._refused += 1
            if self._refused > 1:
                return
            self._began_at = self._failed_at
        logger.error("%s fails requests (%s): they are refused", self._name, reason)

    def answered(self) -> None:
        """Tell that it is over, where nothing has failed for a while."""
        if not self._refused or time.monotonic() < self._failed_at + self._quiet:
            return
        with self._lock:
            refused, self._refused = self._refused, 0
        if refused:
            seconds = self._failed_at - self._began_at
            logger.warning(
                "%s works again: %d requests were refused within %d s",
                self._name,
                refused,
                seconds,
            )
