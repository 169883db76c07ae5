"""What a moderator decides, as the page sends it."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comments import moderation
from comments.desk.card import REJECT, VERBS, Verb
from comments.desk.listing import BIGGEST_ID
from comments.models import (
    REASON_MAX_LENGTH,
    Comment,
    Decision,
    RejectionReason,
)

_PAIR: Final = re.compile(r"(?P<pk>[0-9]{1,18}):(?P<version>[0-9]{1,9})")
_WAVE: Final = re.compile(r"(?P<wave>[0-9]{1,18}):(?P<counted_at>[0-9]{1,18})")
_NOT_UNDERSTOOD: Final = _(
    "The page sent something that is not a comment. Reload it and try again."
)


class SeenCommentsField(forms.Field):
    """Comments as a moderator saw them: `id:version`, once or more. Gives versions by id.

    A wave's card sends many at once, with spaces between them.
    """

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> dict[int, int]:
        pairs = [_PAIR.fullmatch(pair) for pairs in value or () for pair in pairs.split(" ")]
        if None in pairs:
            raise ValidationError(_NOT_UNDERSTOOD)
        return {int(pair["pk"]): int(pair["version"]) for pair in pairs if pair}


def as_seen(seen: dict[int, int]) -> list[Comment]:
    """Return the comments as they were seen; those that don't exist (any more) are left out.

    Their `version` is the seen one, so that `moderation` can tell what is stale.
    """
    comments = list(Comment.objects.filter(pk__in=seen).oldest_first())
    for comment in comments:
        comment.version = seen[comment.pk]
    return comments


class SeenWaveField(forms.Field):
    """A wave as a moderator saw it: its name, and the newest decision when it was counted."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> dict[str, int] | None:
        if not value:
            return None
        pair = _WAVE.fullmatch(value)
        if pair is None:
            raise ValidationError(_NOT_UNDERSTOOD)
        return {name: int(number) for name, number in pair.groupdict().items()}


class DecisionForm(forms.Form):
    """A decision on one comment, or on all that were ticked.

    `because` is a rejection with a reason that leads have worded: it needs no verb. `everything`
    means all that the view's filter lets through, ticked or not; `wave` all of a big one. `apart`
    is the number of the one comment of a wave that is decided by itself. `then` is the comment to
    go on with; the page comes back at its place.
    """

    comment = SeenCommentsField(
        error_messages={"required": _("Tick the comments that you want to decide on first.")}
    )
    verb = forms.ChoiceField(
        choices=[(verb.name, verb.label) for verb in VERBS.values()],
        required=False,
        error_messages={"invalid_choice": _("The desk has no such decision.")},
    )
    because = forms.ModelChoiceField(
        RejectionReason.objects.filter(is_active=True),
        to_field_name="code",
        required=False,
        error_messages={"invalid_choice": _("That reason is not in use any more.")},
    )
    reason = forms.CharField(
        max_length=REASON_MAX_LENGTH,
        required=False,
        widget=forms.TextInput(
            attrs={
                "aria-label": _("Reason for rejecting, which the writer reads"),
                "placeholder": _("Reason, for the writer"),
                "autocomplete": "off",
                "dir": "auto",
            }
        ),
    )
    everything = forms.BooleanField(required=False)
    wave = SeenWaveField(required=False)
    apart = forms.IntegerField(min_value=1, max_value=BIGGEST_ID, required=False)
    then = forms.IntegerField(min_value=1, max_value=BIGGEST_ID, required=False)

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if asked.get("because"):
            asked["verb"] = REJECT
        if not asked.get("verb") and not self.errors.keys() & {"verb", "because"}:
            raise ValidationError(_("Choose what to do with it."))
        is_bare = not asked.get("because") and not asked.get("reason")
        if asked.get("verb") == REJECT and is_bare and settings.REJECTION_NEEDS_REASON:
            raise ValidationError(_("Choose a reason: the writer wants to know why."))
        if apart := asked.get("apart"):
            seen = asked.get("comment", {})
            asked |= {"wave": None, "comment": {pk: seen[pk] for pk in seen if pk == apart}}
        return asked

    @property
    def chosen_verb(self) -> Verb:
        return VERBS[self.cleaned_data["verb"]]

    @property
    def move(self) -> Callable[..., Decision]:
        """The function of `moderation` that decides as was asked."""
        because = self.cleaned_data["because"]
        return partial(moderation.reject, because=because) if because else self.chosen_verb.move

    def seen_comments(self) -> list[Comment]:
        return as_seen(self.cleaned_data["comment"])
