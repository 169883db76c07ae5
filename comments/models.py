"""Comments, their writers' contact data, the evidence found in them, and what was decided.

Data, constraints and queryset words only. `moderation` is the only writer of `Comment.status`;
`tasks` writes the columns of the screening lease.
"""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article

NAME_MAX_LENGTH = 245
EMAIL_MAX_LENGTH = 100
WEBSITE_MAX_LENGTH = 200
REASON_MAX_LENGTH = 500
MAX_SCREENING_ATTEMPTS = 5
# The name of the finding that stands for a screening that failed as a whole.
SCREENING_FAILED = "screening"
# Tabs and links say "999+" from here on.
COUNT_CAP = 1000


class Status(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("Awaiting review")
    SPAM = "spam", _("Spam")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


class CommentQuerySet(models.QuerySet["Comment"]):
    def approved(self) -> Self:
        return self.filter(status=Status.APPROVED)

    def awaiting_screening(self) -> Self:
        return self.filter(status=Status.SUBMITTED)

    def awaiting_review(self) -> Self:
        return self.filter(status=Status.IN_REVIEW)

    def decided(self) -> Self:
        return self.filter(status__in=[Status.APPROVED, Status.REJECTED, Status.SPAM])

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
        """Count, and stop at `COUNT_CAP`: quick however many there are.

        Ordered as an index is, so that no database looks for them by reading the table, where
        they may all stand at its end.
        """
        return self.oldest_first()[:COUNT_CAP].count()

    def without_live_lease(self, now: datetime) -> Self:
        return self.filter(Q(lease_ends_at__isnull=True) | Q(lease_ends_at__lte=now))

    def by_same_writer(self, comment: "Comment") -> Self:
        """Other comments from the same typed address. Typed, not proven."""
        return self.filter(contact__email_digest=comment.contact.email_digest).exclude(
            pk=comment.pk
        )

    def for_thread(self) -> Self:
        """What a thread on the page shows: stored HTML, no contact data."""
        return (
            self.approved()
            .order_by("created_at", "pk")
            .only("article_id", "parent_id", "name", "website", "body_html", "created_at")
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
    name = models.CharField(_("name"), max_length=NAME_MAX_LENGTH)
    website = models.URLField(_("website"), max_length=WEBSITE_MAX_LENGTH, blank=True)
    body = models.TextField(_("comment"))
    body_html = models.TextField(editable=False)
    created_at = models.DateTimeField(_("posted at"), default=timezone.now, editable=False)

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
    # The highest score among the findings, in percent: what queues are sorted by.
    risk = models.PositiveSmallIntegerField(default=0, editable=False)

    # SHA-256 of the private link's token, in hex.
    receipt_digest = models.CharField(max_length=64, unique=True, editable=False)
    # Keyed digest of writer, parent and text: the same comment is stored once an article.
    duplicate_key = models.CharField(max_length=64, editable=False)

    # Signals from the form; they refuse nobody.
    honeypot_filled = models.BooleanField(default=False, editable=False)
    seconds_to_fill = models.PositiveIntegerField(null=True, editable=False)
    # 64-bit SimHash of the text, as a signed integer; null for texts too short to compare.
    simhash = models.BigIntegerField(null=True, editable=False)

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
            models.Index("status", "created_at", "id", name="comment_queue"),
            models.Index("status", "risk", "created_at", "id", name="comment_easiest_first"),
            models.Index(
                "status", F("risk").desc(), "created_at", "id", name="comment_riskiest_first"
            ),
            models.Index(F("created_at").desc(), name="comment_newest_first"),
        ]
        constraints = [
            models.UniqueConstraint("article", "duplicate_key", name="comment_stored_once"),
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

    def get_absolute_url(self) -> str:
        return f"{self.article.get_absolute_url()}#comment-{self.pk}"

    @property
    def is_approved(self) -> bool:
        return self.status == Status.APPROVED


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
                "comment",
                name="contact_mail_due",
                condition=Q(wants_publication_mail=True, publication_mail_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Contact of comment %(id)s") % {"id": self.comment_id})


class FindingQuerySet(models.QuerySet["Finding"]):
    def to_be_retried(self, max_attempts: int) -> Self:
        """Checks that could not run on comments that still wait for a person."""
        return self.filter(
            score__isnull=True,
            attempts__lt=max_attempts,
            comment__status=Status.IN_REVIEW,
        ).exclude(check_name=SCREENING_FAILED)


class Finding(models.Model):
    """What one check found in one comment; without a score it could not run."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="findings")
    # Not `check`: that is a method of every model.
    check_name = models.CharField(_("check"), max_length=40)
    score = models.FloatField(_("score"), null=True)
    reason = models.CharField(_("reason"), max_length=500)
    # [[start, end], …]: code points into `Comment.body`.
    spans = models.JSONField(_("places"), default=list)
    attempts = models.PositiveSmallIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = [F("score").desc(nulls_last=True), "pk"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint("comment", "check_name", name="finding_one_a_check"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1),
                name="finding_score_in_range",
            ),
        ]
        indexes = [models.Index("check_name", "comment", name="finding_by_check")]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.reason}"

    @property
    def could_not_run(self) -> bool:
        return self.score is None


class RejectionReason(models.Model):
    """Why a comment is rejected, as moderators' leads word it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("short name"), max_length=60, help_text=_("What moderators see."))
    sentence = models.CharField(
        _("sentence for the writer"),
        max_length=REASON_MAX_LENGTH,
        help_text=_("What the writer reads on the comment's private page."),
    )
    is_legal_ground = models.BooleanField(
        _("legal ground"),
        default=False,
        help_text=_("The comment breaks a law, and not only the house rules."),
    )
    digit = models.PositiveSmallIntegerField(
        _("key"),
        null=True,
        blank=True,
        unique=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text=_("1 to 9: pressed after the key for rejecting. Empty: by mouse only."),
    )
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Off: kept for the history, offered no more.")
    )

    class Meta:
        ordering = [F("digit").asc(nulls_last=True), "name"]
        verbose_name = _("reason for rejecting")
        verbose_name_plural = _("reasons for rejecting")

    def __str__(self) -> str:
        return self.name


class ModeratorActionQuerySet(models.QuerySet["ModeratorAction"]):
    def undoable(self, *, by: User) -> Self:
        """What that person can still take back, the latest first."""
        return self.filter(by=by, undone_at__isnull=True).order_by("-pk")


class ModeratorAction(models.Model):
    """What a person did in one step, to one comment or to thousands: undo takes back a step."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )
    to_status = models.CharField(_("to"), max_length=20, choices=Status.choices)
    created_at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    undone_at = models.DateTimeField(_("taken back at"), null=True, editable=False)

    objects = ModeratorActionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("step of a moderator")
        verbose_name_plural = _("steps of moderators")
        indexes = [
            models.Index(
                "by", F("id").desc(), name="action_undoable", condition=Q(undone_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_to_status_display()} ({self.by.get_username()})"


class DecisionIsPermanent(TypeError):
    """Decisions are appended, never changed: a reversal is a new decision."""


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> Self:
        """Neither taken back, nor itself the taking back of another."""
        return self.filter(undoes__isnull=True, undone_by__isnull=True)


class Decision(models.Model):
    """One move of one comment: append-only. `by` is null where the machine moved it.

    `reason` is what the writer was told, as it read then; `undoes` is the decision that this one
    takes back; `decided_at_before` is the comment's `decided_at` until now.
    """

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="decisions")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    from_status = models.CharField(_("from"), max_length=20, choices=Status.choices)
    to_status = models.CharField(_("to"), max_length=20, choices=Status.choices)
    reason = models.CharField(_("reason"), max_length=REASON_MAX_LENGTH, blank=True)
    rejection_reason = models.ForeignKey(
        RejectionReason,
        on_delete=models.PROTECT,
        null=True,
        related_name="decisions",
        verbose_name=_("kind of reason"),
    )
    action = models.ForeignKey(
        ModeratorAction, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )
    decided_at_before = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index("comment", "created_at", name="decision_history"),
            models.Index(
                F("id").desc(),
                name="decision_by_person",
                condition=Q(action__isnull=False, from_status=Status.IN_REVIEW),
            ),
        ]

    def __str__(self) -> str:
        who = self.by.get_username() if self.by else _("the machine")
        return f"{self.get_to_status_display()} ({who})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise DecisionIsPermanent
        super().save(*args, **kwargs)


class SavedQueue(models.Model):
    """A view of the desk that moderators have given a name, for all of them."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    query = models.CharField(
        _("view"), max_length=1000, help_text=_("What stands behind the ? in the address bar.")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("kept view")
        verbose_name_plural = _("kept views")

    def __str__(self) -> str:
        return self.name


class BulkJob(models.Model):
    """A step on very many comments, which a worker takes in the background.

    `comments` are `[id, version]` as they were when the moderator asked; `done` is how far along
    them the worker is. Once undone, `undone_up_to` is the last decision that it has looked at.
    """

    action = models.OneToOneField(
        ModeratorAction, on_delete=models.CASCADE, primary_key=True, related_name="job"
    )
    comments = models.JSONField()
    total = models.PositiveIntegerField()
    reason = models.CharField(max_length=REASON_MAX_LENGTH, blank=True)
    rejection_reason = models.ForeignKey(RejectionReason, on_delete=models.PROTECT, null=True)
    done = models.PositiveIntegerField(default=0)
    # Left alone, because somebody had moved them meanwhile.
    refused = models.PositiveIntegerField(default=0)
    undone = models.PositiveIntegerField(default=0)
    undone_up_to = models.BigIntegerField(default=0)
    touched_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                "touched_at", name="bulk_job_unfinished", condition=Q(finished_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.done}/{self.total}"


class Presence(models.Model):
    """The comment that a moderator is looking at, as the desk's page said last."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True
    )
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user.get_username()}: {self.comment_id}"


class WatchedWord(models.Model):
    """A word, phrase or domain that moderators hold for review or block as spam."""

    class Action(models.TextChoices):
        HOLD = "hold", _("Hold for review")
        BLOCK = "block", _("Treat as spam")

    text = models.CharField(
        _("word or phrase"),
        max_length=200,
        unique=True,
        help_text=_("Found as whole words, in any case, in text, name, website and address."),
    )
    action = models.CharField(
        _("what to do"), max_length=10, choices=Action.choices, default=Action.HOLD
    )
    note = models.CharField(_("note for colleagues"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        ordering = ["text"]
        verbose_name = _("watched word")
        verbose_name_plural = _("watched words")

    def __str__(self) -> str:
        return self.text


class ProfaneWord(models.Model):
    """What this site adds to the list of profane words, or takes from it."""

    class Level(models.IntegerChoices):
        NOT_PROFANE = 0, _("Not profane")
        MILD = 1, _("Mild swearing")
        COARSE = 2, _("Coarse language")
        STRONG = 3, _("Strong language")
        SLUR = 4, _("A slur or worse")

    text = models.CharField(
        _("word or phrase"),
        max_length=100,
        unique=True,
        help_text=_("Found with its plural, in any case, and where it is disguised."),
        validators=[
            RegexValidator(
                r"^[^\W\d_]+(?:[ '’-][^\W\d_]+)*\Z",  # noqa: RUF001
                _("Write a word, or words with one space between them: letters only."),
            )
        ],
    )
    level = models.PositiveSmallIntegerField(
        _("level"), choices=Level.choices, default=Level.COARSE
    )
    note = models.CharField(_("note for colleagues"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        ordering = ["text"]
        verbose_name = _("profane word")
        verbose_name_plural = _("profane words")

    def __str__(self) -> str:
        return self.text


class LearnerVersionQuerySet(models.QuerySet["LearnerVersion"]):
    def in_use(self) -> Self:
        """Versions that screening may use, newest first."""
        return self.filter(is_finished=True).order_by("-pk")

    def being_rebuilt(self) -> Self:
        return self.filter(is_finished=False).order_by("-pk")


class LearnerVersion(models.Model):
    """What screening has learnt from decisions: numbers, written by `screening.learner` alone.

    A finished version never changes: what is learnt next is a version of its own.
    """

    content = models.BinaryField()
    # The newest decision that was considered, whether or not it taught anything.
    last_decision = models.PositiveBigIntegerField(default=0)
    is_finished = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = LearnerVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("version of the learner")
        verbose_name_plural = _("versions of the learner")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class ModeratorDigest(models.Model):
    """When moderators were last mailed of waiting comments: one row, and whoever moves it sends."""

    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M}"
