"""How much there is in each tab, and what a moderator has done today."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from comments.desk.listing.tabs import TABS, comments_of
from comments.models import (
    COUNT_CAP,
    CappedCount,
    Decision,
    DecisionQuerySet,
    ModeratorAction,
    Status,
)

COUNTED: tuple[str, ...] = (*TABS, Status.SUBMITTED)


def count_columns(*, by: User) -> dict[str, CappedCount]:
    """Return the counts as columns of one query, each up to `COUNT_CAP`."""
    return {
        **{f"in_{one}": CappedCount(comments_of(one).in_some_order()) for one in COUNTED},
        "own": CappedCount(_decided_today(by=by)),
    }


def count_now(user: User) -> dict[str, int]:
    """Return the counts by tab and status, and as `own` how many that moderator decided on today.

    One query, which hangs from the row of whoever asks: it is there.
    """
    row: Any = User.objects.values(**count_columns(by=user)).get(pk=user.pk)
    return {name.removeprefix("in_"): count for name, count in row.items()}


def midnight() -> datetime:
    """Return when today began in the site's zone."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _decided_today(*, by: User) -> DecisionQuerySet:
    """Return what that person decided today and has not taken back, of very much the latest."""
    latest = ModeratorAction.objects.undoable(by=by).values("pk")[:COUNT_CAP]
    of_today = ModeratorAction.objects.filter(pk__in=latest, created_at__gte=midnight())
    return Decision.objects.filter(action__in=of_today.order_by().values("pk")).order_by()
