"""A reader asks for a second look at a rejected comment, and a moderator stays with the rejection.

Who thinks again approves the comment as ever: that answers the appeal, too.
"""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Appeal, Comment, Decision, ModeratorAction, Status
from comments.moderation.moves import lock_as_seen, write_move


class CannotAppeal(Exception):
    """The comment is not rejected, or its rejection has been appealed against before."""

    def __init__(self) -> None:
        super().__init__(_("You cannot ask for another look at this comment now."))


class NoOpenAppeal(Exception):
    """There is nothing to stay with: nobody has asked."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(_("Nobody waits for a second look at this comment."))
        self.comment = comment


def rejection_to_appeal(comment: Comment) -> Decision | None:
    """Return the rejection that the comment's writer may ask to be looked at again, if any."""
    if comment.status != Status.REJECTED or comment.appealed_at:
        return None
    rejection = comment.decisions.standing().rejections().last()
    if rejection is None or Appeal.objects.filter(decision=rejection).exists():
        return None
    return rejection


def appeal(comment: Comment, *, text: str) -> Appeal:
    """Ask for a second look in the name of the comment's writer; what they say may be empty."""
    with transaction.atomic():
        row = Comment.objects.select_for_update().get(pk=comment.pk)
        rejection = rejection_to_appeal(row)
        if rejection is None:
            raise CannotAppeal
        row.appealed_at = timezone.now()
        row.save(update_fields=["appealed_at"])
        return Appeal.objects.create(
            comment=row, decision=rejection, text=text, created_at=row.appealed_at
        )


def uphold(comment: Comment, *, by: User, answer: str = "") -> Decision:
    """Stay with a rejection that was appealed against; its writer reads the `answer`.

    A decision like any other: it refuses a stale version, and undo takes it back. The reason
    stays that of the rejection.
    """
    with transaction.atomic():
        row = lock_as_seen(comment)
        if row.status != Status.REJECTED or row.appealed_at is None:
            raise NoOpenAppeal(row)
        rejection = row.decisions.filter(to_status=Status.REJECTED).last()
        decision = write_move(
            row,
            Decision(
                by=by,
                to_status=Status.REJECTED,
                reason=rejection.reason if rejection else "",
                rejection_reason_id=rejection.rejection_reason_id if rejection else None,
                copy_of_id=row.copy_of_id,
                action=ModeratorAction.objects.create(by=by, to_status=Status.REJECTED),
            ),
        )
        decision.answered_appeals.update(answer=answer)
    for name in ("status", "version", "decided_at", "appealed_at"):
        setattr(comment, name, getattr(row, name))
    return decision
