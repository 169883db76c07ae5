"""Editing what a reader wrote: the original is kept, and the change can be taken back."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from comments.markup import render_comment
from comments.models import Comment, Edit, ModeratorAction, Status
from comments.moderation.moves import EditedSince, MovedSince, PublishedSince, lock_as_seen
from comments.screening import compute_simhash


def edit(comment: Comment, *, by: User, body: str, reason: str = "") -> Edit:
    """Change the text for a person who saw `comment.version`; bring `comment` up to date.

    A step of its own for undo. `duplicate_key` stays that of the original, so that its writer
    cannot post it once more. The writer reads `reason`, beside the original.
    """
    with transaction.atomic():
        row = lock_as_seen(comment)
        made = Edit.objects.create(
            comment=row,
            by=by,
            body_before=row.body,
            body_after=body,
            reason=reason,
            action=ModeratorAction.objects.create(by=by, kind=ModeratorAction.Kind.EDIT),
        )
        _write_body(row, body, edited_at=made.created_at)
    for name in ("body", "body_html", "simhash", "edited_at", "version"):
        setattr(comment, name, getattr(row, name))
    return made


def take_back_edit(made: Edit, *, by: User) -> Comment:
    """Give the comment the text that it had before; refuse where somebody went on from there.

    What a person has decided since was decided on the text as it is now; and what the machine has
    published since, never stood on the page as it was before.
    """
    row = Comment.objects.select_for_update().get(pk=made.comment_id)
    if later := row.edits.standing().filter(pk__gt=made.pk).select_related("by").last():
        raise EditedSince(row, by=later.by)
    since = row.decisions.standing().filter(created_at__gt=made.created_at)
    if moved := since.filter(by__isnull=False).select_related("by").last():
        raise MovedSince(row, moved)
    if row.is_approved and since.filter(to_status=Status.APPROVED).exists():
        raise PublishedSince(row)
    earlier = row.edits.standing().filter(pk__lt=made.pk).last()
    Edit.objects.create(
        comment=row, by=by, body_before=row.body, body_after=made.body_before, undoes=made
    )
    _write_body(row, made.body_before, edited_at=earlier.created_at if earlier else None)
    return row


def _write_body(row: Comment, body: str, *, edited_at: datetime | None) -> None:
    row.body = body
    row.body_html = render_comment(body)
    # What the newsroom says itself is compared with nothing.
    row.simhash = None if row.is_by_newsroom else compute_simhash(body)
    row.edited_at = edited_at
    row.version += 1
    # Who screens it now, screens another text: this one was never tried.
    row.lease_token = row.lease_ends_at = None
    row.screening_attempts = 0
    row.save(
        update_fields=[
            "body",
            "body_html",
            "simhash",
            "copy_key",
            "edited_at",
            "version",
            "lease_token",
            "lease_ends_at",
            "screening_attempts",
        ]
    )
