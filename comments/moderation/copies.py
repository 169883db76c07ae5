"""Exact copies are decided alike with the first of them.

Where that is published they are closed: rejected, with the published comment named. Nobody has
judged them, so they teach nothing of their text and count against nobody. Where a moderator wants
that, they are published, too.

What says the same is known of the texts as they are now. So copies follow only what was really
decided on, as it was shown: of what is stale, another text was on the card.
"""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from comments.models import Comment, Decision, ModeratorAction, Status
from comments.moderation.moves import ALLOWED_MOVES, write_moves
from comments.moderation.verbs import Outcome, approve, decide_all


def approve_with_copies(
    comments: Iterable[Comment], others: Mapping[int, int], *, by: User, reason: str = ""
) -> Outcome:
    """Publish the comments, and close those of the others that are exact copies of them.

    The others are seen versions by id; those that differ are left alone. All is one step for undo.
    """
    outcome = decide_all(comments, approve, by=by, reason=reason)
    if outcome.action:
        for comment in outcome.decided:
            outcome.closed += close_copies(comment, others, action=outcome.action)
    return outcome


def publish_with_copies(
    comments: Iterable[Comment], others: Mapping[int, int], *, by: User, reason: str = ""
) -> Outcome:
    """Publish the comments, and those of the others that are exact copies of them.

    The others are seen versions by id; those that differ are left alone. All is one step for undo.
    """
    outcome = decide_all(comments, approve, by=by, reason=reason)
    if outcome.action is None:
        return outcome
    left = dict(others)
    for comment in list(outcome.decided):
        copies = publish_copies(comment, left, action=outcome.action, reason=reason)
        for done in [*copies.decided, *(refusal.comment for refusal in copies.refused)]:
            left.pop(done.pk)
        outcome.decided += copies.decided
        outcome.refused += copies.refused
    return outcome


def publish_copies(
    original: Comment, seen: Mapping[int, int], *, action: ModeratorAction, reason: str = ""
) -> Outcome:
    """Publish those that say the same in the same place as a published comment.

    What is no copy is left alone; what is stale, or published already, is refused.
    """
    with transaction.atomic():
        # All at once, and in one order, so that nobody waits for each other.
        rows = Comment.objects.filter(pk__in={original.pk, *seen}).select_for_update()
        locked = {row.pk: row for row in rows.order_by("pk")}
        if original.pk not in locked or not locked[original.pk].is_approved:
            return Outcome(action=action)
        copies = [
            row for pk, row in locked.items() if pk != original.pk and row.is_copy_of(original)
        ]
        for row in copies:
            row.version = seen[row.pk]
        return decide_all(copies, approve, by=action.by, reason=reason, action=action)


def close_as_copies(
    original: Comment, shown: Mapping[int, int], others: Mapping[int, int], *, by: User
) -> Outcome:
    """Close what says the same as a published comment, in a step of its own.

    All are seen versions by id. The others follow where something that was shown was closed.
    """
    outcome = Outcome()
    with transaction.atomic():
        outcome.action = ModeratorAction.objects.create(by=by, to_status=Status.REJECTED)
        outcome.closed = close_copies(original, shown, action=outcome.action)
        if outcome.closed:
            outcome.closed += close_copies(original, others, action=outcome.action)
        else:
            outcome.action.delete()
            outcome.action = None
    return outcome


def close_copies(
    original: Comment, seen: Mapping[int, int], *, action: ModeratorAction
) -> list[Comment]:
    """Close those that say the same in the same place as a published comment; returns them.

    What is stale, or no copy, or may not be rejected from where it is, is left alone.
    """
    if not seen:
        return []
    with transaction.atomic():
        if not Comment.objects.approved().filter(pk=original.pk).exists():
            return []
        rows = Comment.objects.exact_copies(original).filter(pk__in=seen)
        copies = [
            row
            for row in rows.select_for_update().order_by("pk")
            if row.version == seen[row.pk]
            and row.is_copy_of(original)
            and Status.REJECTED in ALLOWED_MOVES[row.status]
            and not row.is_approved
        ]
        moves = [(row, _closing(original, action)) for row in copies]
        write_moves(moves, decided_at=Now())
    return copies


def _closing(original: Comment, action: ModeratorAction) -> Decision:
    return Decision(
        by=action.by,
        to_status=Status.REJECTED,
        reason=_("The same text was published as comment #%(number)d.") % {"number": original.pk},
        copy_of=original,
        action=action,
    )
