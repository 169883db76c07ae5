"""What a moderator settles about, or notes on, the writer of a card."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.desk.acts.forms import SeenCommentsField
from comments.desk.listing import BIGGEST_ID
from comments.models import NOTE_MAX_LENGTH, STANDING_REASON_MAX_LENGTH, Contact, Standing

ADDRESS: Final = "address"
NETWORK: Final = "network"
_TERMS: Final = {
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
    "ever": None,
}


class StandingForm(forms.Form):
    """What a moderator settles about the writer of a card.

    The page writes the fields by hand, because there are twenty such forms on it.
    """

    kind = forms.ChoiceField(
        choices=[
            (Standing.Kind.BANNED, _("Ban: reject what comes")),
            (Standing.Kind.HELD, _("Always hold: a person reads all")),
            (Standing.Kind.TRUSTED, _("Trust: publish what raises no doubt")),
        ]
    )
    whom = forms.ChoiceField(choices=[(ADDRESS, _("this address")), (NETWORK, _("this network"))])
    term = forms.ChoiceField(
        choices=[
            ("day", _("for a day")),
            ("week", _("for a week")),
            ("month", _("for a month")),
            ("ever", _("for good")),
        ]
    )
    reason = forms.CharField(
        max_length=STANDING_REASON_MAX_LENGTH,
        error_messages={"required": _("Say why: colleagues will want to know.")},
    )
    reject_waiting = forms.BooleanField(required=False)
    comment = SeenCommentsField()

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        kind = asked.get("kind")
        if kind == Standing.Kind.TRUSTED and asked.get("whom") == NETWORK:
            raise ValidationError(
                _("Trust is for a person: choose the address. A network is shared by many.")
            )
        if kind and kind != Standing.Kind.BANNED and asked.get("reject_waiting"):
            raise ValidationError(_("Only a ban can reject what waits."))
        return asked

    @property
    def terms(self) -> dict[str, Any]:
        """How, why and for how long, as `moderation.set_standing` takes it."""
        term = _TERMS[self.cleaned_data["term"]]
        return {
            "kind": Standing.Kind(self.cleaned_data["kind"]),
            "reason": self.cleaned_data["reason"],
            "until": timezone.now() + term if term else None,
        }


class EndForm(forms.Form):
    comment = SeenCommentsField()
    standing = forms.IntegerField(min_value=1, max_value=BIGGEST_ID)


class NoteForm(forms.Form):
    text = forms.CharField(
        max_length=NOTE_MAX_LENGTH,
        error_messages={"required": _("Write the note first.")},
    )
    comment = SeenCommentsField()


def contact_of(comments: Collection[int]) -> Contact | None:
    """Return whom one of these comments is by, with that comment; None where that was erased."""
    return Contact.objects.filter(comment__in=comments).select_related("comment").first()
