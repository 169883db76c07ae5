"""How much there is in each tab, who waits longest, and what a moderator has done today."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Subquery
from django.db.models.expressions import Combinable
from django.utils import timezone

from comments.desk.listing.tabs import TABS, comments_of
from comments.models import (
    COUNT_CAP,
    CappedCount,
    Comment,
    Decision,
    DecisionQuerySet,
    ModeratorAction,
    Status,
)

COUNTED: tuple[str, ...] = (*TABS, Status.SUBMITTED)


def figure_columns(*, by: User) -> dict[str, Combinable]:
    """Return the figures as columns of one query; the counts go up to `COUNT_CAP`."""
    oldest = Comment.objects.awaiting_review().oldest_first()
    return {
        **{f"in_{one}": CappedCount(comments_of(one).in_some_order()) for one in COUNTED},
        "own": CappedCount(_decided_today(by=by)),
        "oldest_at": Subquery(oldest.values("created_at")[:1]),
    }


def figures_now(user: User) -> dict[str, Any]:
    """Return what the head of the page tells, by the names that its templates know.

    `counts` are by tab and status, and as `own` how many that moderator decided on today;
    `oldest_at` is since when the one waits that waits longest. One query, which hangs from the row
    of whoever asks: it is there.
    """
    row: dict[str, Any] = dict(User.objects.values(**figure_columns(by=user)).get(pk=user.pk))
    oldest_at = row.pop("oldest_at")
    counts = {name.removeprefix("in_"): count for name, count in row.items()}
    return {"counts": counts, "oldest_at": oldest_at}


def midnight() -> datetime:
    """Return when today began in the site's zone."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _decided_today(*, by: User) -> DecisionQuerySet:
    """Return what that person decided today and has not taken back, of very much the latest."""
    latest = ModeratorAction.objects.undoable(by=by).values("pk")[:COUNT_CAP]
    of_today = ModeratorAction.objects.filter(pk__in=latest, created_at__gte=midnight())
    return Decision.objects.filter(action__in=of_today.order_by().values("pk")).order_by()
