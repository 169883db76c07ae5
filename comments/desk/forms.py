"""What a moderator asks the desk: which comments to see, and what to decide about them."""

import re
from datetime import datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.desk.evidence import CHECK_LABELS
from comments.desk.verbs import VERBS, Verb
from comments.identity import email_digest
from comments.models import (
    REASON_MAX_LENGTH,
    Comment,
    CommentQuerySet,
    Contact,
    Finding,
    Status,
)

# What moderators write most often; the writer reads it on the comment's private page.
USUAL_REASONS: Final = (
    _("Off topic"),
    _("A personal attack"),
    _("Hate against a group of people"),
    _("Advertising"),
    _("Private details of another person"),
    _("A claim that nobody can check"),
    _("Already said in this thread"),
)

_NARROWING: Final = ("q", "check", "article", "age", "writer")
BIGGEST_ID: Final = 2**63 - 1
_PAIR: Final = re.compile(r"(?P<pk>[0-9]{1,18}):(?P<version>[0-9]{1,9})")


class FilterForm(forms.Form):
    """What the address bar says about the view; nothing in it is required.

    `status` is one of the tabs; `comment` the number of one comment, whatever its status;
    `writer` the number of a comment whose writer's others are wanted: never an address.
    """

    status = forms.ChoiceField(choices=Status.choices, required=False, widget=forms.HiddenInput)
    comment = forms.IntegerField(
        min_value=1, max_value=BIGGEST_ID, required=False, widget=forms.HiddenInput
    )
    writer = forms.IntegerField(
        min_value=1, max_value=BIGGEST_ID, required=False, widget=forms.HiddenInput
    )
    q = forms.CharField(max_length=200, required=False)
    check = forms.ChoiceField(
        label=_("Finding"),
        choices=[("", _("Any")), *CHECK_LABELS.items()],
        required=False,
    )
    article = forms.CharField(
        label=_("Article"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Words of the headline")}),
    )
    age = forms.ChoiceField(
        label=_("Posted"),
        choices=[
            ("", _("Any time")),
            ("today", _("Today")),
            ("2-days", _("In the last 2 days")),
            ("week", _("In the last week")),
            ("older", _("More than a week ago")),
        ],
        required=False,
    )

    def __init__(self, asked: QueryDict, *, may_see_addresses: bool) -> None:
        super().__init__(asked, label_suffix="", auto_id="filter-%s")
        self.may_see_addresses = may_see_addresses
        label = _("Text, name or address") if may_see_addresses else _("Text or name")
        self.fields["q"].widget = forms.TextInput(
            attrs={"type": "search", "placeholder": label, "aria-label": label}
        )
        # What the address bar says wrongly is said beside its field, and left out.
        self.is_valid()

    @property
    def tab(self) -> Status:
        return Status(self.cleaned_data.get("status") or Status.IN_REVIEW)

    @property
    def comment_id(self) -> int | None:
        comment_id: int | None = self.cleaned_data.get("comment")
        return comment_id

    @property
    def narrows(self) -> bool:
        """Whether the view leaves out some of the tab."""
        return any(self.cleaned_data.get(name) for name in _NARROWING)

    def narrow(self, comments: CommentQuerySet) -> CommentQuerySet:
        """Keep what all filters let through."""
        asked = self.cleaned_data
        if comment_id := asked.get("writer"):
            digest = Contact.objects.filter(comment=comment_id).values("email_digest")
            comments = comments.filter(contact__email_digest=Subquery(digest))
        if words := asked.get("q"):
            comments = comments.filter(self._says(words))
        if check := asked.get("check"):
            found = Finding.objects.filter(comment=OuterRef("pk"), check_name=check)
            comments = comments.filter(Exists(found))
        if headline := asked.get("article"):
            comments = comments.filter(article__headline__icontains=headline)
        if age := asked.get("age"):
            comments = comments.filter(_posted(age))
        return comments

    def _says(self, words: str) -> Q:
        says = Q(body__icontains=words) | Q(name__icontains=words)
        if self.may_see_addresses:
            says |= Q(contact__email_digest=email_digest(words))
            says |= Q(contact__email__icontains=words)
        return says


def _posted(age: str) -> Q:
    now = timezone.now()
    if age == "today":
        midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
        return Q(created_at__gte=midnight)
    days = 2 if age == "2-days" else 7
    since = now - timedelta(days=days)
    return Q(created_at__lt=since) if age == "older" else Q(created_at__gte=since)


class SeenCommentsField(forms.Field):
    """Comments as a moderator saw them: `id:version`, once or more. Gives versions by id."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> dict[int, int]:
        pairs = [_PAIR.fullmatch(pair) for pair in value or ()]
        if None in pairs:
            raise ValidationError(
                _("The page sent something that is not a comment. Reload it and try again.")
            )
        return {int(pair["pk"]): int(pair["version"]) for pair in pairs if pair}


class DecisionForm(forms.Form):
    """A decision on one comment, or on all that were ticked.

    `then` is the comment to go on with; the page comes back at its place.
    """

    comment = SeenCommentsField(
        error_messages={"required": _("Tick the comments that you want to decide on first.")}
    )
    verb = forms.ChoiceField(
        choices=[(verb.name, verb.label) for verb in VERBS.values()],
        error_messages={
            "required": _("Choose what to do with it."),
            "invalid_choice": _("The desk has no such decision."),
        },
    )
    reason = forms.CharField(
        max_length=REASON_MAX_LENGTH,
        required=False,
        widget=forms.TextInput(
            attrs={
                "aria-label": _("Reason for rejecting, which the writer reads"),
                "placeholder": _("Reason, for the writer"),
                "list": "usual-reasons",
                "autocomplete": "off",
                "dir": "auto",
            }
        ),
    )
    then = forms.IntegerField(min_value=1, max_value=BIGGEST_ID, required=False)

    @property
    def chosen_verb(self) -> Verb:
        return VERBS[self.cleaned_data["verb"]]

    def seen_comments(self) -> list[Comment]:
        """Return the comments as they were seen; those that don't exist (any more) are left out.

        Their `version` is the seen one, so that `moderation` can tell what is stale.
        """
        seen: dict[int, int] = self.cleaned_data["comment"]
        comments = list(Comment.objects.filter(pk__in=seen).oldest_first())
        for comment in comments:
            comment.version = seen[comment.pk]
        return comments
