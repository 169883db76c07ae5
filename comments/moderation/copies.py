"""Exact copies are decided alike with the first of them.

Where that is published they are closed: rejected, with the published comment named. Nobody has
judged them, so they teach nothing of their text and count against nobody.
"""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
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


def close_as_copies(original: Comment, seen: Mapping[int, int], *, by: User) -> Outcome:
    """Close what says the same as a published comment, in a step of its own."""
    outcome = Outcome()
    with transaction.atomic():
        outcome.action = ModeratorAction.objects.create(by=by, to_status=Status.REJECTED)
        outcome.closed = close_copies(original, seen, action=outcome.action)
        if not outcome.closed:
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
        write_moves(moves, decided_at=timezone.now())
    return copies


def _closing(original: Comment, action: ModeratorAction) -> Decision:
    return Decision(
        by=action.by,
        to_status=Status.REJECTED,
        reason=_("The same text was published as comment #%(number)d.") % {"number": original.pk},
        copy_of=original,
        action=action,
    )
