"""Pictures as the site stores them: re-encoded, upright, without metadata, bounded in size.

Whatever a camera or an attacker put into a file besides its pixels ends here: the place where
it was taken, thumbnails, trailing archives. What a file is, its content decides, not its name.
"""

import io
import secrets
from contextlib import suppress
from typing import Any, Final, Self

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models
from django.db.models.fields.files import ImageFieldFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

ACCEPTED_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
MAX_BYTES: Final = 15 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
LONGEST_SIDE: Final = 2000
SMALL_WIDTH: Final = 800

# Pillow warns above this figure and refuses above its double, before anything is decoded.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class Picture(ContentFile):  # type: ignore[type-arg] # not generic when it runs
    """A picture that is ready to be stored, and its rendition for lists and phones."""

    def __init__(self, image: Image.Image) -> None:
        small = image.copy()
        small.thumbnail((SMALL_WIDTH, LONGEST_SIDE))
        self.small = ContentFile(_encode(small))
        # WebP keeps transparency at a fraction of PNG's size.
        suffix = ".webp" if _is_transparent(image) else ".jpg"
        super().__init__(_encode(image), name=secrets.token_hex(12) + suffix)

    @classmethod
    def from_upload(cls, upload: "File[Any]") -> Self:
        """Read JPEG, PNG, WebP or a GIF's first frame; a ValidationError says what is wrong."""
        if upload.size > MAX_BYTES:
            raise ValidationError(
                _("This picture is larger than %(limit)s MB. Save a smaller copy and try again."),
                params={"limit": MAX_BYTES // (1024 * 1024)},
            )
        upload.seek(0)
        try:
            with Image.open(upload, formats=ACCEPTED_FORMATS) as image:
                _refuse_too_many_pixels(image)
                return cls(_upright_srgb(image))
        except ValidationError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_many_pixels() from error
        except Exception as error:  # Pillow's decoders raise nearly anything on a broken file
            raise ValidationError(
                _("This file can't be read as a picture. Choose a JPEG, PNG, WebP or GIF.")
            ) from error


def _refuse_too_many_pixels(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _("This picture has more than %(limit)s megapixels. Save a smaller copy and try again."),
        params={"limit": MAX_PIXELS // 1_000_000},
    )


def _upright_srgb(image: Image.Image) -> Image.Image:
    """Return the picture scaled, turned as its EXIF says, in the colours that the web assumes."""
    image.seek(0)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    image = _in_srgb(ImageOps.exif_transpose(image))
    # EXIF, comments, profiles: an encoder would copy what it finds here into the new file.
    image.info.clear()
    return image


def _in_srgb(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        return image.convert("RGBA")
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK"}:
        # A profile that can't be read leaves the plain conversion, which is close.
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
            if converted is not None:
                return converted
    return image.convert("RGB")


def _is_transparent(image: Image.Image) -> bool:
    """Tell whether anything shows through; many opaque pictures carry an alpha channel too."""
    return image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255)


def _encode(image: Image.Image) -> bytes:
    target = io.BytesIO()
    if _is_transparent(image):
        image.save(target, "WEBP", quality=85)
    else:
        image.convert("RGB").save(target, "JPEG", quality=85, optimize=True, progressive=True)
    return target.getvalue()


class PictureFormField(forms.FileField):
    """An upload that becomes a Picture, or an error in words."""

    widget = forms.ClearableFileInput

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        return upload if upload is None else Picture.from_upload(upload)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        accept = ",".join(f"image/{name.lower()}" for name in ACCEPTED_FORMATS)
        return {**super().widget_attrs(widget), "accept": accept}


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
