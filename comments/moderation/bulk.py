"""Deciding on all that match a filter, thousands at a time, in the background.

The row of the job is the queue, and a message is only a nudge: a job goes on where it was,
whichever worker picks it up. It publishes nothing: nobody has seen what it decides on.
"""

from datetime import timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now

from comments.models import (
    BulkJob,
    Comment,
    CommentQuerySet,
    ModeratorAction,
    RejectionReason,
    Status,
    lately,
)
from comments.moderation.copies import close_copies
from comments.moderation.undo import take_back_many
from comments.moderation.verbs import decide_many

LARGEST_JOB: Final = 20_000
_AT_ONCE: Final = 250
_FORGOTTEN_AFTER: Final = timedelta(seconds=30)


class PublishesUnseen(ValueError):
    """What nobody was shown is not approved."""

    def __init__(self) -> None:
        super().__init__("Comments that nobody was shown are not approved in the background.")


def start_job(
    comments: CommentQuerySet,
    to: Status,
    *,
    by: User,
    reason: str = "",
    because: RejectionReason | None = None,
    action: ModeratorAction | None = None,
) -> BulkJob:
    """Note which comments are to be decided, as they are now: the first `LARGEST_JOB` of them.

    A step of its own for undo, but where `action` names a step that it is part of.
    """
    if to == Status.APPROVED:
        raise PublishesUnseen
    seen = _as_they_are(comments)
    with transaction.atomic():
        action = action or ModeratorAction(by=by)
        action.to_status = to
        action.save()
        return BulkJob.objects.create(
            action=action,
            comments=seen,
            total=len(seen),
            reason=reason or (because.sentence if because else ""),
            rejection_reason=because,
        )


def start_closing(
    copies: CommentQuerySet, original: Comment, *, action: ModeratorAction
) -> BulkJob:
    """Note which comments are to be closed as copies of what `action` has published.

    It is part of that step, and undone with it.
    """
    seen = _as_they_are(copies)
    return BulkJob.objects.create(action=action, comments=seen, total=len(seen), copy_of=original)


def work_on_job(job_id: int) -> bool:
    """Take the job one stretch further; returns whether something is left to do."""
    with transaction.atomic():
        # Its action is read only after the lock is held: undoing it may have come in between.
        job = BulkJob.objects.select_for_update().filter(pk=job_id, finished_at=None).first()
        if job is None:
            return False
        is_left = _take_back(job) if job.action.undone_at else _decide(job)
        job.touched_at = Now()
        job.finished_at = None if is_left else Now()
        job.save(
            update_fields=[
                "done",
                "refused",
                "undone",
                "undone_up_to",
                "touched_at",
                "finished_at",
            ]
        )
    return is_left


def forgotten_jobs() -> list[int]:
    """Return the jobs that nobody has worked on for a while, and that are not finished."""
    unfinished = BulkJob.objects.filter(finished_at__isnull=True)
    forgotten = unfinished.exclude(lately("touched_at", within=_FORGOTTEN_AFTER))
    return list(forgotten.values_list("pk", flat=True))


def _as_they_are(comments: CommentQuerySet) -> list[list[int]]:
    return [list(pair) for pair in comments.values_list("pk", "version")[:LARGEST_JOB]]


def _decide(job: BulkJob) -> bool:
    stretch = dict(job.comments[job.done : job.done + _AT_ONCE])
    if job.action.to_status == Status.APPROVED:
        closed = job.copy_of and close_copies(job.copy_of, stretch, action=job.action)
        moved = len(closed or ())
    else:
        moved = decide_many(
            stretch, job.action, reason=job.reason, rejection_reason=job.rejection_reason
        )
    job.done += len(stretch)
    job.refused += len(stretch) - moved
    return job.done < job.total


def _take_back(job: BulkJob) -> bool:
    decisions = list(
        job.action.decisions.standing().filter(pk__gt=job.undone_up_to).order_by("pk")[:_AT_ONCE]
    )
    if decisions:
        job.undone += take_back_many(decisions, by=job.action.by)
        job.undone_up_to = decisions[-1].pk
    return len(decisions) == _AT_ONCE
