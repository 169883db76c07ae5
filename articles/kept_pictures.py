"""A picture stays chosen through errors of every kind.

A browser empties a file field with every answer. So what was uploaded is kept for its owner until
the form is saved, and the field shows it and holds a signed reference.
"""

from typing import Any, Final

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.models import KeptPicture
from articles.pictures import Picture, PictureFormField

_GONE: Final = object()


class KeptUpload(Picture):
    """A kept picture on its way to an article, as it was encoded when it came."""

    def __init__(self, kept: KeptPicture) -> None:
        ContentFile.__init__(self, bytes(kept.content), name=kept.file_name)
        self.small = ContentFile(bytes(kept.small))
        self.kept = kept


class PictureInput(AdminFileWidget):
    """A file field that shows what is kept: `<name>-kept` refers to it, `<name>-drop` leaves it."""

    owner: Any = None
    kept: KeptPicture | None = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        upload = super().value_from_datadict(data, files, name)
        reference = data.get(f"{name}-kept")
        if isinstance(upload, File) or not reference or data.get(f"{name}-drop"):
            return upload
        kept = KeptPicture.objects.find(reference, owner=self.owner) if self.owner else None
        return KeptUpload(kept) if kept else _GONE

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return super().value_omitted_from_data(data, files, name) and f"{name}-kept" not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        kept = {"name": name, "kept": self.kept}
        return super().render(name, value, attrs, renderer) + render_to_string(
            "admin/articles/article/_kept_picture.html", kept
        )


class KeptPictureFormField(PictureFormField):
    widget = PictureInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        if data is _GONE:
            raise ValidationError(
                _("The picture that you had chosen is not kept any more. Choose it again.")
            )
        return super().clean(data, initial)

    def to_python(self, data: Any) -> Any:
        return data if isinstance(data, KeptUpload) else super().to_python(data)


def keep_picture(form: forms.ModelForm[Any], name: str, *, owner: Any) -> None:
    """Keep what was uploaded with a form that is shown again, and let its field show that."""
    picture = form.cleaned_data.get(name)
    if isinstance(picture, KeptUpload):
        kept = picture.kept
    elif isinstance(picture, Picture):
        upload: Any = form.files[name]
        kept = KeptPicture.objects.keep(picture, owner=owner, name=upload.name or "")
    else:
        return
    widget = form.fields[name].widget
    widget.kept = kept


def forget_picture(form: forms.ModelForm[Any], name: str) -> None:
    """Drop a kept picture that an article has now."""
    picture = form.cleaned_data.get(name)
    if isinstance(picture, KeptUpload):
        picture.kept.delete()
