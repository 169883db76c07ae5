"""Editors' picks: good comments that an article's page shows first."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from comments.models import Comment, Featuring, ModeratorAction, Status
from comments.moderation.moves import EditedSince, lock_as_seen
from comments.moderation.verbs import approve


def feature(comment: Comment, *, by: User) -> Featuring:
    """Make the comment an editors' pick; what is not approved yet is approved in the same step."""
    with transaction.atomic():
        action = _begin_step(by, Status.APPROVED if not comment.is_approved else "")
        if not comment.is_approved:
            approve(comment, by=by, action=action)
        return _change(comment, timezone.now(), by=by, action=action)


def unfeature(comment: Comment, *, by: User) -> Featuring:
    """Let the comment stand in its place only."""
    with transaction.atomic():
        return _change(comment, None, by=by, action=_begin_step(by, ""))


def take_back_featuring(made: Featuring, *, by: User) -> Comment:
    """Make the comment a pick again, or none, as it was before."""
    row = Comment.objects.select_for_update().get(pk=made.comment_id)
    if row.featured_at != made.featured_at:
        last = row.featurings.select_related("by").last() or made
        raise EditedSince(row, by=last.by)
    _write(row, Featuring(by=by, featured_at=made.featured_at_before, undoes=made))
    return row


def _begin_step(by: User, to_status: str) -> ModeratorAction:
    return ModeratorAction.objects.create(
        by=by, kind=ModeratorAction.Kind.FEATURE, to_status=to_status
    )


def _change(
    comment: Comment, featured_at: datetime | None, *, by: User, action: ModeratorAction
) -> Featuring:
    """Write it for a person who saw `comment.version`; bring `comment` up to date."""
    row = lock_as_seen(comment)
    made = _write(row, Featuring(by=by, featured_at=featured_at, action=action))
    comment.version, comment.featured_at = row.version, row.featured_at
    return made


def _write(row: Comment, made: Featuring) -> Featuring:
    made.comment = row
    made.featured_at_before = row.featured_at
    made.save()
    row.featured_at = made.featured_at
    row.version += 1
    row.save(update_fields=["featured_at", "version"])
    return made
