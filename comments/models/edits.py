"""What the newsroom changes about comments besides deciding on them."""

from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.decisions import REASON_MAX_LENGTH, ModeratorAction


class ChangeIsPermanent(TypeError):
    """Changes are appended, never changed: a reversal is a new one."""


_Made = TypeVar("_Made", bound="Change")


class ChangeQuerySet(models.QuerySet[_Made]):
    def standing(self) -> Self:
        """Neither taken back, nor itself the taking back of another."""
        return self.filter(undoes__isnull=True, undone_by__isnull=True)


class Change(models.Model):
    """Append-only: who changed what about one comment, in which step."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="%(class)ss")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )
    action = models.ForeignKey(
        ModeratorAction, on_delete=models.PROTECT, null=True, related_name="%(class)ss"
    )
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )
    created_at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["created_at", "pk"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ChangeIsPermanent
        super().save(*args, **kwargs)


class Edit(Change):
    """The newsroom's change of a text. The first one of a comment keeps what was posted."""

    body_before = models.TextField(_("before"))
    body_after = models.TextField(_("after"))
    reason = models.CharField(_("reason"), max_length=REASON_MAX_LENGTH, blank=True)

    objects = ChangeQuerySet["Edit"].as_manager()

    class Meta(Change.Meta):
        verbose_name = _("edit")
        verbose_name_plural = _("edits")

    def __str__(self) -> str:
        return str(_("Edit of comment %(id)s") % {"id": self.comment_id})


class Featuring(Change):
    """A comment became an editors' pick, or is none any more: `featured_at` is null."""

    featured_at = models.DateTimeField(null=True, editable=False)
    featured_at_before = models.DateTimeField(null=True, editable=False)

    objects = ChangeQuerySet["Featuring"].as_manager()

    class Meta(Change.Meta):
        verbose_name = _("editors' pick")
        verbose_name_plural = _("editors' picks")

    def __str__(self) -> str:
        return str(_("Pick of comment %(id)s") % {"id": self.comment_id})
