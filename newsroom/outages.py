"""Tells the log when an outage begins and when it is over, and not of each request between."""

import logging
import threading
import time
from typing import Final

logger = logging.getLogger(__name__)

# Seconds without a failure after which it is over; and where it had been over before, but comes
# again within as many: what fails now and then is one outage, and no line for each time.
QUIET: Final = 5.0
LONG_QUIET: Final = 60.0


class Outage:
    """One thing of which the requests of this process may be in want."""

    def __init__(self, name: str, *, quiet: float = QUIET, long_quiet: float = LONG_QUIET) -> None:
        self._name = name
        self._short, self._long = quiet, long_quiet
        self._quiet = quiet
        self._lock = threading.Lock()
        self._is_on = False
        self._refused = 0
        self._began_at = self._failed_at = 0.0
        self._over_at = -long_quiet

    def refused(self, reason: str) -> None:
        """Count a request that could not be answered for it."""
        with self._lock:
            self._refused += 1
            self._note(reason)

    def stood_in_for(self, reason: str) -> None:
        """Note a request that was answered without it."""
        with self._lock:
            self._note(reason)

    def answered(self) -> None:
        """Tell that it is over, where nothing has failed for a while."""
        if not self._is_on or time.monotonic() < self._failed_at + self._quiet:
            return
        with self._lock:
            was_on, self._is_on = self._is_on, False
            refused, self._refused = self._refused, 0
            self._over_at = time.monotonic()
        if was_on:
            seconds = self._failed_at - self._began_at
            logger.warning(
                "%s works again: %d requests were refused within %d s",
                self._name,
                refused,
                seconds,
            )

    def _note(self, reason: str) -> None:
        self._failed_at = time.monotonic()
        if self._is_on:
            return
        self._is_on = True
        self._began_at = self._failed_at
        comes_again = self._began_at < self._over_at + self._long
        self._quiet = self._long if comes_again else self._short
        logger.error("%s fails requests (%s): they are refused", self._name, reason)
