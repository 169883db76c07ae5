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
from django.db.models import BinaryField, Exists, OuterRef
from django.db.models.functions import Substr
from django.utils import timezone

from comments.models import Decision, LearnerVersion, LearnerVersionQuerySet, Status, lately
from comments.screening.learner.features import extract
from comments.screening.learner.learner import Learner, Verdict
from comments.screening.learner.seed import shipped_seed
from comments.screening.learner.storage import MAGIC, UnknownFormat, from_bytes, to_bytes
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
        version = _peeked(LearnerVersion.objects.select_for_update().in_use())
        lessons = _lessons_after(_last_considered(version))
        # Mostly there are none: what was learnt is read only where there is more to learn.
        if not lessons:
            return 0
        learner = _learner_of(version)
        _teach(learner, lessons)
        _publish(learner, lessons[-1].pk)
    return len(lessons)


def continue_rebuild() -> Progress:
    """Do the next slice of a rebuild, or begin one; the old version is in use until the end."""
    with transaction.atomic():
        LearnerVersion.objects.being_rebuilt().filter(
            created_at__lt=timezone.now() - _STALE
        ).delete()
        unfinished = _peeked(LearnerVersion.objects.select_for_update().being_rebuilt())
        learner, last = _learner_of(unfinished), _last_considered(unfinished)
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
    return _learner_of(LearnerVersion.objects.get(pk=pk))


@lru_cache(maxsize=1)
def _untaught() -> Learner:
    return Learner.untaught(shipped_seed())


def _peeked(versions: LearnerVersionQuerySet) -> LearnerVersion | None:
    """Return the newest, without its content but for how it `begins`."""
    begins = Substr("content", 1, len(MAGIC), output_field=BinaryField())
    return versions.defer("content").annotate(begins=begins).first()


def _last_considered(version: LearnerVersion | None) -> int:
    """Return the decision after which to go on; of another release's version, nothing is known."""
    if version and bytes(version.begins) == MAGIC:  # type: ignore[attr-defined]
        return version.last_decision
    return _first_remembered()


def _learner_of(version: LearnerVersion | None) -> Learner:
    if version:
        try:
            return from_bytes(bytes(version.content), shipped_seed())
        except UnknownFormat:
            logger.warning("Version %s of the learner is of another release", version.pk)
    return Learner.untaught(shipped_seed())


def _lessons_after(last_decision: int) -> list[Decision]:
    """Return the next people's decisions that can no longer be taken back unseen."""
    may_be_undone = lately("created_at", within=timedelta(seconds=settings.UNDO_WINDOW))
    later = Decision.objects.filter(comment=OuterRef("comment"), pk__gt=OuterRef("pk"))
    return list(
        Decision.objects.filter(pk__gt=last_decision, by__isnull=False)
        .exclude(may_be_undone)
        .filter(comment__author__isnull=True)
        # Who closed a copy has not judged its text.
        .filter(copy_of__isnull=True)
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
