"""The moves that a status may make, and the one place that writes them.

All that writes here wants locked rows, inside a transaction.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import User
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from comments.identity import name_of
from comments.models import (
    Comment,
    CommentQuerySet,
    Decision,
    Status,
)
from comments.moderation.appeals import answer_appeals

ALLOWED_MOVES: Final[dict[str, frozenset[Status]]] = {
    Status.SUBMITTED: frozenset({Status.APPROVED, Status.REJECTED, Status.SPAM}),
    Status.IN_REVIEW: frozenset({Status.APPROVED, Status.REJECTED, Status.SPAM}),
    Status.SPAM: frozenset({Status.APPROVED, Status.REJECTED, Status.IN_REVIEW}),
    Status.APPROVED: frozenset({Status.REJECTED, Status.SPAM, Status.IN_REVIEW}),
    Status.REJECTED: frozenset({Status.APPROVED, Status.SPAM, Status.IN_REVIEW}),
}

MACHINE_MOVES: Final[dict[str, frozenset[Status]]] = {
    # Rejected is what comes from a writer whom a person has banned.
    Status.SUBMITTED: frozenset({Status.IN_REVIEW, Status.SPAM, Status.APPROVED, Status.REJECTED}),
}


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
            "colleague": name_of(self.decision.by),
            "status": status,
        }

    def _first_sentence(self) -> str:
        return _("%(colleague)s was first: this comment is now “%(status)s”.")


class ChangedSince(StaleDecision):
    """The text, or the place among the picks, is not what was seen: `by` has changed it."""

    def __init__(self, comment: Comment, *, by: User) -> None:
        self.by = by
        super().__init__(comment, None)

    def _sentence(self) -> str:
        colleague = name_of(self.by)
        return self._first_sentence() % {"colleague": colleague}

    def _first_sentence(self) -> str:
        return _(
            "%(colleague)s has changed this comment since you saw it."
            " Please look at it as it is now."
        )


class EditedSince(ChangedSince):
    """What is to be taken back was changed again by somebody since."""

    def _first_sentence(self) -> str:
        return _("%(colleague)s has changed this comment since, so it stays as it is.")


class MovedSince(StaleDecision):
    """What is to be taken back was moved on by somebody since."""

    def _first_sentence(self) -> str:
        return _("%(colleague)s has moved this comment since, so it stays as it is: “%(status)s”.")


class PublishedSince(StaleDecision):
    """The machine has published what is to be taken back: before, it was never on the page."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(comment, None)

    def _sentence(self) -> str:
        return _("This comment was published with that change, so it stays as it is.")


def refuse_unless(comment: Comment, to: Status, *, among: dict[str, frozenset[Status]]) -> None:
    if to not in among.get(comment.status, ()):
        raise MoveNotAllowed(comment, to)


def lock_together(comments: CommentQuerySet) -> list[Comment]:
    """Lock the rows, and then the articles whose pages they may change; both in one order.

    So that nobody waits for each other: whoever changes what readers see, locks a comment first
    and its article after that.
    """
    rows = list(comments.select_for_update().order_by("pk"))
    articles = {row.article_id for row in rows}
    if len(articles) > 1:
        locked = Article.objects.select_for_update(no_key=True).filter(pk__in=articles)
        list(locked.order_by("pk").values_list("pk"))
    return rows


def lock_as_seen(comment: Comment) -> Comment:
    """Lock the comment's row for a person who saw `comment.version`; refuse another version."""
    row = Comment.objects.select_for_update().get(pk=comment.pk)
    if row.version == comment.version:
        return row
    decision = row.decisions.select_related("by").last()
    for changes in (row.edits, row.featurings):
        change = changes.select_related("by").last()
        if change and (decision is None or change.created_at > decision.created_at):
            raise ChangedSince(row, by=change.by)
    raise StaleDecision(row, decision)


_NOW: Final = object()


def write_move(
    comment: Comment,
    decision: Decision,
    *,
    decided_at: Any = _NOW,
    featured_at: datetime | None = None,
) -> Decision:
    """Write one move of a locked row with its decision; a lease that was held on it is void.

    `decided_at` is for a comment that is again what it was; it is now for every other, by the
    database's clock: the undo window is. What moves is no editors' pick any more; `featured_at` is
    for one that is a pick again.
    """
    if decided_at is _NOW:
        decided_at = None if decision.to_status == Status.IN_REVIEW else Now()
    decision.comment = comment
    decision.from_status = comment.status
    decision.decided_at_before = comment.decided_at
    decision.featured_at_before = comment.featured_at
    decision.created_at = timezone.now()
    comment.status = decision.to_status
    comment.featured_at = featured_at
    comment.copy_of_id = decision.copy_of_id
    comment.version += 1
    comment.decided_at = decided_at
    comment.lease_token = comment.lease_ends_at = None
    comment.save(
        update_fields=[
            "status",
            "version",
            "decided_at",
            "featured_at",
            "copy_of",
            "risk",
            "screened_at",
            "lease_token",
            "lease_ends_at",
        ]
    )
    if isinstance(decided_at, Now):
        comment.refresh_from_db(fields=["decided_at"])
    decision.save()
    answer_appeals([decision])
    _count(comment.article_id, _count_change(decision))
    return decision


def write_moves(moves: Sequence[tuple[Comment, Decision]], *, decided_at: Now | None) -> None:
    """Do what `write_move` does for many locked rows at once."""
    now = timezone.now()
    count_changes: Counter[int] = Counter()
    by_fate = defaultdict(list)
    for comment, decision in moves:
        decision.comment = comment
        decision.from_status = comment.status
        decision.decided_at_before = comment.decided_at
        decision.featured_at_before = comment.featured_at
        decision.created_at = now
        count_changes[comment.article_id] += _count_change(decision)
        by_fate[decision.to_status, decision.copy_of_id].append(comment.pk)
    # Before the comments, whose triggers lock their articles, too, and in no order.
    for article_id, change in sorted(count_changes.items()):
        _count(article_id, change)
    for (status, copy_of), pks in by_fate.items():
        Comment.objects.filter(pk__in=pks).update(
            status=status,
            copy_of=copy_of,
            version=F("version") + 1,
            decided_at=decided_at,
            featured_at=None,
            lease_token=None,
            lease_ends_at=None,
        )
    written = Decision.objects.bulk_create(decision for _comment, decision in moves)
    answer_appeals(written)


def _count_change(decision: Decision) -> int:
    return (decision.to_status == Status.APPROVED) - (decision.from_status == Status.APPROVED)


def _count(article_id: int, change: int) -> None:
    if change:
        Article.objects.filter(pk=article_id).update(comment_count=F("comment_count") + change)
