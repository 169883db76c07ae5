"""The form of an article: may an editor save it so, and what follows from it."""

from typing import Any, Final, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Media, Script
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.body import LeftOut, has_words, read_body
from articles.kept_pictures import KeptPictureFormField, PictureInput
from articles.models import Addressed, Article, Section

_Addressed = TypeVar("_Addressed", bound=Addressed)
_HELP_FOR_SLUG: Final = _(
    "The last part of the address; left empty, it is made for you. Where it changes, the old"
    " address leads to the new one for good."
)


class BodyEditor(forms.Textarea):
    """The rich-text editor; without JavaScript a plain field for HTML.

    django-prose-editor's own widget needs an import map, which is an inline script, and lets the
    editor add a style element. The Content-Security-Policy forbids both, so a module of our own
    starts it.
    """

    @property
    def media(self) -> Media:
        return Media(
            css={
                "all": [
                    "django_prose_editor/material-icons.css",
                    "django_prose_editor/editor.css",
                    "django_prose_editor/overrides.css",
                    "articles/body-editor.css",
                ]
            },
            js=[Script("articles/body-editor.js", type="module")],  # type: ignore[list-item] # new in 5.2
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        told = {
            "data-body-editor": True,
            "data-paste": reverse("admin:articles_paste"),
            "data-paste-unread": _(
                "The site could not read what you pasted, so only its words are here, without"
                " formatting, links and pictures."
            ),
        }
        return super().get_context(name, value, {**(attrs or {}), **told})


class PublicationTimeField(forms.SplitDateTimeField):
    """A date and a time; where clocks are changed, one that comes twice or never is refused."""

    def compress(self, data_list: Any) -> Any:
        try:
            return super().compress(data_list)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            raise ValidationError(
                _(
                    "The clocks of %(zone)s are changed then: this time comes twice, or not at all."
                    " Choose one that is at least an hour earlier or later."
                ),
                code=error.code,
                params={"zone": timezone.get_current_timezone_name()},
            ) from error


class AddressedForm(forms.ModelForm[_Addressed]):
    """A form whose slug may be left empty: it is made from what names the thing."""

    named_by: str

    class Media:
        js = [Script("articles/slug.js", type="module")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Who may only look gets no fields.
        if slug := self.fields.get("slug"):
            slug.required = False
            slug.widget.attrs["data-slug-of"] = self.named_by

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("slug") == "" and data.get(self.named_by):
            data["slug"] = self.instance.free_slug_for(data[self.named_by])
            if not data["slug"]:
                self.add_error("slug", _("There are no letters to make an address of: write one."))
        return data


class SectionForm(AddressedForm[Section]):
    named_by = "name"

    class Meta:
        model = Section
        fields = ["name", "slug", "position"]
        widgets = {"slug": forms.TextInput(attrs={"class": "vTextField"})}
        help_texts = {"slug": _HELP_FOR_SLUG}


class SectionRow(forms.ModelForm[Section]):
    """A section in the list of sections: its column's heading is no label to a screen reader."""

    class Meta:
        model = Section
        fields = ["position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].widget.attrs["aria-label"] = _(
            "Position of %(section)s in the menu"
        ) % {"section": self.instance.name}


class ArticleForm(AddressedForm[Article]):
    """An article as editors change it.

    The buttons `_publish` and `_unpublish` beside Save decide the status, whatever is chosen.
    """

    named_by = "headline"
    # Who works on it, and what a colleague saved meanwhile.
    editor: Any = None
    theirs: Any = None

    # The latest version in the history when the form was opened.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = "__all__"  # noqa: DJ007 -- the admin's fieldsets say which
        widgets = {
            "headline": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "slug": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "deck": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3}),
            "body": BodyEditor,
            "lead_image": PictureInput,
            "lead_image_alt": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "correction": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3}),
        }
        field_classes = {
            "lead_image": KeptPictureFormField,
            "published_at": PublicationTimeField,
        }
        help_texts = {
            "slug": _HELP_FOR_SLUG,
            "lead_image_alt": _("What the picture shows, for those who can't see it."),
            "source_name": _("Printed at the foot as “Original Source”."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What the body could not keep.
        self.left_out = LeftOut()
        if self.instance.is_public:
            # A scheduled article whose time came is published: say so, and let it be edited.
            self.initial["status"] = Article.Status.PUBLISHED
        if latest := self._latest_version():
            self.initial["seen"] = latest.pk
        # Who may only look gets no fields.
        if field := self.fields.get("lead_image"):
            field.widget.owner = self.editor
        if field := self.fields.get("published_at"):
            field.help_text = _(
                "In the time of %(zone)s. Left empty, it is the moment of publishing."
            ) % {"zone": timezone.get_current_timezone_name()}
            for part, label in zip(field.widget.widgets, (_("Date"), _("Time")), strict=True):
                part.attrs["aria-label"] = label

    def _latest_version(self) -> Any:
        """Return the newest entry of the history; a new article has none."""
        return self.instance.history.select_related("history_user").first()

    def validate_unique(self) -> None:
        super().validate_unique()
        if self.has_error("slug", code="unique"):
            self._link_to_owner_of_address()

    def _link_to_owner_of_address(self) -> None:
        """Lead whoever may see it to the article that has the address, or had it."""
        others = Article.objects.at(self.instance.slug).exclude(pk=self.instance.pk)
        owner = others.first()
        may = ("articles.view_article", "articles.change_article")
        if owner is None or not any(map(self.editor.has_perm, may)):
            return
        self["slug"].help_text = format_html(
            '{} <a href="{}" target="_blank">{}</a>',
            self["slug"].help_text,
            reverse("admin:articles_article_change", args=[owner.pk]),
            _("Open “%(headline)s”") % {"headline": owner.headline},
        )

    def clean_body(self) -> str:
        read = read_body(self.cleaned_data["body"])
        self.left_out = read.left_out
        return read.html

    def clean_correction(self) -> str:
        correction = str(self.cleaned_data["correction"])
        if correction and "correction" in self.changed_data and not self.instance.was_public:
            raise ValidationError(
                _("Readers have not seen this article yet: change the text itself.")
            )
        return correction

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._warn_of_colleague(data.get("seen"))
        if "status" in self.fields:
            self._decide_publication(data)
        self._refuse_to_publish_nothing(data)
        return data

    def _decide_publication(self, data: dict[str, Any]) -> None:
        """Do what the buttons say, and make status and time agree."""
        now = timezone.now().replace(microsecond=0)
        if "_unpublish" in self.data:
            data["status"] = Article.Status.DRAFT
        elif "_publish" in self.data:
            data["status"] = Article.Status.PUBLISHED
            if _is_later(data, now):
                data["published_at"] = now

        if "published_at" in self.errors:
            # What is wrong with the time is said; without one there is no more to say.
            return
        if data.get("status") == Article.Status.PUBLISHED:
            if _is_later(data, now):
                self.add_error(
                    "published_at",
                    _("This time is still to come: choose “Scheduled”, or leave it empty."),
                )
            else:
                data["published_at"] = data.get("published_at") or now
        elif data.get("status") == Article.Status.SCHEDULED and not _is_later(data, now):
            self.add_error(
                "published_at",
                _("Give a time that is still to come, or choose “Published” to publish now."),
            )

    def _refuse_to_publish_nothing(self, data: dict[str, Any]) -> None:
        # An invalid body or status has its own error.
        if "body" not in data or has_words(data["body"]):
            return
        if data.get("status", self.instance.status) == Article.Status.DRAFT:
            return
        stored = Article.objects.filter(pk=self.instance.pk).first()
        # What came so from elsewhere, readers see already: its other fields can be mended.
        if stored is None or not stored.is_public or stored.has_text:
            self.add_error(
                "body",
                _("Readers would find no text: write it first, or save the article as a draft."),
            )

    def _warn_of_colleague(self, seen: int | None) -> None:
        """Stop once where a colleague has saved meanwhile; who saves again has been told."""
        latest = self._latest_version()
        if latest is None or seen is None or latest.pk == seen:
            return
        self.theirs = latest
        typed: Any = self.data
        self.data = typed = typed.copy()
        typed["seen"] = str(latest.pk)
        colleague = latest.history_user
        self.add_error(
            None,
            _(
                "%(colleague)s changed this article after you had opened it. Nothing that you"
                " wrote is lost: save again to put your version in the place of theirs, which the"
                " history keeps."
            )
            % {"colleague": colleague.get_full_name() or colleague.get_username()}
            if colleague
            else _("This article was changed after you had opened it. Save again to replace it."),
        )

    def save(self, commit: bool = True) -> Article:  # noqa: FBT001, FBT002 -- Django's signature
        if "correction" in self.changed_data:
            self.instance.corrected_at = timezone.now() if self.instance.correction else None
        return super().save(commit)


def _is_later(data: dict[str, Any], now: Any) -> bool:
    return bool(data.get("published_at") and data["published_at"] > now)
