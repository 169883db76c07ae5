"""Mails about comments: to moderators in digests, to writers who asked for one.

What is due is read from the rows, so nothing is lost with Redis, and nothing is sent for a
decision that was taken back within the undo window. What has left is noted in `SentMail`.
"""

import logging
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.identity import CONFIRMATION_LIVES, confirmation_token
from comments.mails.digest import entries_for
from comments.models import Appeal, Comment, Contact, Decision, ModeratorDigest, SentMail, Status

logger = logging.getLogger(__name__)

MAILS_AT_ONCE: Final = 100
IN_A_DIGEST: Final = 10


def send_moderator_digest() -> int:
    """Mail each moderator one digest where comments or appeals came since; returns the mails.

    It is claimed before it is sent, so that two workers never send the same one; where no mail
    could be sent, the claim is given back, and the next run tries again.
    """
    waiting = Comment.objects.awaiting_review()
    moderators = _moderators()
    last = _last_digest()
    if not moderators or not _has_news(last) or not _claim(last):
        return 0
    oldest = list(waiting.for_digest()[:IN_A_DIGEST])
    count, appeals = waiting.count(), Comment.objects.appealed().count()
    context = {
        "waiting": count,
        "appeals": appeals,
        "oldest": oldest[0] if oldest else None,
        "link_days": settings.DECISION_LINK_DAYS,
        "review_url": settings.SITE_URL + reverse("comments:review"),
        "appeals_url": settings.SITE_URL + reverse("comments:review") + "?status=appeals",
        "site_name": settings.SITE_NAME,
    }
    subject = _subject(count, appeals)
    sent = 0
    for moderator in moderators:
        own = context | {"entries": entries_for(moderator, oldest)}
        try:
            sent += _send(subject, "comments/mail/digest.txt", own, to=moderator.email)
        except OSError:
            logger.exception("The digest could not be sent to moderator %d", moderator.pk)
        else:
            SentMail.objects.bulk_create(
                SentMail(comment=comment, kind=SentMail.Kind.DIGEST, to_user=moderator)
                for comment in oldest
            )
    if not sent:
        ModeratorDigest.objects.filter(pk=last.pk).update(sent_at=last.sent_at)
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
            "confirm_url": settings.SITE_URL
            + reverse("comments:confirm", args=[confirmation_token(comment.pk)]),
            "days": CONFIRMATION_LIVES.days,
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
        except Exception:
            # Also when the task's time is up: what was claimed and not sent is due again.
            Contact.objects.filter(pk=contact.pk).update(publication_mail_at=None)
            raise
        else:
            SentMail.objects.create(comment=comment, kind=SentMail.Kind.PUBLISHED)
    return sent


def _last_digest() -> ModeratorDigest:
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    return ModeratorDigest.objects.get_or_create(pk=1, defaults={"sent_at": long_ago})[0]


def _has_news(last: ModeratorDigest) -> bool:
    """Tell whether a comment waits, or an appeal, that came since the last digest."""
    came_into_review = Decision.objects.filter(
        to_status=Status.IN_REVIEW,
        created_at__gt=last.sent_at,
        comment__status=Status.IN_REVIEW,
    )
    appeals = Appeal.objects.open().filter(created_at__gt=last.sent_at)
    return came_into_review.exists() or appeals.exists()


def _subject(waiting: int, appeals: int) -> str:
    if not waiting:
        return ngettext(
            "%(count)d reader asks for a second look",
            "%(count)d readers ask for a second look",
            appeals,
        ) % {"count": appeals}
    return ngettext(
        "%(count)d comment waits for review", "%(count)d comments wait for review", waiting
    ) % {"count": waiting}


def _claim(last: ModeratorDigest) -> bool:
    """Move the time of the digest, if the interval is over and nobody else has moved it."""
    now = timezone.now()
    if now - last.sent_at < timedelta(minutes=settings.DIGEST_MIN_INTERVAL):
        return False
    unmoved = ModeratorDigest.objects.filter(pk=last.pk, sent_at=last.sent_at)
    return bool(unmoved.update(sent_at=now))


def _moderators() -> list[User]:
    """Return who may decide and has an address; superusers only where nobody else does."""
    deciding = User.objects.with_perm(
        "comments.decide_comment", backend="django.contrib.auth.backends.ModelBackend"
    ).exclude(email="")
    return list(deciding.filter(is_superuser=False)) or list(deciding)


def _send(subject: str, template: str, context: dict[str, Any], *, to: str) -> int:
    """Send one mail to one address; returns 1."""
    body = render_to_string(template, context)
    return EmailMessage(f"[{settings.SITE_NAME}] {subject}", body, to=[to]).send()
