"""The only writer of a comment's status: every change of it is a move in the tables below.

A move locks the row, refuses a version that is no longer the stored one, and writes status,
`Decision` and the article's count in one transaction. What follows from a decision (mails) is
read from the rows later, so that nothing is lost, and nothing is sent for what was taken back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from comments.models import (
    MAX_SCREENING_ATTEMPTS,
    SCREENING_FAILED,
    Comment,
    Decision,
    Finding,
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
        return _("%(colleague)s was first: this comment is now “%(status)s”.") % {
            "colleague": self.decision.by.get_full_name() or self.decision.by.get_username(),
            "status": status,
        }


def approve(comment: Comment, *, by: User, reason: str = "") -> Decision:
    """Publish the comment; it is on the page at once."""
    return _decide(comment, Status.APPROVED, by=by, reason=reason)


def reject(comment: Comment, *, by: User, reason: str = "") -> Decision:
    """Refuse the comment; it stays stored, and its writer's receipt says so."""
    return _decide(comment, Status.REJECTED, by=by, reason=reason)


def mark_as_spam(comment: Comment, *, by: User, reason: str = "") -> Decision:
    """Put the comment into the spam box, from which it can be rescued."""
    return _decide(comment, Status.SPAM, by=by, reason=reason)


def return_to_review(comment: Comment, *, by: User, reason: str = "") -> Decision:
    """Take a decision back: the comment waits again, and is off the page."""
    return _decide(comment, Status.IN_REVIEW, by=by, reason=reason)


@dataclass
class Outcome:
    """What became of many comments decided together."""

    decided: list[Comment] = field(default_factory=list)
    refused: list[StaleDecision | MoveNotAllowed] = field(default_factory=list)


def decide_all(
    comments: Iterable[Comment],
    verb: Callable[..., Decision],
    *,
    by: User,
    reason: str = "",
) -> Outcome:
    """Decide on each comment by itself, so that one that is stale holds up no other."""
    outcome = Outcome()
    for comment in comments:
        try:
            verb(comment, by=by, reason=reason)
        except (StaleDecision, MoveNotAllowed) as refusal:
            outcome.refused.append(refusal)
        else:
            outcome.decided.append(comment)
    return outcome


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
        Finding.objects.bulk_create(
            Finding(comment=comment, **_columns(result))
            for result in results
            if result.finding or result.unavailable
        )
        comment.screened_at = timezone.now()
        _move(comment, _verdict(comment, results), by=None)
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
        _move(comment, Status.IN_REVIEW, by=None)
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
    return True


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


def _decide(comment: Comment, to: Status, *, by: User, reason: str) -> Decision:
    """Move the comment for a person who saw `comment.version`; bring `comment` up to date."""
    with transaction.atomic():
        row = Comment.objects.select_for_update().get(pk=comment.pk)
        if row.version != comment.version:
            raise StaleDecision(row, row.decisions.select_related("by").last())
        decision = _move(row, to, by=by, reason=reason)
    for name in ("status", "version", "decided_at"):
        setattr(comment, name, getattr(row, name))
    return decision


def _move(comment: Comment, to: Status, *, by: User | None, reason: str = "") -> Decision:
    """Write one move of a locked row; a lease that was held on it is void."""
    moves = MACHINE_MOVES if by is None else ALLOWED_MOVES
    if to not in moves.get(comment.status, ()):
        raise MoveNotAllowed(comment, to)
    now = timezone.now()
    decision = Decision(
        comment=comment,
        by=by,
        from_status=comment.status,
        to_status=to,
        reason=reason,
        created_at=now,
    )
    count_change = (to == Status.APPROVED) - (comment.status == Status.APPROVED)
    comment.status = to
    comment.version += 1
    comment.decided_at = None if to == Status.IN_REVIEW else now
    comment.lease_token = comment.lease_ends_at = None
    comment.save(
        update_fields=[
            "status",
            "version",
            "decided_at",
            "screened_at",
            "lease_token",
            "lease_ends_at",
        ]
    )
    decision.save()
    if count_change:
        Article.objects.filter(pk=comment.article_id).update(
            comment_count=F("comment_count") + count_change
        )
    return decision
