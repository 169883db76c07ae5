"""The words that screening looks for."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments.admin.measured import MeasuredOver, measured_over
from comments.admin.trial import TriableAdmin, TriableForm, record_in_words
from comments.admin.word_list import (
    add_list,
    download_list,
    may_see_addresses,
    places_to_look,
    say_where_it_is_looked_for,
)
from comments.models import (
    ProfaneWord,
    WatchedWord,
)
from comments.screening.rules import (
    Entry,
    Trial,
    check_word,
    records_of_words,
    same_word,
    try_words,
)


class WatchedWordForm(TriableForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        text, form = cleaned.get("text"), cleaned.get("form")
        if text and form:
            self._check(text, form)
        return cleaned

    def _check(self, text: str, form: str) -> None:
        """Check it as a line of a list is checked."""
        try:
            check_word(text, form)
        except ValueError as problem:
            self.add_error("text", str(problem))
            return
        others = WatchedWord.objects.filter(form=form).exclude(pk=self.instance.pk)
        this = same_word(text, form)
        for other in others.values_list("text", flat=True):
            if same_word(other, form) == this:
                said = gettext("This is watched already, as “%(word)s”.")
                self.add_error("text", said % {"word": other})
                return


@admin.register(WatchedWord)
class WatchedWordAdmin(TriableAdmin):
    form = WatchedWordForm
    list_display = ["as_written", "action", "caught", "looks_into_addresses", "note", "created_at"]
    list_filter = ["action", "form", "looks_into_addresses", MeasuredOver]
    actions = ["look_into_addresses"]
    search_fields = ["text", "note"]
    radio_fields = {"form": admin.VERTICAL, "action": admin.VERTICAL}
    fields = ["text", "form", "action", "note"]

    @admin.display(description=_("word"), ordering="text")
    def as_written(self, word: WatchedWord) -> str:
        return str(word)

    @admin.display(description=_("caught"))
    def caught(self, word: Any) -> str:
        return record_in_words(word.record)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        words: Any = changelist.result_list
        records = records_of_words([word.pk for word in words], last=measured_over(changelist))
        for word in words:
            word.record = records.get(word.pk)
        return changelist

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path(
                "list/",
                wrap(partial(add_list, model_admin=self)),
                name="comments_watchedword_add_list",
            ),
            path(
                "list.txt",
                wrap(partial(download_list, model_admin=self)),
                name="comments_watchedword_download",
            ),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: WatchedWord, form: Any, change: Any) -> None:
        is_another = not change or bool({"text", "form"} & set(form.changed_data))
        if is_another:
            obj.looks_into_addresses = may_see_addresses(request)
        super().save_model(request, obj, form, change)
        if is_another:
            # What another word has caught says nothing of this one.
            obj.hits.all().delete()
            say_where_it_is_looked_for(request)

    def has_see_addresses_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and may_see_addresses(request)

    @admin.action(description=_("Look into mail addresses, too"), permissions=["see_addresses"])
    def look_into_addresses(self, request: HttpRequest, words: QuerySet[WatchedWord]) -> None:
        others = words.filter(looks_into_addresses=False)
        for word in others:
            word.looks_into_addresses = True
            word.save(update_fields=["looks_into_addresses"])
            self.log_change(request, word, gettext("Looked for in mail addresses, too."))
        said = ngettext(
            "%(count)d word is looked for in mail addresses, too.",
            "%(count)d words are looked for in mail addresses, too.",
            len(others),
        )
        self.message_user(request, said % {"count": len(others)}, messages.SUCCESS)

    def try_on_past(self, request: HttpRequest, rule: WatchedWord, *, last: int) -> Trial:
        entry = Entry(0, rule.text, rule.form, rule.action)
        return try_words([entry], last=last, find=places_to_look(request))


@admin.register(ProfaneWord)
class ProfaneWordAdmin(admin.ModelAdmin[ProfaneWord]):
    list_display = ["text", "level", "note", "created_at"]
    list_filter = ["level"]
    search_fields = ["text", "note"]
