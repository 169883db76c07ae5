"""How well the queue keeps what it promises: who waits for how long, and who waited today."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from comments.desk.listing import (
    COUNTED,
    OLDEST,
    comments_of,
    figure_columns,
    mark_of_columns,
    midnight,
    newest_columns,
)
from comments.models import Decision, ModeratorAction, Status

# The latest tell enough about today, and cost the same on a busy day; of bulk decisions even less.
_LATEST: Final = 500
_BULK_STEPS: Final = 3


@dataclass(frozen=True, slots=True)
class QueuePromise:
    """`median_since` is a moment as long ago as the median of today's waits, for `since`.

    It is None, and so is the percentage that was kept, where nothing was decided today. `own` is
    how many comments the moderator who asks has decided on today; nobody is told another's.
    """

    oldest_at: datetime | None
    median_since: datetime | None
    percent_kept: int | None
    promised_minutes: int
    own: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is, told by one query.

    `counts` are by tab and status, up to `COUNT_CAP`; `newest` marks the newest of the tab that is
    looked at; `own` is how many comments that moderator has decided on today.
    """

    counts: dict[str, int]
    newest: str
    oldest_at: datetime | None
    own: int


def figures_for(user: User, *, tab: str = Status.IN_REVIEW, order: str = OLDEST) -> Figures:
    columns = {**figure_columns(by=user), **newest_columns(comments_of(tab), order=order)}
    # They hang from the row of whoever asks: it is there.
    row: dict[str, Any] = dict(User.objects.values(**columns).get(pk=user.pk))
    return Figures(
        counts={one: row[f"in_{one}"] for one in COUNTED},
        newest=mark_of_columns(row["newest_pk"], row["newest_at"]),
        oldest_at=row["oldest_at"],
        own=row["own"],
    )


def queue_promise(figures: Figures) -> QueuePromise:
    waits = _waits_of_today()
    kept = sum(wait <= settings.REVIEW_PROMISE * 60 for wait in waits)
    return QueuePromise(
        oldest_at=figures.oldest_at,
        median_since=timezone.now() - timedelta(seconds=median(waits)) if waits else None,
        percent_kept=round(100 * kept / len(waits)) if waits else None,
        promised_minutes=settings.REVIEW_PROMISE,
        own=figures.own,
    )


def _waits_of_today() -> list[float]:
    """Return how many seconds those waited that people decided on today, as far as that stands."""
    # By steps, of which an undone one is one row to pass over, however many decisions it was.
    steps = ModeratorAction.objects.filter(undone_at=None).order_by("-pk").values("pk")
    latest = ModeratorAction.objects.filter(pk__in=steps[:_LATEST]).order_by("-pk").values("pk")
    bulk = latest.filter(job__isnull=False)
    singles, *others = (
        _some_of(steps)
        for steps in [
            latest.filter(job__isnull=True),
            *(bulk[place : place + 1] for place in range(_BULK_STEPS)),
        ]
    )
    moments = singles.union(*others, all=True)
    return [(decided_at - posted_at).total_seconds() for decided_at, posted_at in moments]


def _some_of(steps: QuerySet[ModeratorAction, Any]) -> QuerySet[Decision, Any]:
    """Return of those decisions in the steps that were made today when, and when it was posted."""
    some = Decision.objects.filter(action__in=steps, from_status=Status.IN_REVIEW).order_by()
    of_today = Decision.objects.filter(pk__in=some.values("pk")[:_LATEST])
    of_today = of_today.filter(created_at__gte=midnight()).order_by()
    return of_today.values_list("created_at", "comment__created_at")
