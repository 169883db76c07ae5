"""What readers write: the comment itself, and how to reach who wrote it."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from comments.markup import words_of
from comments.models.clock import lately, to_come
from comments.models.copies import CopyKeyField, copy_key, reads_the_same

NAME_MAX_LENGTH = 245
EMAIL_MAX_LENGTH = 100
WEBSITE_MAX_LENGTH = 200
MAX_SCREENING_ATTEMPTS = 2
# For so long after it lost its lease a comment waits for a worker that takes retries.
_LONGEST_WAIT_FOR_RETRY = timedelta(minutes=10)
# Tabs and links say "999+" from here on.
COUNT_CAP = 1000
# Of one writer: enough to know somebody by, and a flood from one address slows nothing down.
LATEST_COUNTED = 200


class Status(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("Awaiting review")
    SPAM = "spam", _("Spam")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


class CappedCount(models.Subquery):
    """How many a queryset finds, up to `COUNT_CAP`, as a column: so one query tells several."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = models.IntegerField()

    def __init__(self, queryset: models.QuerySet[Any]) -> None:
        super().__init__(queryset.values("pk")[:COUNT_CAP])


class CommentQuerySet(models.QuerySet["Comment"]):
    def approved(self) -> Self:
        return self.filter(status=Status.APPROVED)

    def awaiting_screening(self) -> Self:
        return self.filter(status=Status.SUBMITTED)

    def awaiting_first_screening(self) -> Self:
        """Without what was taken once: should that have failed, it says nothing of the others."""
        return self.awaiting_screening().filter(screening_attempts=0)

    def lost(self) -> Self:
        """What was taken, and neither screened nor is any more: its worker ended, or hangs."""
        return self.awaiting_screening().without_live_lease().filter(screening_attempts__gt=0)

    def given_up_on(self) -> Self:
        """What was lost too often, or is lost and nobody takes it though a message was sent."""
        is_not_taken = Q(
            lease_ends_at__lte=Now() - _LONGEST_WAIT_FOR_RETRY, queued_at__gt=F("lease_ends_at")
        ) & ~lately("queued_at", within=timedelta(seconds=settings.REQUEUE_GRACE))
        return self.lost().filter(Q(screening_attempts__gte=MAX_SCREENING_ATTEMPTS) | is_not_taken)

    def awaiting_review(self) -> Self:
        return self.filter(status=Status.IN_REVIEW)

    def by_readers(self) -> Self:
        """Without what the newsroom says itself."""
        return self.filter(author__isnull=True)

    def by_the_newsroom(self) -> Self:
        return self.filter(author__isnull=False)

    def decided(self) -> Self:
        """What was judged: not what was closed as the copy of another."""
        return self.filter(
            status__in=[Status.APPROVED, Status.REJECTED, Status.SPAM], copy_of__isnull=True
        )

    def appealed(self) -> Self:
        """Those whose writer waits for the answer to an appeal, the oldest appeal first."""
        return self.filter(appealed_at__isnull=False).order_by("appealed_at", "pk")

    def appealed_after(self, appealed_at: datetime, pk: int) -> Self:
        """What follows that comment in `appealed`."""
        return self.filter(appealed_at__gte=appealed_at).filter(
            Q(appealed_at__gt=appealed_at) | Q(pk__gt=pk)
        )

    def oldest_first(self) -> Self:
        return self.order_by("created_at", "pk")

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def after(self, created_at: datetime, pk: int) -> Self:
        """What follows that comment in `oldest_first`."""
        return self.filter(created_at__gte=created_at).filter(
            Q(created_at__gt=created_at) | Q(pk__gt=pk)
        )

    def before(self, created_at: datetime, pk: int) -> Self:
        """What follows that comment in `newest_first`."""
        return self.filter(created_at__lte=created_at).filter(
            Q(created_at__lt=created_at) | Q(pk__lt=pk)
        )

    def capped_count(self) -> int:
        """Count, and stop at `COUNT_CAP`: quick however many there are."""
        return self.in_some_order()[:COUNT_CAP].count()

    def in_some_order(self) -> Self:
        """Ordered as an index is, so that who counts up to a number need not read the table.

        They may all stand at its end.
        """
        return self if self.query.order_by else self.oldest_first()

    def without_live_lease(self) -> Self:
        lease = timedelta(seconds=settings.SCREENING_LEASE)
        return self.exclude(to_come("lease_ends_at", within=lease))

    def by_same_writer(self, comment: "Comment") -> Self:
        """Other comments from the same typed address, of very many the latest.

        Typed, not proven: `proof` tells what speaks for it.
        """
        contacts = Contact.objects.filter(email_digest=comment.contact.email_digest)
        others = contacts.exclude(pk=comment.pk).order_by("-created_at")
        return self.filter(pk__in=others.values("pk")[:LATEST_COUNTED])

    def exact_copies(self, comment: "Comment") -> Self:
        """Others that say the same in the same place; `is_copy_of` makes sure."""
        if comment.copy_key is None:
            return self.none()
        return self.filter(copy_key=comment.copy_key).exclude(pk=comment.pk)

    def by_conversation(self) -> Self:
        """Say with which comment's number each conversation began; the oldest stands first.

        By numbers, not by moments: what is answered has a smaller one, whatever clocks said.
        """
        began_with = Coalesce("conversation", "pk", output_field=models.BigIntegerField())
        return self.annotate(began_with=began_with).order_by("began_with", "pk")

    def began_after(self, number: int) -> Self:
        return self.by_conversation().filter(Q(began_with__gt=number))

    def began_before(self, number: int) -> Self:
        return self.by_conversation().filter(Q(began_with__lt=number))

    def began_with(self, number: int) -> Self:
        """One conversation, whole."""
        return self.by_conversation().filter(Q(began_with=number)).order_by("pk")

    def for_thread(self) -> Self:
        """What a thread on the page shows, by conversation: stored HTML, no contact data."""
        return (
            self.approved()
            .by_conversation()
            .only(
                "conversation",
                "article_id",
                "parent_id",
                "author_id",
                "name",
                "website",
                "body_html",
                "created_at",
                "edited_at",
                "featured_at",
            )
        )

    def picked(self) -> Self:
        """Editors' picks, with what stands of them before a thread."""
        picks = self.approved().filter(featured_at__isnull=False).order_by("-featured_at")
        return picks.only("article_id", "name", "body_html", "featured_at")

    def for_digest(self) -> Self:
        """What a mail to moderators tells of them, the oldest first."""
        return (
            self.oldest_first()
            .select_related("article")
            .defer("body_html", "article__body")
            .prefetch_related("findings")
        )

    def for_screening(self) -> Self:
        """With all that the checks read."""
        return self.select_related("article", "parent", "contact")


class Comment(models.Model):
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="comments", verbose_name=_("article")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("in reply to"),
    )
    # The number of the comment that the conversation began with, also when that one is gone; null
    # where it begins with this one.
    conversation = models.BigIntegerField(null=True, editable=False)
    name = models.CharField(_("name"), max_length=NAME_MAX_LENGTH)
    website = models.URLField(_("website"), max_length=WEBSITE_MAX_LENGTH, blank=True)
    body = models.TextField(_("comment"))
    body_html = models.TextField(editable=False)
    created_at = models.DateTimeField(_("posted at"), default=timezone.now, editable=False)

    # Who wrote it for the newsroom, which signs it: readers never see the colleague's name.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("written for the newsroom by"),
    )
    # Null where `body` is what was posted.
    edited_at = models.DateTimeField(_("edited at"), null=True, editable=False)
    # An editors' pick; only what is approved is one.
    featured_at = models.DateTimeField(_("featured at"), null=True, editable=False)

    status = models.CharField(
        _("status"),
        max_length=20,
        choices=Status.choices,
        default=Status.SUBMITTED,
        editable=False,
    )
    # Counts decisions: whoever decides says which version they saw.
    version = models.PositiveIntegerField(default=1, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    # Since when an appeal is open; null where none is.
    appealed_at = models.DateTimeField(_("appealed at"), null=True, editable=False)
    # The highest score among the findings, in percent: what queues are sorted by.
    risk = models.PositiveSmallIntegerField(default=0, editable=False)

    # SHA-256 of the private link's token, in hex.
    receipt_digest = models.CharField(max_length=64, unique=True, editable=False)
    # Keyed digest of sender, address, parent and text: what is sent twice is stored once.
    duplicate_key = models.CharField(max_length=64, editable=False)
    # How often that sender had said the same before, longer ago than a second try comes.
    said_again = models.PositiveIntegerField(default=0, editable=False)

    # Signals from the form; they refuse nobody.
    honeypot_filled = models.BooleanField(default=False, editable=False)
    seconds_to_fill = models.PositiveIntegerField(null=True, editable=False)
    # 64-bit SimHash of the text, as a signed integer; null for texts too short to compare.
    simhash = models.BigIntegerField(null=True, editable=False)
    # The number of the first of those that are much the same; a name for them all, also when that
    # first one is gone. Null where there is no other.
    wave = models.BigIntegerField(null=True, editable=False)
    copy_key = CopyKeyField(null=True, editable=False)
    # The published comment that this one was closed as a copy of; null where it was judged.
    copy_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        db_index=False,
        related_name="closed_copies",
        verbose_name=_("closed as a copy of"),
    )

    # The lease of a running screening; `queued_at` is when a message was last sent.
    screening_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_ends_at = models.DateTimeField(null=True, editable=False)
    queued_at = models.DateTimeField(default=timezone.now, editable=False)
    screened_at = models.DateTimeField(null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [("decide_comment", _("Can decide on comments"))]
        indexes = [
            models.Index("article", "status", "created_at", name="comment_thread"),
            models.Index(
                "article",
                "status",
                Coalesce("conversation", "id", output_field=models.BigIntegerField()),
                "id",
                name="comment_conversations",
            ),
            models.Index("article", name="comment_picks", condition=Q(featured_at__isnull=False)),
            # With the wave, so that thousands of one are passed over without reading them.
            models.Index("status", "created_at", "id", "wave", name="comment_queue"),
            # Where hardly anything has a parent, SQLite takes the index on all for worthless.
            models.Index(
                "parent", name="comment_newsroom_replies", condition=Q(author__isnull=False)
            ),
            models.Index("status", "risk", "created_at", "id", name="comment_easiest_first"),
            models.Index(
                "status", F("risk").desc(), "created_at", "id", name="comment_riskiest_first"
            ),
            models.Index(F("created_at").desc(), name="comment_newest_first"),
            models.Index(
                "appealed_at",
                "id",
                name="comment_appeals",
                condition=Q(appealed_at__isnull=False),
            ),
            models.Index(
                "wave",
                "status",
                "created_at",
                "id",
                name="comment_wave",
                condition=Q(wave__isnull=False),
            ),
            models.Index("copy_key", "status", name="comment_copies"),
            models.Index(
                "copy_of", name="comment_closed_copies", condition=Q(copy_of__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "article", "duplicate_key", "said_again", name="comment_stored_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="comment_has_name"),
            models.CheckConstraint(condition=~Q(body=""), name="comment_has_body"),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="comment_status_known"
            ),
            models.CheckConstraint(
                condition=Q(lease_token__isnull=True, lease_ends_at__isnull=True)
                | Q(lease_token__isnull=False, lease_ends_at__isnull=False),
                name="comment_lease_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.body[:60]}"

    def save(self, *arguments: Any, **options: Any) -> None:
        if self._state.adding and self.parent:
            self.conversation = self.parent.conversation or self.parent.pk
        super().save(*arguments, **options)

    def get_absolute_url(self) -> str:
        """Return an address that leads to the page of the thread that it is on."""
        return reverse("comments:place", args=[self.pk])

    @property
    def words(self) -> str:
        """What readers read of it, as plain text."""
        return words_of(self.body)

    @property
    def is_approved(self) -> bool:
        return self.status == Status.APPROVED

    @property
    def is_by_newsroom(self) -> bool:
        return self.author_id is not None

    def compute_copy_key(self) -> int | None:
        """Return the key by which its exact copies are found; the newsroom's own has none."""
        if self.author_id is not None:
            return None
        return copy_key(
            article_id=self.article_id,
            parent_id=self.parent_id,
            body=self.body,
            html=self.body_html,
        )

    def is_copy_of(self, other: "Comment") -> bool:
        """Tell whether readers get the same of it in the same place; whoever sent it."""
        is_there = (self.article_id, self.parent_id) == (other.article_id, other.parent_id)
        return is_there and reads_the_same(self.body, self.body_html, other.body, other.body_html)


class Contact(models.Model):
    """How to reach a comment's writer. A table of its own, so that no ordinary query selects it."""

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="contact"
    )
    email = models.EmailField(_("email"), max_length=EMAIL_MAX_LENGTH)
    # Keyed HMAC-SHA-256 of the folded address, in hex: equality without reading the address.
    email_digest = models.CharField(max_length=64, editable=False)
    ip_address = models.GenericIPAddressField(_("network address"), null=True, editable=False)
    # The /24 (IPv4) or /64 (IPv6) that the address belongs to.
    network = models.CharField(_("network"), max_length=43, blank=True, editable=False)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True, editable=False)
    # Keyed digest of the address and of a number that the reader's browser keeps, in hex; blank
    # where the reader did not want that.
    browser_digest = models.CharField(max_length=64, blank=True, editable=False)
    # When the owner of the address said that it is theirs, by the link in a mail.
    confirmed_at = models.DateTimeField(_("address confirmed at"), null=True, editable=False)
    wants_publication_mail = models.BooleanField(_("asked for a mail"), default=False)
    publication_mail_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [
            models.Index("email_digest", "created_at", name="contact_writer"),
            models.Index("ip_address", "created_at", name="contact_ip_address"),
            models.Index("network", "created_at", name="contact_network"),
            models.Index(
                "email_digest",
                name="contact_confirmed",
                condition=Q(confirmed_at__isnull=False),
            ),
            models.Index(
                "comment",
                name="contact_mail_due",
                condition=Q(wants_publication_mail=True, publication_mail_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Contact of comment %(id)s") % {"id": self.comment_id})
