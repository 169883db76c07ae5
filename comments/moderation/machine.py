"""What the machine does: store what screening found, and make the first move."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.guests import is_surely_about, is_surely_trusted
from comments.models import (
    MAX_CHECK_ATTEMPTS,
    SCREENING_FAILED,
    Comment,
    Contact,
    Decision,
    Finding,
    Standing,
    Status,
    WatchedWord,
    WordHit,
)
from comments.moderation.moves import MACHINE_MOVES, refuse_unless, write_move
from comments.moderation.standings import TOLD_TO_THE_BANNED
from comments.screening import CHECKS, Policy, Result, is_surely_spam, is_watch_only, read_policy

# A finding from this score on keeps a machine from publishing.
DOUBT: Final = 0.2

# It rejects nobody but the banned.
_REASONS: Final = {Status.REJECTED: TOLD_TO_THE_BANNED}

# In percent, for a check that could not run: neither harmless nor damning.
RISK_UNKNOWN: Final = 50


def apply_screening(comment_id: int, *, token: UUID, results: list[Result]) -> bool:
    """Write what screening found and move the comment on, where `token` still holds the lease.

    Returns False, and writes nothing, where the lease was lost: another screening has finished,
    or a moderator has decided meanwhile. What is only watched is stored, and counts for nothing.
    """
    policy = read_policy()
    counting = [result for result in results if not is_watch_only(result.check_name, policy)]
    with transaction.atomic():
        comment = (
            Comment.objects.select_for_update()
            .awaiting_screening()
            .filter(pk=comment_id, lease_token=token)
            .first()
        )
        if comment is None:
            return False
        _store(results, comment.pk, policy)
        comment.screened_at = timezone.now()
        comment.risk = risk_of(
            result.finding.score if result.finding else None
            for result in counting
            if result.has_something_to_say
        )
        _move_by_machine(comment, _verdict(comment, counting, policy))
    return True


def give_to_a_person(comment_id: int) -> bool:
    """Put a comment that screening failed on too often into review, saying so.

    Each check is tried again by itself: then one that ends its process hides no other.
    """
    policy = read_policy()
    with transaction.atomic():
        lost = Comment.objects.select_for_update().given_up_on()
        comment = lost.filter(pk=comment_id).first()
        if comment is None:
            return False
        Finding.objects.create(
            comment=comment,
            check_name=SCREENING_FAILED,
            score=None,
            reason=ngettext(
                "Screening failed %(count)d time: each check is tried again by itself.",
                "Screening failed %(count)d times: each check is tried again by itself.",
                comment.screening_attempts,
            )
            % {"count": comment.screening_attempts},
        )
        why = _("Screening ended before the check could say anything.")
        _store([Result(check.name, None, why) for check in CHECKS], comment.pk, policy)
        comment.risk = RISK_UNKNOWN
        _move_by_machine(comment, Status.IN_REVIEW)
    return True


def claim_retry(finding_id: int) -> Finding | None:
    """Take a check that could not run and whose time has come; None where another was quicker.

    Whoever never says what came of it has used up all attempts: what ends its process once would
    do so again. `record_retry` counts one.
    """
    finding = Finding.objects.to_be_retried().filter(pk=finding_id).first()
    if finding is None:
        return None
    claimed = Finding.objects.filter(pk=finding_id, attempts=finding.attempts).update(
        attempts=MAX_CHECK_ATTEMPTS,
        reason=_("The check was started again by itself, and never came to an end."),
    )
    return finding if claimed else None


def record_retry(finding: Finding, result: Result) -> bool:
    """Put a check's second try in the place of its first; returns whether it ran.

    Evidence only: the comment waits for a person, and stays where it is.
    """
    policy = read_policy()
    with transaction.atomic():
        first = Finding.objects.select_for_update().filter(pk=finding.pk, score=None).first()
        if first is None:
            return False
        if result.unavailable:
            first.attempts = finding.attempts + 1
            first.reason = result.unavailable
            first.save(update_fields=["attempts", "reason"])
            return False
        first.delete()
        _store([result], finding.comment_id, policy)
        counting = Finding.objects.that_count().filter(comment=finding.comment_id)
        scores = counting.values_list("score", flat=True)
        Comment.objects.filter(pk=finding.comment_id).update(risk=risk_of(scores))
    return True


def risk_of(scores: Iterable[float | None]) -> int:
    """Return the percentage that sorts queues: the highest of the scores, None being unknown."""
    return max(
        (RISK_UNKNOWN if score is None else round(score * 100) for score in scores), default=0
    )


def _store(results: Iterable[Result], comment_id: int, policy: Policy) -> None:
    """Store what was found, what could not run, and which of the watched words were there."""
    told = [result for result in results if result.has_something_to_say]
    Finding.objects.bulk_create(
        Finding(
            comment_id=comment_id,
            is_watch_only=is_watch_only(result.check_name, policy),
            **_columns(result),
        )
        for result in told
    )
    found = {pk for result in told if result.finding for pk in result.finding.words}
    if found:
        # What moderators have deleted meanwhile is not counted any more.
        words = WatchedWord.objects.filter(pk__in=found)
        WordHit.objects.bulk_create(
            (WordHit(comment_id=comment_id, word=word) for word in words.only("pk")),
            ignore_conflicts=True,
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


def _verdict(comment: Comment, results: Sequence[Result], policy: Policy) -> Status:
    """Anybody can type an address: what was settled or learnt about one, decides nothing alone."""
    contact = Contact.objects.filter(comment=comment).first()
    standings = list(Standing.objects.in_force().about([contact])) if contact else []
    if contact and _is_banned(contact, standings):
        return Status.REJECTED
    if is_surely_spam(results, policy):
        return Status.SPAM
    kinds = {standing.kind for standing in standings}
    is_settled = bool(kinds & {Standing.Kind.BANNED, Standing.Kind.HELD})
    if is_settled or _is_in_doubt(results) or _is_copy(comment):
        return Status.IN_REVIEW
    if contact and (_is_trusted(contact, standings) or _was_always_approved(comment, contact)):
        return Status.APPROVED
    return Status.IN_REVIEW


def _is_banned(contact: Contact, standings: Iterable[Standing]) -> bool:
    return any(
        standing.kind == Standing.Kind.BANNED and is_surely_about(standing, contact)
        for standing in standings
    )


def _is_trusted(contact: Contact, standings: Iterable[Standing]) -> bool:
    return any(
        standing.kind == Standing.Kind.TRUSTED and is_surely_trusted(standing, contact)
        for standing in standings
    )


def _was_always_approved(comment: Comment, contact: Contact) -> bool:
    """Tell of a browser that was approved as often as the operator wants, and never refused."""
    needed = settings.PUBLISH_WRITERS_WITH_APPROVED
    if not (needed and contact.browser_digest):
        return False
    from_here = Comment.objects.filter(contact__browser_digest=contact.browser_digest)
    earlier = from_here.by_same_writer(comment).decided()
    statuses = list(earlier.values_list("status", flat=True))
    return len(statuses) >= needed and set(statuses) == {Status.APPROVED}


def _is_copy(comment: Comment) -> bool:
    """What says the same as another goes the way of that one, whoever sent it."""
    return Comment.objects.exact_copies(comment).exists()


def _is_in_doubt(results: Sequence[Result]) -> bool:
    return any(result.unavailable or _raises_doubt(result) for result in results)


def _raises_doubt(result: Result) -> bool:
    return result.finding is not None and result.finding.score >= DOUBT


def _move_by_machine(comment: Comment, to: Status) -> Decision:
    refuse_unless(comment, to, among=MACHINE_MOVES)
    return write_move(comment, Decision(by=None, to_status=to, reason=str(_REASONS.get(to, ""))))
