"""Answering readers, signed as the newsroom."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.identity import duplicate_key, new_receipt_token, receipt_digest
from comments.markup import render_comment
from comments.models import Comment, Decision, ModeratorAction, Status
from comments.moderation.moves import lock_as_seen, write_move
from comments.moderation.verbs import approve


class RepliedAlready(Exception):
    """The newsroom has said the same under the same comment, and readers see it."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(_("The newsroom has given this reply already."))
        self.comment = comment


def reply(comment: Comment, *, by: User, body: str) -> Comment:
    """Publish a reply by the newsroom; a comment that is not approved yet is approved with it.

    Both are one step for undo. Nobody screens the reply. It is stored off the page and then
    approved, so that undo leaves it among the rejected, from where it can be published again.
    """
    with transaction.atomic():
        lock_as_seen(comment)
        action = ModeratorAction.objects.create(
            by=by, kind=ModeratorAction.Kind.REPLY, to_status=Status.APPROVED
        )
        if not comment.is_approved:
            approve(comment, by=by, action=action)
        said = _off_the_page(comment, by=by, body=body)
        write_move(said, Decision(by=by, to_status=Status.APPROVED, action=action))
    return said


def _off_the_page(comment: Comment, *, by: User, body: str) -> Comment:
    """Store the reply; the one that was taken back before serves again where it says the same."""
    # What it says now: `duplicate_key` is of its first words, and a colleague may have edited it.
    same = list(comment.replies.by_the_newsroom().filter(body=body).select_for_update())
    for said in same:
        if said.is_approved:
            raise RepliedAlready(said)
    if same:
        return same[0]
    # A reader's key is of an address and of where it came from: neither is empty.
    key = duplicate_key(email="", parent_id=comment.pk, body=body, sender="")
    began_alike = Comment.objects.filter(article=comment.article_id, duplicate_key=key)
    last = began_alike.aggregate(last=Max("said_again"))["last"]
    now = timezone.now()
    return Comment.objects.create(
        article_id=comment.article_id,
        parent=comment,
        author=by,
        name=settings.NEWSROOM_SIGNATURE,
        body=body,
        body_html=render_comment(body),
        status=Status.REJECTED,
        created_at=now,
        queued_at=now,
        decided_at=now,
        receipt_digest=receipt_digest(new_receipt_token()),
        duplicate_key=key,
        said_again=0 if last is None else last + 1,
    )
