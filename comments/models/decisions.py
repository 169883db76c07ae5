"""What was decided about comments, by whom, in which step, and why."""

from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment, Status

REASON_MAX_LENGTH = 500


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
    """What a person did in one step, to one comment, to thousands or about a writer.

    Undo takes back a step.

    `to_status` is empty where the step decided nothing.
    """

    class Kind(models.TextChoices):
        DECISION = "decision", _("Decision")
        EDIT = "edit", _("Edit")
        REPLY = "reply", _("Reply")
        FEATURE = "feature", _("Editors' pick")
        BAN = "ban", _("Ban")
        HOLD = "hold", _("Always hold")
        TRUST = "trust", _("Trust")
        END = "end", _("End of a ban, hold or trust")
        NOTE = "note", _("Note")

    kind = models.CharField(
        _("what was done"), max_length=20, choices=Kind.choices, default=Kind.DECISION
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )
    to_status = models.CharField(_("to"), max_length=20, choices=Status.choices, blank=True)
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
            ),
            models.Index(
                F("id").desc(), name="action_not_undone", condition=Q(undone_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.by.get_username()})"

    @property
    def label(self) -> str:
        """What was done, in a word or two."""
        is_decision = self.kind == self.Kind.DECISION
        return self.get_to_status_display() if is_decision else self.get_kind_display()


class DecisionIsPermanent(TypeError):
    """Decisions are appended, never changed: a reversal is a new decision."""


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> Self:
        """Neither taken back, nor itself the taking back of another."""
        # Asked for null, SQLite would take the unique index on `undoes`, and nearly all are null.
        takes_back = Coalesce("undoes", 0)
        return self.alias(takes_back=takes_back).filter(takes_back=0, undone_by__isnull=True)

    def rejections(self) -> Self:
        """Those that rejected; who stays with a rejection does not reject anew."""
        return self.filter(to_status=Status.REJECTED).exclude(from_status=Status.REJECTED)


class Decision(models.Model):
    """One move of one comment: append-only. `by` is null where the machine moved it.

    `reason` is what the writer was told, as it read then; `copy_of` is the published comment that
    this one was closed as a copy of; `undoes` is the decision that this one takes back;
    `decided_at_before` and `featured_at_before` are the comment's until now.
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
    copy_of = models.ForeignKey(
        Comment,
        on_delete=models.SET_NULL,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("closed as a copy of"),
    )
    action = models.ForeignKey(
        ModeratorAction, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )
    decided_at_before = models.DateTimeField(null=True, editable=False)
    featured_at_before = models.DateTimeField(null=True, editable=False)
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
            models.Index(
                F("id").desc(), name="decision_by_people", condition=Q(action__isnull=False)
            ),
            models.Index("copy_of", name="decision_copies", condition=Q(copy_of__isnull=False)),
        ]

    def __str__(self) -> str:
        who = self.by.get_username() if self.by else _("the machine")
        return f"{self.get_to_status_display()} ({who})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise DecisionIsPermanent
        super().save(*args, **kwargs)


class BulkJob(models.Model):
    """A step on very many comments, which a worker takes in the background.

    `comments` are `[id, version]` as they were when the moderator asked; where there is `copy_of`,
    which the step has published, they are to be closed as its copies. `done` is how far along them
    the worker is. Once undone, `undone_up_to` is the last decision that it has looked at.
    """

    action = models.OneToOneField(
        ModeratorAction, on_delete=models.CASCADE, primary_key=True, related_name="job"
    )
    comments = models.JSONField()
    total = models.PositiveIntegerField()
    reason = models.CharField(max_length=REASON_MAX_LENGTH, blank=True)
    rejection_reason = models.ForeignKey(RejectionReason, on_delete=models.PROTECT, null=True)
    copy_of = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, related_name="+")
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
