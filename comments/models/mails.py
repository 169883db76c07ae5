"""Which mails about a comment have left, to whom and when: no address is kept with them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class SentMailQuerySet(models.QuerySet["SentMail"]):
    def with_people(self) -> Self:
        """With the colleagues who got them."""
        return self.select_related("to_user")


class SentMail(models.Model):
    """One mail that spoke of a comment. Without `to_user` it went to the comment's writer."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("Your comment is published")
        DIGEST = "digest", _("Digest of what waits")

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="mails", verbose_name=_("comment")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("to"),
    )
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)

    objects = SentMailQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("mail about a comment")
        verbose_name_plural = _("mails about comments")

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.get_kind_display()}"
