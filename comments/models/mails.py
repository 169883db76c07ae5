"""The outbox: each mail that is to be sent, or was, and what became of it. No address is in it."""

from datetime import timedelta
from email.utils import make_msgid
from typing import Final, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.clock import to_come
from comments.models.comment import Comment

# Longer than one mail may take: the limits of `mails.smtp`, and those of connecting.
MAIL_LEASE: Final = timedelta(minutes=20)
LONGEST_WAIT_OF_MAIL: Final = timedelta(hours=1)


def new_message_id() -> str:
    """Return a Message-ID of this site; it stays the same however often the mail is tried."""
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname)


class MailQuerySet(models.QuerySet["Mail"]):
    def with_people(self) -> Self:
        """With the colleagues who get them."""
        return self.select_related("to_user")

    def due(self) -> Self:
        """What nobody is sending or has, and was never tried or has waited; the longest due first.

        Who lost a lease to a clock that was set back may still hand the mail over: then it is not
        due for others.
        """
        waits = Q(attempts__gt=0) & to_come("due_at", within=LONGEST_WAIT_OF_MAIL)
        return self.unsent().exclude(waits).order_by("due_at", "pk")

    def unsent(self) -> Self:
        """What nobody is sending or has, whenever it is due."""
        return self.filter(state=Mail.State.DUE, handed_over_at=None).without_live_lease()

    def without_live_lease(self) -> Self:
        return self.exclude(to_come("lease_ends_at", within=MAIL_LEASE))


class Mail(models.Model):
    """One mail about comments. Without `to_user` it is for the writer of its only comment.

    The row is the queue. What it says is written from the rows when it is sent, and what is not
    true any more then is not sent.
    """

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("Your comment is published")
        DIGEST = "digest", _("Digest of what waits")

    class State(models.TextChoices):
        DUE = "due", _("Waits to be sent")
        SENT = "sent", _("Sent")
        # The text was handed over, and no answer came: sending it again could double it.
        UNKNOWN = "unknown", _("May have been sent")
        REFUSED = "refused", _("Refused by the mail server")
        GIVEN_UP = "given_up", _("Given up after a day")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    comments = models.ManyToManyField(Comment, related_name="mails", verbose_name=_("comments"))
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("to"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DUE)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # Until then a worker is sending it; also the token that guards what this worker notes.
    lease_ends_at = models.DateTimeField(null=True, editable=False)
    # Since then the mail server may have it.
    handed_over_at = models.DateTimeField(null=True, editable=False)
    message_id = models.CharField(max_length=255, default=new_message_id, editable=False)
    last_answer = models.CharField(_("last answer of the mail server"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, editable=False)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("mail about comments")
        verbose_name_plural = _("mails about comments")
        indexes = [models.Index(fields=["due_at", "id"], name="mail_due", condition=Q(state="due"))]
        permissions = [("send_mail_again", _("Can send a mail about comments again"))]

    def __str__(self) -> str:
        return f"{self.pk}: {self.get_kind_display()}"
