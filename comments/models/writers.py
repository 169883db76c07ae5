"""What colleagues have settled about writers, and what they tell each other of them.

A writer is an address as it was typed, kept as its keyed digest: no address stands here.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Contact
from comments.models.decisions import ModeratorAction

STANDING_REASON_MAX_LENGTH = 300
NOTE_MAX_LENGTH = 500


class StandingQuerySet(models.QuerySet["Standing"]):
    def in_force(self) -> Self:
        """Those that nobody has ended, and whose time is not over."""
        still = Q(until__isnull=True) | Q(until__gt=timezone.now())
        return self.filter(still, ended_at__isnull=True)

    def over_for(self, time: timedelta) -> Self:
        moment = Now() - time
        return self.filter(Q(ended_at__lt=moment) | Q(until__lt=moment))

    def about(self, contacts: Iterable[Contact]) -> Self:
        """Those of the contacts' addresses, and of the networks that they wrote from."""
        contacts = list(contacts)
        networks = {contact.network for contact in contacts} - {""}
        digests = {contact.email_digest for contact in contacts}
        return self.filter(Q(email_digest__in=digests) | Q(network__in=networks))

    def gravest(self) -> "Standing | None":
        return min(self, key=lambda standing: standing.gravity, default=None)


class Standing(models.Model):
    """An address or a network that is banned, always held or trusted, for a time or for good.

    Exactly one of `email_digest` and `network` is there. Rows are ended, never rewritten.
    """

    class Kind(models.TextChoices):
        """The gravest first: where several are in force at once, it wins."""

        BANNED = "banned", _("Banned")
        HELD = "held", _("Always held")
        TRUSTED = "trusted", _("Trusted")

    kind = models.CharField(_("standing"), max_length=10, choices=Kind.choices)
    email_digest = models.CharField(max_length=64, blank=True, editable=False)
    # As in `Contact`. It is kept for as long as the standing is in force.
    network = models.CharField(_("network"), max_length=43, blank=True, editable=False)
    until = models.DateTimeField(_("until"), null=True, editable=False)
    reason = models.CharField(
        _("reason, for colleagues"), max_length=STANDING_REASON_MAX_LENGTH, editable=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("set by"),
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("ended by"),
    )
    # The steps that set it and that ended it; null where that was before there were such steps.
    action = models.ForeignKey(
        ModeratorAction,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="standings_set",
    )
    ended_with = models.ForeignKey(
        ModeratorAction,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="standings_ended",
    )

    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("standing of a writer")
        verbose_name_plural = _("standings of writers")
        permissions = [("set_standing", _("Can ban, always hold and trust writers"))]
        indexes = [
            models.Index(
                name,
                name=f"standing_of_{what}",
                condition=Q(ended_at__isnull=True) & ~Q(**{name: ""}),
            )
            for name, what in [("email_digest", "address"), ("network", "network")]
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(email_digest="") & ~Q(network=""))
                | (~Q(email_digest="") & Q(network="")),
                name="standing_of_one",
            ),
            models.CheckConstraint(
                condition=~Q(kind="trusted") | Q(network=""), name="standing_no_network_trusted"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["banned", "held", "trusted"]), name="standing_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="standing_end_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}"

    @property
    def gravity(self) -> int:
        """How grave it is; 0 is the gravest."""
        return self.Kind.values.index(self.kind)

    @property
    def is_in_force(self) -> bool:
        return self.ended_at is None and (self.until is None or self.until > timezone.now())

    def covers(self, contact: Contact) -> bool:
        if self.network:
            return self.network == contact.network
        return self.email_digest == contact.email_digest


class WriterNote(models.Model):
    """What one colleague tells the others of a writer. Readers never see it."""

    email_digest = models.CharField(max_length=64, editable=False)
    text = models.CharField(_("note"), max_length=NOTE_MAX_LENGTH)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    action = models.ForeignKey(
        ModeratorAction, on_delete=models.PROTECT, null=True, editable=False, related_name="notes"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("note on a writer")
        verbose_name_plural = _("notes on writers")
        indexes = [models.Index("email_digest", "created_at", name="note_on_writer")]

    def __str__(self) -> str:
        return self.text
