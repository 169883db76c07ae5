"""Taking decisions back: a comment is again what it was, whatever that was."""

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import (
    BulkJob,
    Comment,
    CommentQuerySet,
    Decision,
    ModeratorAction,
    Status,
)
from comments.moderation.appeals import reopen_appeals
from comments.moderation.editing import take_back_edit
from comments.moderation.featuring import take_back_featuring
from comments.moderation.moves import (
    EditedSince,
    MovedSince,
    StaleDecision,
    lock_together,
    write_move,
    write_moves,
)
from comments.moderation.standings import take_back_settled
from comments.moderation.verbs import Outcome

_ABOUT_WRITERS: Final = frozenset(
    {
        ModeratorAction.Kind.BAN,
        ModeratorAction.Kind.HOLD,
        ModeratorAction.Kind.TRUST,
        ModeratorAction.Kind.END,
        ModeratorAction.Kind.NOTE,
    }
)


class NothingToUndo(Exception):
    """This person has decided nothing yet, or has taken all of it back."""

    def __init__(self) -> None:
        super().__init__(_("There is nothing to undo: you have taken back all your decisions."))


class AnotherStepSince(Exception):
    """The step that was to be taken back is not this person's last one by now: `latest` is."""

    def __init__(self, latest: ModeratorAction) -> None:
        super().__init__(
            _("Nothing was taken back: your last step is by now another one, “%(step)s”.")
            % {"step": latest.label}
        )
        self.latest = latest


def undo_last(*, by: User, step: int | None = None) -> Outcome:
    """Take back the last step of a person, and the next time the one before.

    Where `step` names the one that is meant, no other is taken back.
    Each comment is again what it was. What somebody has moved since stays as it is, and so does
    what would be published with another text than it had: they are among the refused. A step on
    very many is taken back in the background.
    """
    outcome = Outcome()
    with transaction.atomic():
        action = ModeratorAction.objects.select_for_update().undoable(by=by).first()
        if action is None:
            raise NothingToUndo
        if step not in {None, action.pk}:
            raise AnotherStepSince(action)
        action.undone_at = timezone.now()
        action.save(update_fields=["undone_at"])
        outcome.undone = action
        if action.kind in _ABOUT_WRITERS:
            outcome.about_writers = take_back_settled(action, by=by)
        decisions = action.decisions.standing().order_by("comment_id")
        job = BulkJob.objects.filter(action=action)
        if job.update(finished_at=None):
            outcome.job_id = action.pk
            # What readers see does not wait for a worker.
            is_published = job.filter(copy_of__isnull=False).exists()
            if is_published:
                decisions = decisions.filter(to_status=Status.APPROVED)
                lock_together(Comment.objects.filter(pk__in=decisions.values("comment_id")))
                _take_back_each(decisions, outcome, by=by)
            return outcome
        lock_together(_changed_by(action))
        _take_back_changes(action, outcome, by=by)
        _take_back_each(decisions, outcome, by=by)
    return outcome


def take_back_many(decisions: Iterable[Decision], *, by: User) -> int:
    """Take back what still stands of those decisions, each on a comment of its own.

    Returns how many comments are again what they were.
    """
    with transaction.atomic():
        by_comment = {decision.comment_id: decision for decision in decisions}
        locked = lock_together(Comment.objects.filter(pk__in=by_comment))
        standing = Decision.objects.standing().filter(comment__in=by_comment).order_by()
        latest = dict(standing.values_list("comment").annotate(Max("pk")))
        pairs = [
            (row, by_comment[row.pk]) for row in locked if latest[row.pk] == by_comment[row.pk].pk
        ]
        waited = [pair for pair in pairs if _waited(pair[1])]
        write_moves(
            [
                (row, Decision(by=by, to_status=decision.from_status, undoes=decision))
                for row, decision in waited
            ],
            decided_at=None,
        )
        reopen_appeals([decision for _row, decision in waited])
        others = [pair for pair in pairs if not _waited(pair[1])]
        return len(waited) + sum(_is_taken_back(*pair, by=by) for pair in others)


def _changed_by(action: ModeratorAction) -> CommentQuerySet:
    return Comment.objects.filter(
        Q(pk__in=action.decisions.values("comment_id"))
        | Q(pk__in=action.edits.values("comment_id"))
        | Q(pk__in=action.featurings.values("comment_id"))
    )


def _take_back_each(decisions: Iterable[Decision], outcome: Outcome, *, by: User) -> None:
    for decision in decisions:
        comment = Comment.objects.select_for_update().get(pk=decision.comment_id)
        try:
            _take_back(comment, decision, by=by)
        except StaleDecision as refusal:
            outcome.refused.append(refusal)
        else:
            outcome.decided.append(comment)


def _take_back_changes(action: ModeratorAction, outcome: Outcome, *, by: User) -> None:
    """Take back what the step changed besides deciding.

    Where it decided on a comment as well, the comment's place among the picks goes with that.
    """
    picks = action.featurings.standing().exclude(comment__decisions__action=action)
    try:
        for made in action.edits.standing():
            outcome.decided.append(take_back_edit(made, by=by))
        for featuring in picks:
            outcome.decided.append(take_back_featuring(featuring, by=by))
    except StaleDecision as refusal:
        outcome.refused.append(refusal)


def _waited(decision: Decision) -> bool:
    """Tell whether the comment was neither decided nor a pick before."""
    return decision.decided_at_before is None and decision.featured_at_before is None


def _is_taken_back(comment: Comment, decision: Decision, *, by: User) -> bool:
    try:
        _take_back(comment, decision, by=by)
    except StaleDecision:
        return False
    return True


def _take_back(comment: Comment, decision: Decision, *, by: User) -> Decision:
    """Put a locked comment back to what it was before the decision, whatever that was."""
    _refuse_if_changed(comment, since=decision)
    earlier = comment.decisions.filter(pk__lt=decision.pk, to_status=decision.from_status).last()
    taking_back = write_move(
        comment,
        Decision(
            by=by,
            to_status=decision.from_status,
            # What the writer reads is again what was said then.
            reason=earlier.reason if earlier else "",
            rejection_reason_id=earlier.rejection_reason_id if earlier else None,
            copy_of_id=earlier.copy_of_id if earlier else None,
            undoes=decision,
        ),
        decided_at=decision.decided_at_before,
        featured_at=decision.featured_at_before,
    )
    reopen_appeals([decision])
    return taking_back


def _refuse_if_changed(comment: Comment, *, since: Decision) -> None:
    """Refuse to go back behind what somebody has decided since, or to publish what they wrote."""
    later = comment.decisions.standing().filter(pk__gt=since.pk)
    if moved := later.select_related("by").last():
        raise MovedSince(comment, moved)
    if since.from_status != Status.APPROVED:
        return
    edits = comment.edits.standing().filter(created_at__gt=since.created_at)
    if edit := edits.select_related("by").last():
        raise EditedSince(comment, by=edit.by)
