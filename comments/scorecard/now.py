"""How screening is at the moment: what waits, what could not run, what was learnt."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import COUNT_CAP, SCREENING_FAILED, Comment, Finding, LearnerVersion, Status
from comments.screening import CHECKS
from comments.screening.learner import ENOUGH, newest_learner

# Screening takes seconds: what waits longer says that no worker is at work.
_LONG: Final = timedelta(minutes=5)
# A check that failed longer ago, and that nothing waits for, is forgotten.
_LATELY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Unscreened:
    """`count` stops at the cap; `oldest_at` is None where nothing waits."""

    count: int
    oldest_at: datetime | None

    @property
    def is_late(self) -> bool:
        return self.oldest_at is not None and self.oldest_at < timezone.now() - _LONG


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that could not run lately, and on how many comments that still wait."""

    label: str
    waiting: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class LearnerState:
    """`sure_from` and `fine_below` are likelihoods in percent, None where too little is known."""

    learnt_at: datetime | None
    decisions: int
    sure_from: int | None
    fine_below: int | None

    @property
    def is_still_learning(self) -> bool:
        return self.decisions < ENOUGH


def unscreened() -> Unscreened:
    waiting = Comment.objects.awaiting_screening()
    oldest = waiting.oldest_first().values_list("created_at", flat=True).first()
    return Unscreened(waiting.capped_count(), oldest)


def failures() -> list[Failure]:
    """Look at the latest that could not run, so that years of them cost nothing."""
    labels = {check.name: str(check.label) for check in CHECKS}
    labels[SCREENING_FAILED] = _("Screening as a whole")
    latest = (
        Finding.objects.filter(score__isnull=True)
        .order_by("-pk")
        .values_list("check_name", "created_at", "comment__status")[:COUNT_CAP]
    )
    waiting: Counter[str] = Counter()
    last_at: dict[str, datetime] = {}
    for name, created_at, status in latest:
        last_at.setdefault(name, created_at)
        waiting[name] += status == Status.IN_REVIEW
    recently = timezone.now() - _LATELY
    return [
        Failure(labels.get(name, name), waiting[name], at)
        for name, at in last_at.items()
        if waiting[name] or at > recently
    ]


def learner_state() -> LearnerState:
    learnt_at = LearnerVersion.objects.in_use().values_list("created_at", flat=True).first()
    question = newest_learner().spam
    limits = question.calibration
    return LearnerState(
        learnt_at,
        question.record.count,
        sure_from=_percent(limits.hold_from, limits.likelihood),
        fine_below=_percent(limits.fine_below, limits.likelihood),
    )


def _percent(margin: float | None, likelihood: Callable[[float], float]) -> int | None:
    """Nothing is quite sure, and nothing quite impossible."""
    return None if margin is None else min(99, max(1, round(100 * likelihood(margin))))
