"""Watched words as a list: many added at once, and all taken away as a file."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.widgets import AdminRadioSelect
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.admin.trial import TRY, TrialForm, context_of_trial, record_in_words
from comments.models import Comment, WatchedWord
from comments.screening.rules import (
    Entry,
    Hit,
    Line,
    Watchlist,
    new_words,
    read_list,
    try_words,
    write_list,
)

_LONGEST: Final = 500_000
_PROBLEMS_SHOWN: Final = 20
_KNOWN_SHOWN: Final = 10


class WordListForm(forms.Form):
    """Lines as people write them; valid only where all of them are fine."""

    lines = forms.CharField(
        label=gettext_lazy("Words, one a line"),
        max_length=_LONGEST,
        widget=forms.Textarea(
            attrs={"class": "vLargeTextField", "rows": 16, "spellcheck": "false"}
        ),
    )
    action = forms.ChoiceField(
        label=gettext_lazy("What to do with those that do not say it"),
        choices=WatchedWord.Action.choices,
        initial=WatchedWord.Action.HOLD,
        widget=AdminRadioSelect(attrs={"class": "radiolist"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        read = read_list(cleaned["lines"], cleaned["action"])
        for problem in read.problems[:_PROBLEMS_SHOWN]:
            self.add_error("lines", str(problem))
        more = len(read.problems) - _PROBLEMS_SHOWN
        if more > 0:
            said = ngettext("And %(count)d more line.", "And %(count)d more lines.", more)
            self.add_error("lines", said % {"count": more})
        if not read.lines and not read.problems:
            self.add_error("lines", _("There is no word in these lines."))
        cleaned["read"] = read.lines
        return cleaned


def add_list(request: HttpRequest, *, model_admin: ModelAdmin[Any]) -> HttpResponse:
    """Add all lines or none; or show what they would have caught, and add nothing."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form = WordListForm(request.POST or None)
    trial_form = TrialForm(request.POST if TRY in request.POST else None)
    context: dict[str, Any] = {}
    if form.is_valid():
        if TRY not in request.POST:
            _add(request, form.cleaned_data["read"])
            return HttpResponseRedirect(reverse("admin:comments_watchedword_changelist"))
        context = _try(request, form.cleaned_data["read"], last=trial_form.chosen)
    context |= {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": model_admin.media,
        "title": _("Add a list of watched words"),
        "form": form,
        "trial_form": trial_form,
    }
    return TemplateResponse(request, "admin/comments/watchedword/add_list.html", context)


def download_list(request: HttpRequest, *, model_admin: ModelAdmin[Any]) -> HttpResponse:
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    lines = "".join(f"{line}\n" for line in write_list(WatchedWord.objects.all()))
    return HttpResponse(
        lines,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="watched-words.txt"'},
    )


def may_see_addresses(request: HttpRequest) -> bool:
    """Tell whether what somebody writes may look into them: else it would spell them out."""
    return request.user.has_perm("comments.view_contact")


def places_to_look(request: HttpRequest) -> Callable[[Watchlist, Comment], Iterator[Hit]]:
    return Watchlist.find if may_see_addresses(request) else Watchlist.find_outside_address


def say_where_it_is_looked_for(request: HttpRequest) -> None:
    if not may_see_addresses(request):
        messages.info(
            request, _("It is not looked for in mail addresses, as you may not see them.")
        )


def _add(request: HttpRequest, lines: Sequence[Line]) -> None:
    user: Any = request.user
    with transaction.atomic():
        new, known = new_words(lines)
        for word in new:
            word.looks_into_addresses = may_see_addresses(request)
        WatchedWord.objects.bulk_create(new)
        LogEntry.objects.log_actions(user.pk, new, ADDITION, _("Added with a list."))
    messages.success(
        request,
        ngettext("%(count)d word added.", "%(count)d words added.", len(new)) % {"count": len(new)},
    )
    if new:
        say_where_it_is_looked_for(request)
    if known:
        messages.info(request, _say_known(known))


def _say_known(known: Sequence[Line]) -> str:
    said = ngettext(
        "%(count)d line was skipped, as its word is watched already: %(lines)s",
        "%(count)d lines were skipped, as their words are watched already: %(lines)s",
        len(known),
    )
    shown = [
        _("line %(number)d, “%(word)s”") % {"number": line.number, "word": line.word}
        for line in known[:_KNOWN_SHOWN]
    ]
    return said % {
        "count": len(known),
        "lines": "; ".join([*shown, *(["…"] if len(known) > _KNOWN_SHOWN else [])]),
    }


def _try(request: HttpRequest, lines: Sequence[Line], *, last: int) -> dict[str, Any]:
    entries = [
        Entry(line.number, line.word.text, line.word.form, line.word.action) for line in lines
    ]
    trial = try_words(entries, last=last, find=places_to_look(request))
    by_line = [
        {"line": line, "record": record_in_words(trial.by_entry.get(line.number))}
        for line in lines
        if line.number in trial.by_entry
    ]
    return {
        **context_of_trial(request, trial),
        "by_line": by_line,
        "lines_without": len(lines) - len(by_line),
    }
