"""How well the queue keeps what it promises: who waits for how long, and who waited today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from comments.models import COUNT_CAP, Comment, Decision, ModeratorAction, Status

# The latest tell enough about today, and cost the same on a busy day; of bulk decisions even less.
_LATEST: Final = 500
_BULK_STEPS: Final = 3


@dataclass(frozen=True, slots=True)
class QueuePromise:
    """`median_since` is a moment as long ago as the median of today's waits, for `timesince`.

    It is None, and so is the percentage that was kept, where nothing was decided today. `own` is
    how many comments the moderator who asks has decided on today; nobody is told another's.
    """

    oldest_at: datetime | None
    median_since: datetime | None
    percent_kept: int | None
    promised_minutes: int
    own: int


def queue_promise(*, to: User) -> QueuePromise:
    oldest = Comment.objects.awaiting_review().oldest_first().values_list("created_at", flat=True)
    waits = _waits_of_today()
    kept = sum(wait <= settings.REVIEW_PROMISE * 60 for wait in waits)
    return QueuePromise(
        oldest_at=oldest.first(),
        median_since=timezone.now() - timedelta(seconds=median(waits)) if waits else None,
        percent_kept=round(100 * kept / len(waits)) if waits else None,
        promised_minutes=settings.REVIEW_PROMISE,
        own=_decided_today(by=to),
    )


def _decided_today(*, by: User) -> int:
    """Count, up to `COUNT_CAP`, what that person decided today and has not taken back."""
    steps = ModeratorAction.objects.undoable(by=by).values_list("pk", "created_at")[:COUNT_CAP]
    today = timezone.localdate()
    of_today = [pk for pk, created_at in steps if timezone.localdate(created_at) == today]
    return Decision.objects.filter(action__in=of_today).order_by()[:COUNT_CAP].count()


def _waits_of_today() -> list[float]:
    """Return how many seconds those waited that people decided on today, as far as that stands."""
    # By steps, of which an undone one is one row to pass over, however many decisions it was.
    steps = ModeratorAction.objects.filter(undone_at=None).order_by("-pk")
    latest = list(steps.values_list("pk", "job")[:_LATEST])
    singles = [pk for pk, job in latest if job is None]
    bulk = [[pk] for pk, job in latest if job is not None]
    return [wait for some in [singles, *bulk[:_BULK_STEPS]] for wait in _waits_of_today_in(some)]


def _waits_of_today_in(steps: Sequence[int]) -> Iterator[float]:
    today = timezone.localdate()
    decisions = Decision.objects.filter(action__in=steps, from_status=Status.IN_REVIEW).order_by()
    moments = decisions.values_list("created_at", "comment__created_at")[:_LATEST]
    for decided_at, posted_at in moments:
        if timezone.localdate(decided_at) == today:
            yield (decided_at - posted_at).total_seconds()
