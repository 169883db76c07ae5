"""“Try it on the past”: what a rule would have caught, shown before it is saved."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.screening import Span
from comments.screening.rules import Record, Trial

TRY: Final = "_try"
_USUALLY_LOOKED_AT: Final = 2000
# Code points of an example: before its first place, and in all.
_BEFORE: Final = 60
_LONGEST: Final = 220


def _how_many() -> list[tuple[int, str]]:
    counts = (500, _USUALLY_LOOKED_AT, 5000, 20_000)
    return [(count, number_format(count, force_grouping=True)) for count in counts]


class TrialForm(forms.Form):
    """How many decided comments are looked at; whatever is no choice is the usual."""

    last = forms.TypedChoiceField(
        label=gettext_lazy("How many comments"),
        coerce=int,
        choices=_how_many,
        initial=_USUALLY_LOOKED_AT,
    )

    @property
    def chosen(self) -> int:
        return int(self.cleaned_data["last"]) if self.is_valid() else _USUALLY_LOOKED_AT


class TriableForm(forms.ModelForm):  # type: ignore[type-arg] # not generic when it runs
    """Never valid to be saved where it is only sent to be tried; its errors are the same."""

    def is_valid(self) -> bool:
        return super().is_valid() and TRY not in self.data


class TriableAdmin(admin.ModelAdmin[Any]):
    """Its form has the button, and saves nothing where that was pressed."""

    form = TriableForm
    # Of what is measured, nothing can be counted.
    show_facets = admin.ShowFacets.NEVER
    change_form_template = "admin/comments/rule_change_form.html"

    class Media:
        css = {"all": ["comments/rules.css"]}

    def try_on_past(self, request: HttpRequest, rule: Any, *, last: int) -> Trial | None:
        """Return what the unsaved rule would have caught; None where there is nothing to try."""
        raise NotImplementedError

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        is_asked = TRY in request.POST
        asked = TrialForm(request.POST if is_asked else None)
        context["trial_form"] = asked
        if is_asked and not form.errors:
            trial = self.try_on_past(request, form.instance, last=asked.chosen)
            context |= context_of_trial(request, trial)
        return super().render_change_form(request, context, *args, **kwargs)


def context_of_trial(request: HttpRequest, trial: Trial | None) -> dict[str, Any]:
    """Say for the template what came out; texts are for those who may read comments."""
    may_read = request.user.has_perm("comments.view_comment")
    return {
        "was_tried": True,
        "trial": trial,
        "result": record_in_words(trial.record) if trial else "",
        "examples": [
            {
                "url": f"{reverse('comments:review')}?comment={example.comment.pk}",
                "comment": example.comment,
                "reason": example.reason,
                "text": excerpt(example.comment.body, example.spans),
            }
            for example in (trial.examples if trial and may_read else ())
        ],
    }


def record_in_words(record: Record | None) -> str:
    """Write it as in “41: 38 spam, 2 rejected, 1 approved”."""
    if record is None or not record.caught:
        return _("nothing")
    parts = [
        (record.spam, ngettext("%(count)s spam", "%(count)s spam", record.spam)),
        (record.rejected, ngettext("%(count)s rejected", "%(count)s rejected", record.rejected)),
        (record.approved, ngettext("%(count)s approved", "%(count)s approved", record.approved)),
    ]
    return _("%(caught)s: %(parts)s") % {
        "caught": number_format(record.caught, force_grouping=True),
        "parts": ", ".join(
            words % {"count": number_format(count, force_grouping=True)}
            for count, words in parts
            if count
        ),
    }


def excerpt(body: str, spans: Sequence[Span]) -> SafeString:
    """Return the text around the first place, escaped, with all places in it marked."""
    start = max(0, spans[0].start - _BEFORE) if spans else 0
    end = min(len(body), start + _LONGEST)
    cuts = {start, end}
    for span in spans:
        cuts |= {min(max(cut, start), end) for cut in span}
    pieces = format_html_join(
        "",
        "{}",
        (
            (_marked(body[one:next_one], is_found=_is_within(one, spans)),)
            for one, next_one in pairwise(sorted(cuts))
        ),
    )
    return format_html("{}{}{}", "…" if start else "", pieces, "…" if end < len(body) else "")


def _is_within(position: int, spans: Sequence[Span]) -> bool:
    return any(start <= position < end for start, end in spans)


def _marked(piece: str, *, is_found: bool) -> str | SafeString:
    return format_html("<mark>{}</mark>", piece) if is_found else piece
