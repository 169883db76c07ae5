"""What screening found, and what it goes by."""

import secrets
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any, Final, Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.clock import lately
from comments.models.comment import Comment, Status

# The name of the finding that stands for a screening that failed as a whole.
SCREENING_FAILED = "screening"
MAX_CHECK_ATTEMPTS: Final = 5


class FindingQuerySet(models.QuerySet["Finding"]):
    def that_count(self) -> Self:
        return self.filter(is_watch_only=False)

    def to_be_retried(self) -> Self:
        """Checks that could not run on comments that still wait for a person.

        The wait doubles with every try, from two minutes on.
        """
        waits = (
            Q(attempts=tried) & lately("created_at", within=timedelta(minutes=2**tried))
            for tried in range(1, MAX_CHECK_ATTEMPTS)
        )
        return self.filter(
            score__isnull=True,
            attempts__lt=MAX_CHECK_ATTEMPTS,
            comment__status=Status.IN_REVIEW,
        ).exclude(Q(check_name=SCREENING_FAILED) | reduce(or_, waits))


class Finding(models.Model):
    """What one check found in one comment; without a score it could not run.

    What is only watched is shown and measured, and counts for nothing.
    """

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="findings")
    # Not `check`: that is a method of every model.
    check_name = models.CharField(_("check"), max_length=40)
    score = models.FloatField(_("score"), null=True)
    reason = models.CharField(_("reason"), max_length=500)
    # [[start, end], …]: code points into `Comment.body`.
    spans = models.JSONField(_("places"), default=list)
    is_watch_only = models.BooleanField(_("only watched"), default=False, editable=False)
    attempts = models.PositiveSmallIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["is_watch_only", F("score").desc(nulls_last=True), "pk"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint("comment", "check_name", name="finding_one_a_check"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=1),
                name="finding_score_in_range",
            ),
        ]
        indexes = [
            models.Index("check_name", "comment", name="finding_by_check"),
            models.Index(
                F("id").desc(), name="finding_could_not_run", condition=Q(score__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.reason}"

    @property
    def could_not_run(self) -> bool:
        return self.score is None


class CheckSetting(models.Model):
    """How one check of `screening.CHECKS` counts. A check without a row counts as it ships."""

    class Mode(models.TextChoices):
        ON = "on", _("On")
        WATCH_ONLY = "watch_only", _("Only watch")

    check_name = models.CharField(_("check"), max_length=40, unique=True, editable=False)
    mode = models.CharField(
        _("mode"),
        max_length=10,
        choices=Mode.choices,
        default=Mode.ON,
        help_text=_("Only watch: what it finds is shown and measured, and counts for nothing."),
    )
    sure_from = models.PositiveSmallIntegerField(
        _("spam from"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_(
            "In percent. From here on this check alone makes a comment spam. Empty: never alone."
        ),
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("screening check")
        verbose_name_plural = _("screening checks")

    def __str__(self) -> str:
        return self.check_name


WORD_MAX_LENGTH: Final = 200


def new_stamp() -> int:
    return secrets.randbits(31)


class WatchedWord(models.Model):
    """A word, the beginning of words, or a pattern, which moderators watch for.

    `stamp` is random, and another one after every change: the sum of all stamps tells whether
    anything has changed.
    """

    class Form(models.TextChoices):
        EXACT = "exact", _("Whole words")
        PREFIX = "prefix", _("Beginning of a word")
        PATTERN = "pattern", _("Pattern")

    class Action(models.TextChoices):
        HOLD = "hold", _("Hold for review")
        BLOCK = "block", _("Treat as spam")
        WATCH = "watch", _("Only watch: note what it would have caught")

    text = models.CharField(
        _("word, phrase or pattern"),
        max_length=WORD_MAX_LENGTH,
        help_text=_("Looked for in any case, in text, name, website and address."),
    )
    form = models.CharField(_("form"), max_length=10, choices=Form.choices, default=Form.EXACT)
    action = models.CharField(
        _("what to do"), max_length=10, choices=Action.choices, default=Action.HOLD
    )
    note = models.CharField(_("note for colleagues"), max_length=200, blank=True)
    # Whoever may not see addresses would read them letter by letter from what is found in them.
    looks_into_addresses = models.BooleanField(
        _("looked for in mail addresses"), default=True, editable=False
    )
    stamp = models.PositiveIntegerField(default=new_stamp, editable=False)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        ordering = ["text", "form"]
        verbose_name = _("watched word")
        verbose_name_plural = _("watched words")
        constraints = [
            models.UniqueConstraint(
                fields=["text", "form"],
                name="watched_word_once",
                violation_error_message=_("This is watched already."),
            )
        ]
        indexes = [models.Index("action", "stamp", name="watched_word_stamps")]

    def __str__(self) -> str:
        match self.form:
            case self.Form.PREFIX:
                return f"{self.text}*"
            case self.Form.PATTERN:
                return f"/{self.text}/"
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.stamp = new_stamp()
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "stamp"}
        super().save(*args, **kwargs)


class WordHit(models.Model):
    """A watched word that was found in a comment when it was screened."""

    # Its index is that of the constraint.
    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="word_hits", db_index=False
    )
    word = models.ForeignKey(WatchedWord, on_delete=models.CASCADE, related_name="hits")

    class Meta:
        verbose_name = _("hit of a watched word")
        verbose_name_plural = _("hits of watched words")
        constraints = [models.UniqueConstraint("comment", "word", name="word_hit_once")]

    def __str__(self) -> str:
        return f"{self.word_id}: {self.comment_id}"


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
