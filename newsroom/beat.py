"""The scheduler: Celery's, without a file, and not held up by a clock that was wrong."""

import logging
import time
from datetime import timedelta
from typing import Any, Final

from celery import beat
from celery.schedules import crontab

logger = logging.getLogger(__name__)

# Seconds; a clock that is well is corrected by less.
SET_BACK: Final = 5.0
_LONG_AGO: Final = timedelta(days=1)


class Scheduler(beat.Scheduler):
    """Remembers nothing from run to run: what has an interval is due at the start.

    Every task of ours may run too often and does no harm. A file that remembers when each ran last
    would be wrong as soon as the clock was: Celery's waits until the future that it once saw.
    """

    _was_ahead: float

    def setup_schedule(self) -> None:
        super().setup_schedule()
        self._begin_anew()

    def tick(self, *arguments: Any, **options: Any) -> float:
        ahead = self._ahead()
        if ahead < self._was_ahead - SET_BACK:
            logger.warning("The clock was set back: all that is repeated is due again")
            self._begin_anew()
        self._was_ahead = ahead
        seconds: float = super().tick(*arguments, **options)
        return seconds

    def _begin_anew(self) -> None:
        self._was_ahead = self._ahead()
        for entry in self.schedule.values():
            now = entry.default_now()
            is_daily = isinstance(entry.schedule, crontab)
            entry.last_run_at = now if is_daily else now - _LONG_AGO
        # Celery sorts anew by when each is due.
        self._heap = None

    def _ahead(self) -> float:
        """Return by how much the clock is ahead of one that nobody sets."""
        now: float = self.app.now().timestamp()
        return now - time.monotonic()
