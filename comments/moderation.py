"""The only writer of a comment's status: every change of it is a move in the tables below.

A move locks the row, refuses a version that is no longer the stored one, and writes status,
`Decision` and the article's count in one transaction. What follows from a decision (mails) is
read from the rows later, so that nothing is lost, and nothing is sent for what was taken back.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from comments.models import (
    MAX_SCREENING_ATTEMPTS,
    SCREENING_FAILED,
    BulkJob,
    Comment,
    Decision,
    Finding,
    ModeratorAction,
    RejectionReason,
    Status,
)
from comments.screening import Result, is_surely_spam

ALLOWED_MOVES: Final[dict[str, frozenset[Status]]] = {
    Status.SUBMITTED: frozenset({Status.APPROVED, Status.REJECTED, Status.SPAM}),
    Status.IN_REVIEW: frozenset({Status.APPROVED, Status.REJECTED, Status.SPAM}),
    Status.SPAM: frozenset({Status.APPROVED, Status.REJECTED, Status.IN_REVIEW}),
    Status.APPROVED: frozenset({Status.REJECTED, Status.SPAM, Status.IN_REVIEW}),
    Status.REJECTED: frozenset({Status.APPROVED, Status.SPAM, Status.IN_REVIEW}),
}
MACHINE_MOVES: Final[dict[str, frozenset[Status]]] = {
    Status.SUBMITTED: frozenset({Status.IN_REVIEW, Status.SPAM, Status.APPROVED}),
}

# A finding from this score on keeps a machine from publishing.
DOUBT: Final = 0.2
# In percent, for a check that could not run: neither harmless nor damning.
RISK_UNKNOWN: Final = 50


class MoveNotAllowed(Exception):
    """The comment's status has no such move."""

    def __init__(self, comment: Comment, to: Status) -> None:
        super().__init__(
            _("A comment that is “%(from)s” cannot become “%(to)s”.")
            % {"from": comment.get_status_display(), "to": to.label}
        )
        self.comment = comment


class StaleDecision(Exception):
    """Somebody was first: `comment` is the row as it now is, `decision` what was decided."""

    def __init__(self, comment: Comment, decision: Decision | None) -> None:
        self.comment = comment
        self.decision = decision
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        status = self.comment.get_status_display()
        if self.decision is None or self.decision.by is None:
            return _("This comment has changed since you saw it: it is now “%(status)s”.") % {
                "status": status
            }
        return self._first_sentence() % {
            "colleague": self.decision.by.get_full_name() or self.decision.by.get_username(),
            "status": status,
        }

    def _first_sentence(self) -> str:
        return _("%(colleague)s was first: this comment is now “%(status)s”.")


class MovedSince(StaleDecision):
    """What is to be taken back was moved on by somebody since."""

    def _first_sentence(self) -> str:
        return _("%(colleague)s has moved this comment since, so it stays as it is: “%(status)s”.")


class NothingToUndo(Exception):
    """This person has decided nothing yet, or has taken all of it back."""

    def __init__(self) -> None:
        super().__init__(_("There is nothing to undo: you have taken back all your decisions."))


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
    refused: list[StaleDecision | MoveNotAllowed] = field(default_factory=list)
    # Of the `BulkJob` that does in the background what was asked.
    job_id: int | None = None


def decide_all(
    comments: Iterable[Comment],
    verb: Callable[..., Decision],
    *,
    by: User,
    reason: str = "",
) -> Outcome:
    """Decide on each comment by itself, so that one that is stale holds up no other.

    Together they are one step for undo.
    """
    outcome = Outcome()
    action: ModeratorAction | None = None
    for comment in comments:
        try:
            action = verb(comment, by=by, reason=reason, action=action).action
        except (StaleDecision, MoveNotAllowed) as refusal:
            outcome.refused.append(refusal)
        else:
            outcome.decided.append(comment)
    return outcome


def undo_last(*, by: User) -> Outcome:
    """Take back the last step of a person, and the next time the one before.

    Each comment is again what it was. What somebody has moved since stays as it is, and is
    among the refused. A step on very many is taken back in the background.
    """
    outcome = Outcome()
    with transaction.atomic():
        action = ModeratorAction.objects.select_for_update().undoable(by=by).first()
        if action is None:
            raise NothingToUndo
        action.undone_at = timezone.now()
        action.save(update_fields=["undone_at"])
        if BulkJob.objects.filter(action=action).update(finished_at=None):
            outcome.job_id = action.pk
            return outcome
        for decision in action.decisions.standing().order_by("comment_id"):
            comment = Comment.objects.select_for_update().get(pk=decision.comment_id)
            since = comment.decisions.standing().filter(pk__gt=decision.pk)
            if moved := since.select_related("by").last():
                outcome.refused.append(MovedSince(comment, moved))
            else:
                _take_back(comment, decision, by=by)
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
        now = timezone.now()
        _write_many(moves, decided_at=None if to == Status.IN_REVIEW else now)
    return len(moves)


def take_back_many(decisions: Iterable[Decision], *, by: User) -> int:
    """Take back what still stands of those decisions, each on a comment of its own.

    Returns how many comments are again what they were.
    """
    with transaction.atomic():
        by_comment = {decision.comment_id: decision for decision in decisions}
        rows = Comment.objects.select_for_update().filter(pk__in=by_comment).order_by("pk")
        locked = list(rows)
        standing = Decision.objects.standing().filter(comment__in=by_comment).order_by()
        latest = dict(standing.values_list("comment").annotate(Max("pk")))
        pairs = [
            (row, by_comment[row.pk]) for row in locked if latest[row.pk] == by_comment[row.pk].pk
        ]
        waited = [pair for pair in pairs if pair[1].decided_at_before is None]
        _write_many(
            [
                (row, Decision(by=by, to_status=decision.from_status, undoes=decision))
                for row, decision in waited
            ],
            decided_at=None,
        )
        for row, decision in pairs:
            if decision.decided_at_before is not None:
                _take_back(row, decision, by=by)
    return len(pairs)


def apply_screening(comment_id: int, *, token: UUID, results: list[Result]) -> bool:
    """Write what screening found and move the comment on, where `token` still holds the lease.

    Returns False, and writes nothing, where the lease was lost: another screening has finished,
    or a moderator has decided meanwhile.
    """
    with transaction.atomic():
        comment = (
            Comment.objects.select_for_update()
            .awaiting_screening()
            .filter(pk=comment_id, lease_token=token)
            .first()
        )
        if comment is None:
            return False
        told = [result for result in results if result.finding or result.unavailable]
        Finding.objects.bulk_create(Finding(comment=comment, **_columns(result)) for result in told)
        comment.screened_at = timezone.now()
        comment.risk = risk_of(result.finding.score if result.finding else None for result in told)
        _move_by_machine(comment, _verdict(comment, results))
    return True


def give_to_a_person(comment_id: int) -> bool:
    """Put a comment that screening failed on too often into review, saying so."""
    with transaction.atomic():
        comment = (
            Comment.objects.select_for_update()
            .awaiting_screening()
            .without_live_lease(timezone.now())
            .filter(pk=comment_id, screening_attempts__gte=MAX_SCREENING_ATTEMPTS)
            .first()
        )
        if comment is None:
            return False
        Finding.objects.create(
            comment=comment,
            check_name=SCREENING_FAILED,
            score=None,
            reason=_("Screening failed %(count)d times: nothing was checked.")
            % {"count": comment.screening_attempts},
        )
        comment.risk = RISK_UNKNOWN
        _move_by_machine(comment, Status.IN_REVIEW)
    return True


def record_retry(finding: Finding, result: Result) -> bool:
    """Put a check's second try in the place of its first; returns whether it ran.

    Evidence only: the comment waits for a person, and stays where it is.
    """
    with transaction.atomic():
        first = Finding.objects.select_for_update().filter(pk=finding.pk, score=None).first()
        if first is None:
            return False
        if result.unavailable:
            first.attempts += 1
            first.save(update_fields=["attempts"])
            return False
        first.delete()
        if result.finding:
            Finding.objects.create(comment_id=finding.comment_id, **_columns(result))
        scores = Finding.objects.filter(comment=finding.comment_id).values_list("score", flat=True)
        Comment.objects.filter(pk=finding.comment_id).update(risk=risk_of(scores))
    return True


def risk_of(scores: Iterable[float | None]) -> int:
    """Return the percentage that sorts queues: the highest of the scores, None being unknown."""
    return max(
        (RISK_UNKNOWN if score is None else round(score * 100) for score in scores), default=0
    )


def _columns(result: Result) -> dict[str, Any]:
    """Return the columns of the `Finding` that stores a result."""
    if result.finding is None:
        return {"check_name": result.check_name, "score": None, "reason": result.unavailable}
    return {
        "check_name": result.check_name,
        "score": result.finding.score,
        "reason": result.finding.reason,
        "spans": [list(span) for span in result.finding.spans],
    }


def _verdict(comment: Comment, results: list[Result]) -> Status:
    if is_surely_spam(results):
        return Status.SPAM
    if _may_be_published_unseen(comment, results):
        return Status.APPROVED
    return Status.IN_REVIEW


def _may_be_published_unseen(comment: Comment, results: list[Result]) -> bool:
    """Only where the operator wants it, for a writer who was always approved, without a doubt."""
    needed = settings.PUBLISH_WRITERS_WITH_APPROVED
    if not needed or any(result.unavailable or _raises_doubt(result) for result in results):
        return False
    earlier = Comment.objects.by_same_writer(comment).decided().values_list("status", flat=True)
    statuses = list(earlier)
    return len(statuses) >= needed and set(statuses) == {Status.APPROVED}


def _raises_doubt(result: Result) -> bool:
    return result.finding is not None and result.finding.score >= DOUBT


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
        row = Comment.objects.select_for_update().get(pk=comment.pk)
        if row.version != comment.version:
            raise StaleDecision(row, row.decisions.select_related("by").last())
        _refuse_unless(row, to, among=ALLOWED_MOVES)
        decision = _write(
            row,
            Decision(
                by=by,
                to_status=to,
                reason=reason or (because.sentence if because else ""),
                rejection_reason=because,
                action=action or ModeratorAction.objects.create(by=by, to_status=to),
            ),
        )
    for name in ("status", "version", "decided_at"):
        setattr(comment, name, getattr(row, name))
    return decision


def _take_back(comment: Comment, decision: Decision, *, by: User) -> Decision:
    """Put a locked comment back to what it was before the decision, whatever that was."""
    earlier = comment.decisions.filter(pk__lt=decision.pk, to_status=decision.from_status).last()
    return _write(
        comment,
        Decision(
            by=by,
            to_status=decision.from_status,
            # What the writer reads is again what was said then.
            reason=earlier.reason if earlier else "",
            rejection_reason_id=earlier.rejection_reason_id if earlier else None,
            undoes=decision,
        ),
        decided_at=decision.decided_at_before,
    )


def _move_by_machine(comment: Comment, to: Status) -> Decision:
    _refuse_unless(comment, to, among=MACHINE_MOVES)
    return _write(comment, Decision(by=None, to_status=to))


def _refuse_unless(comment: Comment, to: Status, *, among: dict[str, frozenset[Status]]) -> None:
    if to not in among.get(comment.status, ()):
        raise MoveNotAllowed(comment, to)


_NOW: Final = object()


def _write(comment: Comment, decision: Decision, *, decided_at: Any = _NOW) -> Decision:
    """Write one move of a locked row with its decision; a lease that was held on it is void.

    `decided_at` is for a comment that is again what it was; it is now for every other.
    """
    now = timezone.now()
    if decided_at is _NOW:
        decided_at = None if decision.to_status == Status.IN_REVIEW else now
    decision.comment = comment
    decision.from_status = comment.status
    decision.decided_at_before = comment.decided_at
    decision.created_at = now
    comment.status = decision.to_status
    comment.version += 1
    comment.decided_at = decided_at
    comment.lease_token = comment.lease_ends_at = None
    comment.save(
        update_fields=[
            "status",
            "version",
            "decided_at",
            "risk",
            "screened_at",
            "lease_token",
            "lease_ends_at",
        ]
    )
    decision.save()
    _count(comment.article_id, _count_change(decision))
    return decision


def _write_many(moves: Sequence[tuple[Comment, Decision]], *, decided_at: datetime | None) -> None:
    """Do what `_write` does for many locked rows at once."""
    now = timezone.now()
    count_changes: Counter[int] = Counter()
    by_status = defaultdict(list)
    for comment, decision in moves:
        decision.comment = comment
        decision.from_status = comment.status
        decision.decided_at_before = comment.decided_at
        decision.created_at = now
        count_changes[comment.article_id] += _count_change(decision)
        by_status[decision.to_status].append(comment.pk)
    for status, pks in by_status.items():
        Comment.objects.filter(pk__in=pks).update(
            status=status,
            version=F("version") + 1,
            decided_at=decided_at,
            lease_token=None,
            lease_ends_at=None,
        )
    Decision.objects.bulk_create(decision for _comment, decision in moves)
    for article_id, change in sorted(count_changes.items()):
        _count(article_id, change)


def _count_change(decision: Decision) -> int:
    return (decision.to_status == Status.APPROVED) - (decision.from_status == Status.APPROVED)


def _count(article_id: int, change: int) -> None:
    if change:
        Article.objects.filter(pk=article_id).update(comment_count=F("comment_count") + change)
