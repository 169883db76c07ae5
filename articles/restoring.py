"""Going back to an earlier version: the text comes back, and of the rest what is asked for."""

from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms import ArticleForm
from articles.models import Article

# What readers find, where and when: a text that comes back changes none of it unasked.
GROUPS: Final = {
    "publication": ("status", "published_at"),
    "address": ("slug",),
    "comments": ("commenting", "commenting_days"),
    "correction": ("correction", "corrected_at"),
}


class RestoreForm(ArticleForm):
    """An earlier version's text, to be looked over and saved over the present one."""

    restore = forms.MultipleChoiceField(
        label=gettext_lazy("Restore as well"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(group, group) for group in GROUPS],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._then = {name: getattr(self.instance, name) for name in _names()}
        self._present = Article.objects.filter(pk=self.instance.pk).first()
        if self._present is None:
            self.instance.unpublish()
        else:
            self._keep_what_is_now(self._present)
        offered = [(group, _then_and_now(group, self._then, self._present)) for group in GROUPS]
        # What is the same is not asked, and no error where somebody ticks it.
        field: Any = self.fields["restore"]
        field.widget.choices = [(group, label) for group, label in offered if label]
        if not field.widget.choices:
            field.help_text = _("All of these are the same in that version.")

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data.get("restore", [])
        for group in asked:
            for name in GROUPS[group]:
                setattr(self.instance, name, self._then[name])
        data = super().clean()
        self._find_free_address(is_asked="address" in asked)
        return data

    def _keep_what_is_now(self, present: Article) -> None:
        for name in _names():
            setattr(self.instance, name, getattr(present, name))
        self.instance.section = present.section
        self.initial["section"] = present.section_id

    def _find_free_address(self, *, is_asked: bool) -> None:
        others = Article.objects.at(self.instance.slug).exclude(pk=self.instance.pk)
        taken = others.first()
        if taken and is_asked:
            self.add_error(
                "restore",
                _("“%(headline)s” has that address now: leave “Address” out.")
                % {"headline": taken.headline},
            )
        elif taken and self._present is None:
            self.instance.slug = Article.free_slug_for(self.instance.headline)


def _names() -> list[str]:
    return [name for group in GROUPS.values() for name in group]


def _then_and_now(group: str, then: dict[str, Any], present: Article | None) -> str:
    """Word what a group was and is; empty where it is the same."""
    now = {name: getattr(present, name) for name in GROUPS[group]} if present else {}
    if all(now.get(name, "") == then[name] for name in GROUPS[group]):
        return ""
    words = {"then": _WORDS[group](then)}
    if present:
        return str(_LABELS[group]) % {**words, "now": _WORDS[group](now)}
    return str(_LABELS_OF_DELETED[group]) % words if group in _LABELS_OF_DELETED else ""


def _publication(version: dict[str, Any]) -> str:
    status = str(Article.Status(version["status"]).label)
    if not version["published_at"]:
        return status
    when = date_format(localtime(version["published_at"]), "SHORT_DATETIME_FORMAT")
    return f"{status}, {when}"


def _comments(version: dict[str, Any]) -> str:
    plan = str(Article.Commenting(version["commenting"]).label)
    return f"{plan} ({version['commenting_days']})" if version["commenting_days"] else plan


def _correction(version: dict[str, Any]) -> str:
    return f"“{Truncator(version['correction']).words(12)}”" if version["correction"] else _("none")


_WORDS: Final = {
    "publication": _publication,
    "address": lambda version: f"/articles/{version['slug']}/",
    "comments": _comments,
    "correction": _correction,
}
_LABELS: Final = {
    "publication": gettext_lazy("Status and time: %(then)s (now: %(now)s)"),
    "address": gettext_lazy("Address: %(then)s (now: %(now)s)"),
    "comments": gettext_lazy("Comments: %(then)s (now: %(now)s)"),
    "correction": gettext_lazy("Correction: %(then)s (now: %(now)s)"),
}
# The rest of a deleted article comes back with it: there is nothing that it would replace.
_LABELS_OF_DELETED: Final = {
    "publication": gettext_lazy("Status and time: %(then)s (otherwise it comes back as a draft)"),
}
