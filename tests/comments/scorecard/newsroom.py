"""A newsroom that has decided on what was screened."""

from datetime import UTC, datetime
from typing import Final

from django.contrib.auth.models import User

from comments import moderation
from comments.models import Comment, Decision, Status
from comments.scorecard.judgements import Judgement
from tests.comments.factories import CommentFactory, FindingFactory

NOON: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
VERBS: Final = {
    Status.APPROVED: moderation.approve,
    Status.REJECTED: moderation.reject,
    Status.SPAM: moderation.mark_as_spam,
}


def screened(*, to: Status = Status.IN_REVIEW, body: str = "", **scores: float | None) -> Comment:
    """Return a comment that screening moved; `scores` are its findings by check."""
    typed = {"body": body} if body else {}
    published = int(to == Status.APPROVED)
    comment: Comment = CommentFactory(status=to, article__comment_count=published, **typed)
    Decision.objects.create(comment=comment, from_status=Status.SUBMITTED, to_status=to)
    for name, score in scores.items():
        FindingFactory(comment=comment, check_name=name, score=score)
    return comment


def decided(
    verdict: Status,
    *,
    by: User,
    machine: Status = Status.IN_REVIEW,
    body: str = "",
    **scores: float | None,
) -> Comment:
    """Return a comment that screening moved to `machine`, and that a person then decided on."""
    comment = screened(to=machine, body=body, **scores)
    VERBS[verdict](comment, by=by)
    return comment


def judgement(verdict: Status, number: int = 1, **scores: float | None) -> Judgement:
    """Return what `decided` makes, without a database."""
    return Judgement(number, verdict, NOON, Status.IN_REVIEW, dict(scores))
