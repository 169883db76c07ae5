"""Articles. Nothing here knows of comments but how an article is commented."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.body import BodyField, beginning, has_words, strip_controls
from articles.models.address import Addressed, AddressedQuerySet
from articles.models.section import Section
from articles.pictures import PictureField
from articles.slugs import SlugField

# Fields that reach feeds as plain text.
_PLAIN_TEXTS: Final = frozenset(
    {
        "headline",
        "deck",
        "byline",
        "lead_image_alt",
        "lead_image_credit",
        "source_name",
        "correction",
    }
)

# As much as search engines show.
_LONGEST_DESCRIPTION: Final = 155


class ArticleQuerySet(AddressedQuerySet):
    def published(self) -> Self:
        """Articles that readers may see now: a scheduled one whose time has come is among them."""
        return self.filter(
            status__in=[Article.Status.PUBLISHED, Article.Status.SCHEDULED],
            published_at__lte=timezone.now(),
        )

    def drafts(self) -> Self:
        return self.filter(status=Article.Status.DRAFT)

    def scheduled(self) -> Self:
        """Articles whose time is still to come."""
        return self.filter(status=Article.Status.SCHEDULED, published_at__gt=timezone.now())

    def before(self, published_at: datetime, pk: int) -> Self:
        """What follows that article in `newest_first`."""
        return self.filter(published_at__lte=published_at).filter(
            Q(published_at__lt=published_at) | Q(pk__lt=pk)
        )

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def for_lists(self) -> Self:
        """Leave out what only the article's own page shows."""
        return self.select_related("section").defer("body")


class Article(Addressed):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")

    class Commenting(models.TextChoices):
        OPEN = "open", _("Open")
        TIMED = "timed", _("Open for a number of days")
        CLOSED = "closed", _("Closed")

    headline = models.CharField(_("headline"), max_length=200)
    slug = SlugField(_("slug"), max_length=200, unique=True)
    deck = models.TextField(_("deck"), blank=True, help_text=_("The summary under the headline."))
    body = BodyField(_("body"), blank=True)
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="articles", verbose_name=_("section")
    )
    byline = models.CharField(_("byline"), max_length=200, blank=True)

    # Replaced pictures stay in storage: the history can bring them back.
    lead_image = PictureField(
        _("lead image"),
        upload_to="articles/",
        blank=True,
        width_field="lead_image_width",
        height_field="lead_image_height",
    )
    lead_image_width = models.PositiveIntegerField(null=True, editable=False)
    lead_image_height = models.PositiveIntegerField(null=True, editable=False)
    lead_image_alt = models.CharField(_("alternative text"), max_length=300, blank=True)
    lead_image_credit = models.CharField(_("credit"), max_length=200, blank=True)

    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("source address"), max_length=500, blank=True)

    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.DRAFT
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    corrected_at = models.DateTimeField(_("corrected at"), null=True, blank=True, editable=False)
    correction = models.TextField(
        _("correction"), blank=True, help_text=_("What was wrong, as readers should read it.")
    )

    commenting = models.CharField(
        _("comments"), max_length=10, choices=Commenting.choices, default=Commenting.OPEN
    )
    commenting_days = models.PositiveSmallIntegerField(
        _("days open for comments"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    # Kept by comments.moderation, in the transaction that publishes or hides a comment.
    comment_count = models.PositiveIntegerField(_("published comments"), default=0, editable=False)
    # Raised by the database whenever what readers see is another: see `articles.page_triggers`.
    page_version = models.BigIntegerField(db_default=1, editable=False)

    objects = ArticleQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["comment_count", "page_version", "updated_at"])

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [
            models.Index(F("published_at").desc(), F("id").desc(), name="article_newest_first"),
            models.Index("section", F("published_at").desc(), name="article_section_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_at__isnull=False),
                name="article_public_has_time",
                violation_error_message=_("Say when the article is published."),
            ),
            models.CheckConstraint(
                condition=~Q(commenting="timed") | Q(commenting_days__isnull=False),
                name="article_timed_has_days",
                violation_error_message=_("Say for how many days comments are open."),
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        for name in _PLAIN_TEXTS - self.get_deferred_fields():
            setattr(self, name, strip_controls(getattr(self, name)))
        if kwargs.get("update_fields") is None and self._is_stored():
            # An editor who saves must not undo what a moderator counted meanwhile.
            kwargs["update_fields"] = self._fields_of_editors()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("articles:article", args=[self.slug])

    def _is_stored(self) -> bool:
        """Ask the table: a deleted article that its history brings back only looks stored."""
        return not self._state.adding and Article.objects.filter(pk=self.pk).exists()

    def _fields_of_editors(self) -> Iterable[str]:
        deferred = self.get_deferred_fields() | {"id", "comment_count", "page_version"}
        return {field.attname for field in self._meta.concrete_fields} - deferred

    def clean(self) -> None:
        errors = {}
        if self.lead_image and not self.lead_image_alt.strip():
            errors["lead_image_alt"] = _(
                "Describe the picture: readers who can't see it, and search engines, get this text."
            )
        if self.source_url and not self.source_name:
            errors["source_name"] = _("Name the source, so that the link has a text.")
        if self.commenting == self.Commenting.TIMED and not self.commenting_days:
            errors["commenting_days"] = _("Say for how many days comments are open.")
        if errors:
            raise ValidationError(errors)

    @property
    def has_text(self) -> bool:
        return has_words(self.body)

    @property
    def description(self) -> str:
        """What it is about, in plain text: its deck, or else its first words."""
        return self.deck or beginning(self.body, _LONGEST_DESCRIPTION)

    @property
    def is_public(self) -> bool:
        return self.status != self.Status.DRAFT and self.was_public

    @property
    def was_public(self) -> bool:
        """Whether readers can have seen it: an article that was taken back keeps its time."""
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def changed_at(self) -> datetime:
        """When readers could last see something new in the article itself."""
        return max(self.updated_at, self.published_at or self.updated_at)

    def publish(self) -> None:
        """Set what makes the article public now, without saving. A time that passed stays."""
        self.status = self.Status.PUBLISHED
        if not self.was_public:
            # The form shows whole seconds: a fraction would look like a change in the history.
            self.published_at = timezone.now().replace(microsecond=0)

    def unpublish(self) -> None:
        """Set what takes the article back to drafts, without saving. Its comments stay."""
        self.status = self.Status.DRAFT

    @property
    def comments_close_at(self) -> datetime | None:
        """When comments close by themselves; None where they never do."""
        return closing_time(self.commenting, self.published_at, self.commenting_days)

    @property
    def will_be_open(self) -> bool:
        """Whether readers may comment once the article is public."""
        closes_at = self.comments_close_at
        is_over = closes_at is not None and closes_at <= timezone.now()
        return self.commenting != self.Commenting.CLOSED and not is_over

    @property
    def is_open_for_comments(self) -> bool:
        return self.is_public and self.will_be_open


def closing_time(
    commenting: str, published_at: datetime | None, days: int | None
) -> datetime | None:
    if commenting != Article.Commenting.TIMED or not (published_at and days):
        return None
    return published_at + timedelta(days=days)
