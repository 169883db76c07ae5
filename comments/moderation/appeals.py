"""What a decision, and its taking back, means for open appeals against rejections.

All that writes here wants locked rows, inside a transaction.
"""

from collections.abc import Collection
from typing import Final

from django.db.models import OuterRef, Subquery

from comments.models import Appeal, Comment, Decision, Status

# While it waits again, its second look is still to come.
_ANSWERS: Final = frozenset({Status.APPROVED, Status.REJECTED, Status.SPAM})


def answer_appeals(decisions: Collection[Decision]) -> None:
    """Close the open appeals that these decisions, which were just written, have answered."""
    answering = [one for one in decisions if one.comment.appealed_at and _is_an_answer(one)]
    if not answering:
        return
    comments = [decision.comment_id for decision in answering]
    latest = Decision.objects.filter(comment=OuterRef("comment")).order_by("-pk").values("pk")
    Appeal.objects.open().filter(comment__in=comments).update(answered_with=Subquery(latest[:1]))
    Comment.objects.filter(pk__in=comments).update(appealed_at=None)
    for decision in answering:
        decision.comment.appealed_at = None


def reopen_appeals(decisions: Collection[Decision]) -> None:
    """Open again what these decisions had answered: they are taken back."""
    answered = Appeal.objects.filter(answered_with__in=decisions)
    asked_at = dict(answered.order_by("-created_at").values_list("comment", "created_at"))
    if not asked_at:
        return
    answered.update(answered_with=None, answer="")
    for comment_id, appealed_at in asked_at.items():
        Comment.objects.filter(pk=comment_id).update(appealed_at=appealed_at)


def _is_an_answer(decision: Decision) -> bool:
    """What is rejected again because something was taken back has not been looked at."""
    is_restored = decision.undoes_id and decision.to_status == Status.REJECTED
    return decision.to_status in _ANSWERS and not is_restored
