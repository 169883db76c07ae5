"""What the desk remembers for moderators."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class SavedView(models.Model):
    """A view of the desk that moderators have given a name, for all of them."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    query = models.CharField(
        _("view"), max_length=1000, help_text=_("What stands behind the ? in the address bar.")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            # All moderators see it, also those who may see no address.
            models.CheckConstraint(
                condition=~Q(query__contains="@") & ~Q(query__contains="%40"),
                name="kept_view_names_no_address",
                violation_error_message=_("A view that searches for an address cannot be saved."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """The comment that a moderator is looking at, as the desk's page said last."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True
    )
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user.get_username()}: {self.comment_id}"


class ModeratorDigest(models.Model):
    """When moderators were last mailed of waiting comments: one row, and whoever moves it sends."""

    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M}"
