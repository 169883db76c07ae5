"""The site's learner in the database: one writer, and workers that pick up the newest version.

A decision teaches once the time to take it back is over. What was learnt is also a pure function
of the stored decisions: a rebuild starts anew from the seed, and so heals reversals, comments
that were erased since, and drift. It is done in slices, each kept, so that it can be interrupted.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from comments.models import Decision, LearnerVersion, Status
from comments.screening.learner.features import extract
from comments.screening.learner.learner import Learner, Verdict
from comments.screening.learner.seed import shipped_seed
from comments.screening.learner.storage import UnknownFormat, from_bytes, to_bytes
from comments.screening.learner.typed import Typed

logger = logging.getLogger(__name__)

_SLICE: Final = 1000  # decisions; some seconds' work
_KEPT: Final = 3  # versions
# What is older tells little about today's spam.
_REMEMBERED: Final = 50_000  # decisions
# A rebuild that was left lying starts anew.
_STALE: Final = timedelta(days=1)

_VERDICTS: Final[dict[str, Verdict]] = {
    Status.APPROVED: "approved",
    Status.SPAM: "spam",
    Status.REJECTED: "rejected",
}


class Progress(NamedTuple):
    """How many decisions this step considered, how many are left, and whether it was the last."""

    considered: int
    left: int
    is_finished: bool


def newest_learner() -> Learner:
    """Return the site's learner, read anew only where there is a newer version."""
    newest = LearnerVersion.objects.in_use().values_list("pk", "created_at").first()
    return _learner_of_version(*newest) if newest else _untaught()


def teach_learner() -> int:
    """Learn from what was decided since; returns how many decisions were considered."""
    with transaction.atomic():
        version = LearnerVersion.objects.select_for_update().in_use().first()
        learner, last = _state(version)
        lessons = _lessons_after(last)
        if not lessons:
            return 0
        _teach(learner, lessons)
        _publish(learner, lessons[-1].pk)
    return len(lessons)


def continue_rebuild() -> Progress:
    """Do the next slice of a rebuild, or begin one; the old version is in use until the end."""
    with transaction.atomic():
        LearnerVersion.objects.being_rebuilt().filter(
            created_at__lt=timezone.now() - _STALE
        ).delete()
        unfinished = LearnerVersion.objects.select_for_update().being_rebuilt().first()
        learner, last = _state(unfinished)
        lessons = _lessons_after(last)
        _teach(learner, lessons)
        last = lessons[-1].pk if lessons else last
        left = Decision.objects.filter(pk__gt=last, by__isnull=False).count()
        if len(lessons) < _SLICE:
            LearnerVersion.objects.being_rebuilt().delete()
            _publish(learner, last)
            return Progress(len(lessons), left, is_finished=True)
        unfinished = unfinished or LearnerVersion(is_finished=False)
        unfinished.content, unfinished.last_decision = to_bytes(learner), last
        unfinished.save()
    return Progress(len(lessons), left, is_finished=False)


# The time tells versions apart where a restored database counts them once more.
@lru_cache(maxsize=1)
def _learner_of_version(pk: int, _created_at: datetime) -> Learner:
    learner, _last = _state(LearnerVersion.objects.get(pk=pk))
    return learner


@lru_cache(maxsize=1)
def _untaught() -> Learner:
    return Learner.untaught(shipped_seed())


def _state(version: LearnerVersion | None) -> tuple[Learner, int]:
    """Return the learner, and the last decision it knows of; of another release's, nothing."""
    if version:
        try:
            return from_bytes(bytes(version.content), shipped_seed()), version.last_decision
        except UnknownFormat:
            logger.warning("Version %s of the learner is of another release", version.pk)
    return Learner.untaught(shipped_seed()), _first_remembered()


def _lessons_after(last_decision: int) -> list[Decision]:
    """Return the next people's decisions that can no longer be taken back unseen."""
    settled = timezone.now() - timedelta(seconds=settings.UNDO_WINDOW)
    later = Decision.objects.filter(comment=OuterRef("comment"), pk__gt=OuterRef("pk"))
    return list(
        Decision.objects.filter(pk__gt=last_decision, by__isnull=False, created_at__lte=settled)
        .filter(comment__author__isnull=True)
        .annotate(is_overruled=Exists(later))
        .select_related("comment__contact")
        .order_by("pk")[:_SLICE]
    )


def _first_remembered() -> int:
    """Return the decision after which learning begins."""
    by_people = Decision.objects.filter(by__isnull=False).order_by("-pk")
    return by_people.values_list("pk", flat=True)[_REMEMBERED : _REMEMBERED + 1].first() or 0


def _teach(learner: Learner, lessons: Iterable[Decision]) -> None:
    for decision in lessons:
        verdict = _VERDICTS.get(decision.to_status)
        if verdict and not decision.is_overruled:  # type: ignore[attr-defined]
            learner.teach(extract(Typed.from_comment(decision.comment)), verdict)


def _publish(learner: Learner, last_decision: int) -> None:
    LearnerVersion.objects.create(content=to_bytes(learner), last_decision=last_decision)
    kept = LearnerVersion.objects.in_use().values_list("pk", flat=True)[:_KEPT]
    LearnerVersion.objects.in_use().exclude(pk__in=list(kept)).delete()
