"""What a person decides: each verb is one move, of one comment or of many."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now

from comments.models import (
    Comment,
    Decision,
    ModeratorAction,
    RejectionReason,
    Standing,
    Status,
    WriterNote,
)
from comments.moderation.moves import (
    ALLOWED_MOVES,
    MoveNotAllowed,
    StaleDecision,
    lock_as_seen,
    refuse_unless,
    write_move,
    write_moves,
)


def approve(
    comment: Comment, *, by: User, reason: str = "", action: ModeratorAction | None = None
) -> Decision:
    """Publish the comment; it is on the page at once.

    Like every verb here: a step of its own for undo, but where `action` names a step it is part of.
    """
    return _decide(comment, Status.APPROVED, by=by, reason=reason, action=action)


def reject(
    comment: Comment,
    *,
    by: User,
    reason: str = "",
    because: RejectionReason | None = None,
    action: ModeratorAction | None = None,
) -> Decision:
    """Refuse the comment; it stays stored, and its writer's receipt says so.

    The writer reads `reason`; without one, the sentence of `because`.
    """
    return _decide(comment, Status.REJECTED, by=by, reason=reason, because=because, action=action)


def mark_as_spam(
    comment: Comment, *, by: User, reason: str = "", action: ModeratorAction | None = None
) -> Decision:
    """Put the comment into the spam box, from which it can be rescued."""
    return _decide(comment, Status.SPAM, by=by, reason=reason, action=action)


def return_to_review(
    comment: Comment, *, by: User, reason: str = "", action: ModeratorAction | None = None
) -> Decision:
    """Take a decision back: the comment waits again, and is off the page."""
    return _decide(comment, Status.IN_REVIEW, by=by, reason=reason, action=action)


@dataclass
class Outcome:
    """What became of many comments decided together."""

    decided: list[Comment] = field(default_factory=list)
    # As copies of those that were published.
    closed: list[Comment] = field(default_factory=list)
    refused: list[StaleDecision | MoveNotAllowed] = field(default_factory=list)
    # The step that all of it is; None where nothing was decided.
    action: ModeratorAction | None = None
    # The step that was taken back, and what it had settled about writers, or noted on them.
    undone: ModeratorAction | None = None
    about_writers: list[Standing | WriterNote] = field(default_factory=list)
    # Of the `BulkJob` that does in the background what was asked.
    job_id: int | None = None


def decide_all(
    comments: Iterable[Comment],
    verb: Callable[..., Decision],
    *,
    by: User,
    reason: str = "",
    action: ModeratorAction | None = None,
) -> Outcome:
    """Decide on each comment by itself, so that one that is stale holds up no other.

    Together they are one step for undo, or part of the step `action`.
    """
    outcome = Outcome(action=action)
    for comment in comments:
        try:
            decision = verb(comment, by=by, reason=reason, action=outcome.action)
        except (StaleDecision, MoveNotAllowed) as refusal:
            outcome.refused.append(refusal)
        else:
            outcome.action = decision.action
            outcome.decided.append(comment)
    return outcome


def decide_many(seen: dict[int, int], action: ModeratorAction, **reasons: Any) -> int:
    """Decide on many comments, given their seen versions by id, in a few queries.

    Part of the step `action`; `reasons` are columns of `Decision`. What is stale or may not move
    so is left alone. Returns how many were moved.
    """
    to = Status(action.to_status)
    with transaction.atomic():
        rows = Comment.objects.select_for_update().filter(pk__in=seen).order_by("pk")
        moves = [
            (row, Decision(by=action.by, to_status=to, action=action, **reasons))
            for row in rows
            if row.version == seen[row.pk] and to in ALLOWED_MOVES[row.status]
        ]
        write_moves(moves, decided_at=None if to == Status.IN_REVIEW else Now())
    return len(moves)


def _decide(
    comment: Comment,
    to: Status,
    *,
    by: User,
    reason: str,
    because: RejectionReason | None = None,
    action: ModeratorAction | None = None,
) -> Decision:
    """Move the comment for a person who saw `comment.version`; bring `comment` up to date."""
    with transaction.atomic():
        row = lock_as_seen(comment)
        refuse_unless(row, to, among=ALLOWED_MOVES)
        decision = write_move(
            row,
            Decision(
                by=by,
                to_status=to,
                reason=reason or (because.sentence if because else ""),
                rejection_reason=because,
                action=action or ModeratorAction.objects.create(by=by, to_status=to),
            ),
        )
    for name in ("status", "version", "decided_at", "appealed_at", "featured_at"):
        setattr(comment, name, getattr(row, name))
    return decision
