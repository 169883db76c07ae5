"""What the desk remembers for moderators."""

import re
from typing import Final
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.identity import names_address
from comments.models.comment import Comment

# Views of one writer: by what stands for an address, and by a comment of theirs.
_ABOUT_SOMEBODY: Final = frozenset({"who", "writer"})
# Browsers leave them out of an address: "wh\no=" is "who=".
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]+")


class SavedView(models.Model):
    """A view of the desk that moderators have given a name, for all of them.

    All of them see both, also those who may see no address.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    query = models.CharField(
        _("view"), max_length=1000, help_text=_("What stands behind the ? in the address bar.")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            # The plainest; `clean` knows the others.
            models.CheckConstraint(
                condition=~Q(query__contains="@") & ~Q(query__contains="%40"),
                name="kept_view_names_no_address",
                violation_error_message=_("A view that searches for an address cannot be saved."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.query = _CONTROLS.sub("", self.query).lstrip("?")
        asked = {name for name, _value in parse_qsl(self.query, keep_blank_values=True)}
        if names_address(self.name):
            sentence = _("Please leave addresses out of the name: all can read it.")
            raise ValidationError({"name": sentence})
        if names_address(self.query):
            sentence = _("A view that searches for an address cannot be saved.")
            raise ValidationError({"query": sentence})
        if asked & _ABOUT_SOMEBODY:
            sentence = _("A search for one writer cannot be saved.")
            raise ValidationError({"query": sentence})


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
    """When moderators were last mailed, and of what: one row, and whoever moves it sends."""

    sent_at = models.DateTimeField()
    # The newest that was told of. Numbers, since clocks may have been wrong.
    last_decision = models.PositiveBigIntegerField(default=0, db_default=0)
    last_appeal = models.PositiveBigIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M}"
