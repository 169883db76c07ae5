"""Mails about comments: to moderators in digests, to writers who asked for one.

What is due is read from the rows, so nothing is lost with Redis, and nothing is sent for a
decision that was taken back within the undo window.
"""

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Comment, Contact, ModeratorDigest, Status

logger = logging.getLogger(__name__)

MAILS_AT_ONCE: Final = 100


def send_moderator_digest() -> int:
    """Mail each moderator one digest where comments came since the last; returns the mails.

    The digest's row is written first, so that two workers never send the same digest; where
    no mail could be sent, it is taken back, and the next run tries again.
    """
    digest = _claim_digest()
    if digest is None:
        return 0
    oldest = Comment.objects.awaiting_review().oldest_first().first()
    context = {
        "waiting": digest.waiting,
        "oldest": oldest,
        "review_url": settings.SITE_URL + reverse("comments:review"),
        "site_name": settings.SITE_NAME,
    }
    subject = ngettext(
        "%(count)d comment waits for review", "%(count)d comments wait for review", digest.waiting
    ) % {"count": digest.waiting}
    sent = 0
    for moderator in _moderators():
        try:
            sent += _send(subject, "comments/mail/digest.txt", context, to=moderator.email)
        except OSError:
            logger.exception("The digest could not be sent to moderator %d", moderator.pk)
    if not sent:
        digest.delete()
    return sent


def send_publication_mails() -> int:
    """Mail writers whose comment has been published for longer than the undo window.

    Each is claimed before it is sent: a worker that dies in between costs one mail, and never
    sends one twice. A mail server that is away gives the claim back; an address that it
    refuses does not.
    """
    settled = timezone.now() - timedelta(seconds=settings.UNDO_WINDOW)
    due = Contact.objects.filter(
        wants_publication_mail=True,
        publication_mail_at__isnull=True,
        comment__status=Status.APPROVED,
        comment__decided_at__lte=settled,
    ).select_related("comment__article")
    sent = 0
    for contact in due[:MAILS_AT_ONCE]:
        unclaimed = Contact.objects.filter(pk=contact.pk, publication_mail_at__isnull=True)
        if not unclaimed.update(publication_mail_at=timezone.now()):
            continue
        comment = contact.comment
        context = {
            "name": comment.name,
            "headline": comment.article.headline,
            "comment_url": settings.SITE_URL + comment.get_absolute_url(),
            "site_name": settings.SITE_NAME,
        }
        try:
            sent += _send(
                _("Your comment is published"),
                "comments/mail/published.txt",
                context,
                to=contact.email,
            )
        except SMTPRecipientsRefused:
            logger.warning("The mail server refused the address of comment %d", contact.pk)
        except OSError:
            Contact.objects.filter(pk=contact.pk).update(publication_mail_at=None)
            raise
    return sent


def _claim_digest() -> ModeratorDigest | None:
    """Write the digest that is due, or return None: none waits, or one was sent just now."""
    now = timezone.now()
    with transaction.atomic():
        last = ModeratorDigest.objects.select_for_update().first()
        waiting = Comment.objects.awaiting_review()
        if last is not None:
            if now - last.sent_at < timedelta(minutes=settings.DIGEST_MIN_INTERVAL):
                return None
            if not waiting.filter(screened_at__gt=last.sent_at).exists():
                return None
        count = waiting.count()
        if not count or not _moderators():
            return None
        return ModeratorDigest.objects.create(sent_at=now, waiting=count)


def _moderators() -> list[User]:
    deciding = User.objects.with_perm(
        "comments.decide_comment",
        include_superusers=False,
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return list(deciding.exclude(email=""))


def _send(subject: str, template: str, context: dict[str, Any], *, to: str) -> int:
    """Send one mail to one address; returns 1."""
    body = render_to_string(template, context)
    return EmailMessage(f"[{settings.SITE_NAME}] {subject}", body, to=[to]).send()
