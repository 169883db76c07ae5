"""What the address bar says about a view of the desk."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from operator import attrgetter
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.models import User
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Section
from comments.desk.listing.paging import APPEALED, EASIEST, NEWEST, OLDEST, RISKIEST
from comments.desk.listing.tabs import APPEALS, comments_of
from comments.desk.listing.waves import COLLAPSED_TABS
from comments.identity import names_address
from comments.models import (
    Comment,
    CommentQuerySet,
    Contact,
    Decision,
    Finding,
    RejectionReason,
    SavedView,
    Status,
    load_together,
)
from comments.screening import CHECK_LABELS
from comments.search import Wanted, find_address, search, tell_what_is_looked_for

_BEHIND_MORE_FILTERS: Final = (
    "check",
    "section",
    "article",
    "age",
    "since",
    "until",
    "by",
    "reason",
    "writer",
)
_NARROWING: Final = ("q", "who", "wave", *_BEHIND_MORE_FILTERS)
BIGGEST_ID: Final = 2**63 - 1
_NOTHING: Final = Wanted(phrases=())


class Rows(NamedTuple):
    """Rows of another table, of which the `column` names a comment by its `own`."""

    own: str
    rows: QuerySet[Any]
    column: str


@dataclass(frozen=True, slots=True)
class Offered:
    """What the newsroom has made to choose from: each in its order."""

    sections: list[Section]
    staff: list[User]
    reasons: list[RejectionReason]
    views: list[SavedView]


def offered() -> Offered:
    """Load it in one query: it is on every page of the desk."""
    staff = User.objects.filter(is_staff=True).order_by("username").only("username")
    return Offered(
        *load_together(
            Section.objects.only("slug", "name"),
            staff,
            RejectionReason.objects.all(),
            SavedView.objects.all(),
        )
    )


class _Choice(NamedTuple):
    """A field with what is offered: `key` stands for it in the address bar."""

    label: Promise
    offered: Callable[[Offered], Sequence[Model]]
    key: str
    nothing: Promise


_CHOICES: Final = {
    "section": _Choice(_("Section"), attrgetter("sections"), "slug", _("Any")),
    "by": _Choice(_("Decided by"), attrgetter("staff"), "username", _("Anybody")),
    "reason": _Choice(_("Rejected because"), attrgetter("reasons"), "code", _("Any")),
}


class _DateInput(forms.DateInput):
    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        """Browsers want dates as ISO 8601, whatever the language."""
        return value.isoformat() if isinstance(value, date) else value


class FilterForm(forms.Form):
    """What the address bar says about the view; nothing in it is required.

    `status` is one of the tabs, a status or `APPEALS`; `comment` the number of one comment,
    whatever its status; `writer` the number of a comment whose writer's others are wanted: never
    an address; `wave` the name of comments that are much the same; `who` what stands for an
    address that was searched for (see `comments.search`), where `q` is words.
    """

    status = forms.ChoiceField(
        choices=[*Status.choices, (APPEALS, _("Appeals"))],
        required=False,
        widget=forms.HiddenInput,
    )
    comment = forms.IntegerField(
        min_value=1, max_value=BIGGEST_ID, required=False, widget=forms.HiddenInput
    )
    writer = forms.IntegerField(
        min_value=1, max_value=BIGGEST_ID, required=False, widget=forms.HiddenInput
    )
    wave = forms.IntegerField(
        min_value=1, max_value=BIGGEST_ID, required=False, widget=forms.HiddenInput
    )
    who = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
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

    since = forms.DateField(label=_("From"), required=False, widget=_DateInput)
    until = forms.DateField(label=_("Until"), required=False, widget=_DateInput)
    order = forms.ChoiceField(
        label=_("Order"),
        choices=[
            ("", _("As usual")),
            (OLDEST, _("Oldest first")),
            (NEWEST, _("Newest first")),
            (RISKIEST, _("Riskiest first")),
            (EASIEST, _("Easiest first")),
        ],
        required=False,
    )

    def __init__(self, asked: QueryDict, *, may_see_addresses: bool) -> None:
        super().__init__(asked, label_suffix="", auto_id="filter-%s")
        self.may_see_addresses = may_see_addresses
        label = _("Text, name or address with its @") if may_see_addresses else _("Text or name")
        self.fields["q"].widget = forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": label,
                "aria-label": label,
                "data-command": "search",
            }
        )
        for name, choice in _CHOICES.items():
            self.fields[name] = forms.TypedChoiceField(
                label=str(choice.label),
                choices=partial(self._choices_of, name),
                coerce=partial(self._chosen, name),
                empty_value=None,
                required=False,
            )
        # What the address bar says wrongly is said beside its field, and left out.
        self.is_valid()
        if self.address and not self["q"].value():
            # Only to those who may see it, and who would type it again to change it.
            self.fields["q"].widget.attrs["value"] = self.address

    @cached_property
    def offered(self) -> Offered:
        return offered()

    @property
    def tab(self) -> str:
        return self.cleaned_data.get("status") or Status.IN_REVIEW

    @property
    def status_of_tab(self) -> Status:
        """What comments are that belong to the tab: it decides what can be done with many."""
        return Status.REJECTED if self.tab == APPEALS else Status(self.tab)

    def comments_of_tab(self) -> CommentQuerySet:
        return comments_of(self.tab)

    @property
    def comment_id(self) -> int | None:
        comment_id: int | None = self.cleaned_data.get("comment")
        return comment_id

    @property
    def narrows(self) -> bool:
        """Whether the view leaves out some of the tab."""
        return any(self.cleaned_data.get(name) for name in _NARROWING)

    @property
    def chosen_order(self) -> str:
        """What waits is worked off from its oldest; of the rest, the latest is of interest."""
        if self.tab == APPEALS:
            return APPEALED
        usual = OLDEST if self.tab in {Status.IN_REVIEW, Status.SUBMITTED} else NEWEST
        return self.cleaned_data.get("order") or usual

    @property
    def more_is_asked(self) -> bool:
        """Whether the view differs from its tab by more than the search for words, or a wave."""
        return any(self.cleaned_data.get(name) for name in (*_BEHIND_MORE_FILTERS, "order"))

    @property
    def view_fields(self) -> list[forms.BoundField]:
        """The fields behind “More filters”, in their order."""
        order = [] if self.tab == APPEALS else ["order"]
        names = [*order, "check", "section", "article", "age", "since", "until", "by", "reason"]
        return [self[name] for name in names]

    @cached_property
    def address(self) -> str:
        """The address, or its part, that `who` stands for; empty for those who may not see it."""
        hidden = self.cleaned_data.get("who")
        return find_address(hidden) if hidden and self.may_see_addresses else ""

    @property
    def note_on_words(self) -> str:
        """Say what is looked for where that is not quite what was typed; empty where it is."""
        typed: str = self.cleaned_data.get("q", "")
        if not typed or names_address(typed):
            return ""
        if not Wanted.words(typed).phrases:
            return str(_("There is no word or number in that, so nothing was looked for."))
        if told := tell_what_is_looked_for(typed):
            return _("Signs are not looked for: this is what has the words %(words)s.") % {
                "words": told
            }
        return ""

    @property
    def is_about_somebody(self) -> bool:
        """Whether the view is of one writer, or of an address: nothing to keep or to share."""
        return bool(self.cleaned_data.get("who") or self.cleaned_data.get("writer"))

    def as_query(self, *, leave_out: Collection[str] = ()) -> str:
        """Write the view as it can stand in an address: what was understood, and nothing else."""
        saved = {
            name: self.data[name]
            for name in self.fields
            if name not in {"comment", *leave_out}
            and self.cleaned_data.get(name)
            and not names_address(self.data[name])
        }
        return urlencode(saved)

    def as_saved_query(self) -> str:
        """Write what can be saved of the view: nothing that is about one writer, or one text."""
        return self.as_query(leave_out={"writer", "wave", "who"})

    @property
    def collapses_waves(self) -> bool:
        """Whether what is much the same is one card. Who filters wants all that match."""
        return self.tab in COLLAPSED_TABS and not self.comment_id and not self.narrows

    def narrow(self, comments: CommentQuerySet) -> CommentQuerySet:
        """Keep what all filters let through: quick where that is little among very many."""
        for condition in self._conditions():
            comments = comments.filter(condition)
        for own, rows, column in self._rows():
            comments = comments.filter(**{f"{own}__in": rows.order_by().values(column)})
        if wanted := self._wanted():
            comments = search(comments, wanted)
        return comments

    def among(self, pks: Collection[int]) -> set[int]:
        """Return which of a few comments all filters let through, however many others do."""
        if not self.narrows:
            return set(pks)
        few = Comment.objects.filter(pk__in=pks).order_by()
        for condition in self._conditions():
            few = few.filter(condition)
        for own, rows, column in self._rows():
            few = few.filter(Exists(rows.filter(**{column: OuterRef(own)})))
        wanted = self._wanted()
        if wanted is None:
            return set(few.values_list("pk", flat=True))
        columns = ["name", "body", *(["contact__email"] if wanted.address else [])]
        return {pk for pk, *texts in few.values_list("pk", *columns) if wanted.is_in(*texts)}

    def _choices_of(self, name: str) -> list[tuple[str, str | Promise]]:
        """Return what can be chosen; it is loaded where it is shown, or something is chosen."""
        choice = _CHOICES[name]
        offered = choice.offered(self.offered)
        return [("", choice.nothing), *((getattr(one, choice.key), str(one)) for one in offered)]

    def _chosen(self, name: str, typed: str) -> Model:
        choice = _CHOICES[name]
        offered = choice.offered(self.offered)
        return next(one for one in offered if getattr(one, choice.key) == typed)

    def _wanted(self) -> Wanted | None:
        """Return what is looked for. A view that must not be shown is empty, and never all."""
        if self.cleaned_data.get("who"):
            return Wanted.words_or_address(self.address) if self.address else _NOTHING
        typed: str = self.cleaned_data.get("q", "")
        if not typed:
            return None
        return _NOTHING if names_address(typed) else Wanted.words(typed)

    def _conditions(self) -> Iterator[Q]:
        """Yield what is asked of columns of the comments themselves."""
        for name, condition in _CONDITIONS.items():
            if value := self.cleaned_data.get(name):
                yield condition(value)

    def _rows(self) -> Iterator[Rows]:
        """Yield what is asked of other tables."""
        for name, rows in _ROWS.items():
            if value := self.cleaned_data.get(name):
                yield rows(value)


def _midnight(day: date) -> datetime:
    """Return the moment, in the site's zone, at which the day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _posted(age: str) -> Q:
    now = timezone.now()
    if age == "today":
        return Q(created_at__gte=_midnight(timezone.localdate()))
    days = 2 if age == "2-days" else 7
    since = now - timedelta(days=days)
    return Q(created_at__lt=since) if age == "older" else Q(created_at__gte=since)


def _by_same_writer(comment_id: int) -> Rows:
    digest = Contact.objects.filter(comment=comment_id).values("email_digest")
    return Rows("pk", Contact.objects.filter(email_digest=Subquery(digest)), "comment")


def _found_by(check_name: str) -> Rows:
    return Rows("pk", Finding.objects.filter(check_name=check_name), "comment")


def _decided(**how: Any) -> Rows:
    return Rows("pk", Decision.objects.standing().filter(**how), "comment")


def _about(**which: Any) -> Rows:
    return Rows("article", Article.objects.filter(**which), "pk")


_CONDITIONS: Final[dict[str, Callable[[Any], Q]]] = {
    "wave": lambda wave: Q(wave=wave),
    "age": _posted,
    "since": lambda day: Q(created_at__gte=_midnight(day)),
    "until": lambda day: Q(created_at__lt=_midnight(day + timedelta(days=1))),
}
_ROWS: Final[dict[str, Callable[[Any], Rows]]] = {
    "section": lambda section: _about(section=section),
    "article": lambda headline: _about(headline__icontains=headline),
    "writer": _by_same_writer,
    "check": _found_by,
    "by": lambda user: _decided(by=user),
    "reason": lambda reason: _decided(rejection_reason=reason),
}
