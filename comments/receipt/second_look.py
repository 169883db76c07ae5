"""What a receipt says of a second look: the form to ask for one, or what became of the asking."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.guests import TypedField
from comments.models import APPEAL_MAX_LENGTH, Appeal, Comment
from comments.moderation import rejection_to_appeal


class AppealForm(forms.Form):
    appeal = TypedField(
        label=gettext_lazy("Why should we read it again?"),
        help_text=gettext_lazy("You can leave this empty. It is not published."),
        max_length=APPEAL_MAX_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "class": "form-control"}),
    )

    def refuse_foreign(self) -> None:
        self.full_clean()
        self.add_error(
            None,
            _(
                "This was sent from another site, so nobody was asked."
                " If that was you, please send it again from here."
            ),
        )


@dataclass(frozen=True, slots=True)
class SecondLook:
    """`form` where one can be asked for; `appeal` where one was.

    `given_back` is what was typed, where it came too late.
    """

    address: str
    form: AppealForm | None
    appeal: Appeal | None
    given_back: str = ""
    came_too_late: bool = False


def second_look(comment: Comment, token: str, *, form: AppealForm | None = None) -> SecondLook:
    """Return what to say of it to who holds the comment's private link.

    `form` is one that was sent, and is to be shown again.
    """
    can_appeal = rejection_to_appeal(comment) is not None
    return SecondLook(
        address=reverse("comments:appeal", args=[token]),
        form=(form or AppealForm()) if can_appeal else None,
        appeal=None if can_appeal else _appeal_to_tell_of(comment),
        given_back=form.data.get("appeal", "") if form and not can_appeal else "",
        came_too_late=form is not None and not can_appeal,
    )


def _appeal_to_tell_of(comment: Comment) -> Appeal | None:
    return comment.appeals.select_related("answered_with").last()
