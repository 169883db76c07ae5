"""What a moderator decides, as the page sends it."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

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
    Status,
)

_PAIR: Final = re.compile(r"(?P<pk>[0-9]{1,18}):(?P<version>[0-9]{1,9})")
_WAVE: Final = re.compile(r"(?P<wave>[0-9]{1,18}):(?P<counted_at>[0-9]{1,18})")
_NOT_UNDERSTOOD: Final = _(
    "The page sent something that is not a comment. Reload it and try again."
)


class SeenCommentsField(forms.Field):
    """Comments as a moderator saw them: `id:version`, once or more. Gives versions by id.

    Where many are sent at once, there are spaces between them.
    """

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> dict[int, int]:
        pairs = [_PAIR.fullmatch(pair) for pairs in value or () for pair in pairs.split()]
        if None in pairs:
            raise ValidationError(_NOT_UNDERSTOOD)
        return {int(pair["pk"]): int(pair["version"]) for pair in pairs if pair}


class Shown(NamedTuple):
    """Comments whose cards were shown, and those that their cards stood for: versions by id."""

    comments: dict[int, int]
    others: dict[int, int]


class ShownCommentsField(SeenCommentsField):
    """Comments with those that they stand for. Each value is of one card, its own comment first."""

    def clean(self, value: Any) -> Shown:
        cards = [pairs.split(" ") for pairs in value or ()]
        shown = super().clean([own for own, *_others in cards])
        others = self.to_python([pair for _own, *others in cards for pair in others])
        return Shown(shown, others)


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


class UndoForm(forms.Form):
    """The step that the button named, and the cards that are on the page, as the script tells."""

    step = forms.IntegerField(min_value=1, max_value=BIGGEST_ID, required=False)
    here = SeenCommentsField(required=False)

    @property
    def named_step(self) -> int | None:
        """None where no step was named; 0, which none is, where that says nothing."""
        return 0 if "step" in self.errors else self.cleaned_data["step"]

    @property
    def seen(self) -> dict[int, int]:
        """The cards, or none where that says nothing."""
        return {} if "here" in self.errors else self.cleaned_data["here"]


class CardForm(forms.Form):
    """What a form on a card says of the others that the card stood for.

    `others` are those, of which no more was shown than a part; `wave` are all of a big one.
    `copies` says that exact copies are to be published with the card's comment, and not closed.
    `apart` is the number of the one comment of a wave that is decided by itself. `then` is the
    comment to go on with; the page comes back at its place.
    """

    others = SeenCommentsField(required=False)
    wave = SeenWaveField(required=False)
    copies = forms.BooleanField(required=False)
    apart = forms.IntegerField(min_value=1, max_value=BIGGEST_ID, required=False)
    then = forms.IntegerField(min_value=1, max_value=BIGGEST_ID, required=False)

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if asked.get("apart"):
            asked |= {"wave": None, "others": {}}
        return asked


class DecisionForm(CardForm):
    """A decision on one comment, or on all that were ticked.

    The others are refused with the cards, and not published. `copy_of` says that all are to be
    closed as copies of that published comment.

    `because` is a rejection with a reason that leads have worded: it needs no verb. `everything`
    means all that the view's filter lets through, ticked or not.
    """

    comment = ShownCommentsField(
        error_messages={"required": _("Tick the comments that you want to decide on first.")}
    )
    copy_of = forms.IntegerField(min_value=1, max_value=BIGGEST_ID, required=False)
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

    def clean(self) -> dict[str, Any]:
        asked = super().clean()
        if asked.get("because") or asked.get("copy_of"):
            asked["verb"] = REJECT
        if "comment" in asked:
            shown: Shown = asked["comment"]
            others = {**shown.others, **asked.get("others", {})}
            is_along = {pk: others[pk] for pk in others if pk not in shown.comments}
            asked |= {"comment": shown.comments, "others": is_along}
            if len(shown.comments) > 1:
                # A wave is of the one card that stands for it; ticked ones send none.
                asked["wave"] = None
        if not asked.get("verb") and not self.errors.keys() & {"verb", "because"}:
            raise ValidationError(_("Choose what to do with it."))
        is_bare = not any(asked.get(name) for name in ("because", "reason", "copy_of"))
        if asked.get("verb") == REJECT and is_bare and settings.REJECTION_NEEDS_REASON:
            raise ValidationError(_("Choose a reason: the writer wants to know why."))
        if apart := asked.get("apart"):
            seen = asked.get("comment", {})
            seen = {pk: seen[pk] for pk in seen if pk == apart}
            asked |= {"comment": seen, "others": {}}
        return asked

    @property
    def chosen_verb(self) -> Verb:
        return VERBS[self.cleaned_data["verb"]]

    @property
    def publishes(self) -> bool:
        return self.chosen_verb.to == Status.APPROVED

    @property
    def move(self) -> Callable[..., Decision]:
        """The function of `moderation` that decides as was asked."""
        because = self.cleaned_data["because"]
        return partial(moderation.reject, because=because) if because else self.chosen_verb.move

    def seen_comments(self) -> list[Comment]:
        return as_seen(self.cleaned_data["comment"])
