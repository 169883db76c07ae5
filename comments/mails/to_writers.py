"""Mails to the writers who asked for them."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from comments.identity import CONFIRMATION_LIVES, confirmation_token
from comments.mails.letters import Letter, write_letter
from comments.models import Comment, Contact, Mail, Status, lately

ENQUEUED_AT_ONCE: Final = 500


def enqueue_publications() -> int:
    """Put a mail into the outbox for each comment published for longer than the undo window.

    What was put there is noted in the same transaction, so that it is put there once.
    """
    may_be_undone = lately("comment__decided_at", within=_undo_window())
    due = Contact.objects.filter(
        wants_publication_mail=True,
        publication_mail_at__isnull=True,
        comment__status=Status.APPROVED,
    ).exclude(may_be_undone)
    enqueued = 0
    for pk in due.values_list("pk", flat=True)[:ENQUEUED_AT_ONCE]:
        with transaction.atomic():
            unclaimed = Contact.objects.filter(pk=pk, publication_mail_at__isnull=True)
            if unclaimed.update(publication_mail_at=Now()):
                Mail.objects.create(kind=Mail.Kind.PUBLISHED).comments.add(pk)
                enqueued += 1
    return enqueued


def write_publication(mail: Mail) -> Letter | None:
    """Return the letter, or None where the comment is not published any more, or only just again.

    Then a later approval is to be told of, too, and this one when it cannot be undone.
    """
    comment = mail.comments.select_related("article", "contact").first()
    if comment is None:
        return None
    may_be_undone = Comment.objects.filter(lately("decided_at", within=_undo_window()))
    if comment.status != Status.APPROVED or may_be_undone.filter(pk=comment.pk).exists():
        Contact.objects.filter(pk=comment.pk).update(publication_mail_at=None)
        return None
    return _letter(comment)


def _undo_window() -> timedelta:
    return timedelta(seconds=settings.UNDO_WINDOW)


def _letter(comment: Comment) -> Letter:
    confirm = reverse("comments:confirm", args=[confirmation_token(comment.pk)])
    return write_letter(
        "published",
        {
            "name": comment.name,
            "headline": comment.article.headline,
            "comment_url": settings.SITE_URL + comment.get_absolute_url(),
            "confirm_url": settings.SITE_URL + confirm,
            "days": CONFIRMATION_LIVES.days,
        },
        to=comment.contact.email,
        subject=_("Your comment is published"),
        comments=[comment],
    )
