"""What readers say against a rejection, and what came of it."""

from datetime import datetime
from typing import Self

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment, Status
from comments.models.decisions import REASON_MAX_LENGTH, Decision

APPEAL_MAX_LENGTH = 1000


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> Self:
        """Those that nobody has answered yet."""
        return self.filter(answered_with__isnull=True)


class Appeal(models.Model):
    """A reader asks for a second look: once a rejection.

    `decision` is the rejection. The decision that answers the appeal says by whom, when and how;
    `answer` is what the reader is told besides. While an appeal is open, its comment's
    `appealed_at` says so, too.
    """

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="appeals", verbose_name=_("comment")
    )
    decision = models.OneToOneField(
        Decision, on_delete=models.CASCADE, related_name="appeal", verbose_name=_("rejection")
    )
    text = models.CharField(_("what the reader says"), max_length=APPEAL_MAX_LENGTH, blank=True)
    created_at = models.DateTimeField(_("asked at"), default=timezone.now, editable=False)
    answered_with = models.ForeignKey(
        Decision,
        on_delete=models.CASCADE,
        null=True,
        related_name="answered_appeals",
        verbose_name=_("answered with"),
    )
    answer = models.CharField(_("answer to the reader"), max_length=REASON_MAX_LENGTH, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.text[:60]}"

    @property
    def is_open(self) -> bool:
        return self.answered_with_id is None

    @property
    def is_granted(self) -> bool:
        return self.answered_with is not None and self.answered_with.to_status == Status.APPROVED

    @property
    def answered_at(self) -> datetime | None:
        return self.answered_with.created_at if self.answered_with else None

    @property
    def answered_by(self) -> User | None:
        return self.answered_with.by if self.answered_with else None
