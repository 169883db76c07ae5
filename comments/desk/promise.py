"""How well the queue keeps what it promises: who waits for how long, and who waited today."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from django.conf import settings
from django.utils import timezone

from comments.models import Comment, Decision, Status

# The latest tell enough about today, and cost the same on a busy day.
_DECISIONS: Final = 500


@dataclass(frozen=True, slots=True)
class QueuePromise:
    """`median_since` is a moment as long ago as the median of today's waits, for `timesince`.

    It is None, and so is the percentage that was kept, where nothing was decided today.
    """

    oldest_at: datetime | None
    median_since: datetime | None
    percent_kept: int | None
    promised_minutes: int


def queue_promise() -> QueuePromise:
    oldest = Comment.objects.awaiting_review().oldest_first().values_list("created_at", flat=True)
    waits = _waits_of_today()
    kept = sum(wait <= settings.REVIEW_PROMISE * 60 for wait in waits)
    return QueuePromise(
        oldest_at=oldest.first(),
        median_since=timezone.now() - timedelta(seconds=median(waits)) if waits else None,
        percent_kept=round(100 * kept / len(waits)) if waits else None,
        promised_minutes=settings.REVIEW_PROMISE,
    )


def _waits_of_today() -> list[float]:
    """Return how many seconds those waited that people decided on today, as far as that stands."""
    today = timezone.localdate()
    # Undone ones are left out below: passing over thousands of them would take its time.
    latest = (
        Decision.objects.filter(action__isnull=False, from_status=Status.IN_REVIEW)
        .order_by("-pk")
        .values_list("created_at", "comment__created_at", "action__undone_at")[:_DECISIONS]
    )
    return [
        (decided_at - posted_at).total_seconds()
        for decided_at, posted_at, undone_at in latest
        if undone_at is None and timezone.localdate(decided_at) == today
    ]
