"""Pictures as the site stores them: re-encoded, upright, without metadata, bounded in size.

Whatever a camera or an attacker put into a file besides its pixels ends here: the place where
it was taken, thumbnails, trailing archives. What a file is, its content decides, not its name.
"""

import json
import os
import secrets
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, Final, Self, cast
from weakref import WeakKeyDictionary

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models
from django.db.models.fields.files import ImageFieldFile
from django.utils.translation import gettext_lazy as _

from articles import renditions

MAX_BYTES: Final = 15 * 1024 * 1024
# Some browsers know no type for a telephone's files, only their names.
ACCEPTED: Final = (
    *("image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", "image/heic"),
    *("image/heif", ".heic", ".heif", ".avif"),
)
# A decoder that hangs without computing is ended, too.
_PATIENCE: Final = 2 * renditions.MAX_SECONDS
# What a Python needs to start, and no secret of the site.
_ENVIRONMENT: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")

# One at a time in a web process: the memory that one may take is bounded, the number is not.
_turn = Lock()
# The form that is checked inside a transaction gets what was read before it began.
_read: "WeakKeyDictionary[File[Any], Picture | ValidationError]" = WeakKeyDictionary()


class Picture(ContentFile):  # type: ignore[type-arg] # not generic when it runs
    """A picture that is ready to be stored, and its rendition for lists and phones."""

    def __init__(self, large: bytes, small: bytes, suffix: str) -> None:
        self.small = ContentFile(small)
        super().__init__(large, name=secrets.token_hex(12) + suffix)

    @classmethod
    def from_upload(cls, upload: "File[Any]") -> Self:
        """Read a picture, or a moving one's first frame; a ValidationError says what is wrong.

        The same upload is read once.
        """
        read = _read.get(upload)
        if read is None:
            try:
                read = cls(*_renditions_of(upload))
            except ValidationError as error:
                read = error
            _read[upload] = read
        if isinstance(read, ValidationError):
            raise read
        return cast("Self", read)


def _renditions_of(upload: "File[Any]") -> tuple[bytes, bytes, str]:
    if upload.size > MAX_BYTES:
        raise ValidationError(
            _("This picture is larger than %(limit)s MB. Save a smaller copy and try again."),
            params={"limit": MAX_BYTES // (1024 * 1024)},
        )
    upload.seek(0)
    said, _newline, pictures = _run_apart(upload.read()).partition(b"\n")
    # A process that took too much was ended before it could answer.
    answer: Any = json.loads(said) if said else {"refused": "memory"}
    if "refused" in answer:
        raise _refusal(answer["refused"])
    large = answer["lengths"][0]
    return pictures[:large], pictures[large:], answer["suffix"]


def _run_apart(content: bytes) -> bytes:
    command = [sys.executable, "-I", str(Path(renditions.__file__)), str(renditions.MAX_MEMORY)]
    known = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    with _turn, suppress(subprocess.TimeoutExpired):
        return subprocess.run(  # noqa: S603 -- a command of our own, without a word of anybody's
            command, input=content, capture_output=True, env=known, timeout=_PATIENCE, check=False
        ).stdout
    return b""


def _refusal(reason: str) -> ValidationError:
    match reason:
        case "pixels":
            return ValidationError(
                _(
                    "This picture has more than %(limit)s megapixels. Save a smaller copy and try"
                    " again."
                ),
                params={"limit": renditions.MAX_PIXELS // 1_000_000},
            )
        case "memory":
            return ValidationError(
                _(
                    "This picture takes too much memory or time to be read. Save a smaller copy,"
                    " best as a JPEG, and try again."
                )
            )
        case _:
            return ValidationError(
                _(
                    "This file can't be read as a picture. Choose a JPEG, PNG, WebP, GIF, AVIF or"
                    " HEIC."
                )
            )


class PictureFormField(forms.FileField):
    """An upload that becomes a Picture, or an error in words."""

    widget = forms.ClearableFileInput

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        return upload if upload is None else Picture.from_upload(upload)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ",".join(ACCEPTED)}


class PictureFile(ImageFieldFile):
    """A stored picture; `small_url` is its rendition, at most 800 pixels wide."""

    def save(self, name: str | None, content: "File[Any]", save: bool = True) -> None:  # noqa: FBT001, FBT002
        del name
        picture = content if isinstance(content, Picture) else Picture.from_upload(content)
        super().save(picture.name or "", picture, save=False)
        self.storage.save(_small_name(self.name or ""), picture.small)
        if save:
            self.instance.save()

    @property
    def is_stored(self) -> bool:
        """Tell a picture of the storage from one that a refused form holds."""
        return bool(self) and self._committed  # type: ignore[attr-defined] # not in the stubs

    @property
    def small_url(self) -> str:
        return self.storage.url(_small_name(self.name or ""))


def _small_name(name: str) -> str:
    stem, _dot, suffix = name.rpartition(".")
    return f"{stem}-small.{suffix}"


class PictureField(models.ImageField):
    """An image field through which nothing is stored but what `Picture` re-encoded."""

    attr_class = PictureFile

    def formfield(self, **kwargs: Any) -> Any:
        return models.FileField.formfield(self, **{"form_class": PictureFormField, **kwargs})

    def deconstruct(self) -> Any:
        """Look like an image field to migrations: what is re-encoded is not the table's concern."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ImageField", args, kwargs
