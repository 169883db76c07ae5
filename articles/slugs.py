"""What the last part of an address may consist of: words of any script, joined by hyphens.

Django's own unicode slugs refuse combining marks, without which Hindi, Thai or pointed Hebrew
are other words or none.
"""

import unicodedata
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

# Letters and marks that nobody sees: two addresses that look alike must be one.
_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {
    chr(selector) for selector in (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10))
}
# Latin letters that are no letter with a mark. `static/articles/slug.js` has the same.
_LATIN: Final = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "ħ": "h",
    "\u0131": "i",
}
# Written inside words, also by hand; the last three are not seen.
_APOSTROPHES: Final = frozenset("'`\u2018\u2019\u02bc\u00b4\u200c\u200d\u00ad")


def normalise(slug: str) -> str:
    """Return the one way to write that address: an accent is part of its letter."""
    return unicodedata.normalize("NFC", slug)


def is_slug(text: str) -> bool:
    return (
        bool(text)
        and all(character in "-_" or _is_of_a_word(character) for character in text)
        and not unicodedata.category(text[0]).startswith("M")
    )


def validate_slug(text: str) -> None:
    if not is_slug(text):
        raise ValidationError(
            _("Write an address of letters, digits and hyphens, without spaces or other signs."),
            code="invalid",
        )


def slug_of(text: str, *, max_length: int = 200) -> str:
    """Suggest an address: Latin letters become plain ones, other scripts stay as they are.

    What has neither letters nor digits gives an empty one.
    """
    written = normalise(text.lower())
    slug = ""
    for character in written:
        if character in _APOSTROPHES:
            continue
        slug += _plain(character, after=slug[-1:])
    words = [word for word in slug.split("-") if word]
    while len(words) > 1 and len("-".join(words)) > max_length:
        words.pop()
    return "-".join(words)[:max_length].rstrip("-")


def _plain(character: str, *, after: str) -> str:
    if character in _LATIN:
        return _LATIN[character]
    base = unicodedata.normalize("NFD", character)[0]
    if base.isascii() and base.isalnum():
        return base
    if not _is_of_a_word(character):
        return "-"
    is_mark = unicodedata.category(character).startswith("M")
    # A mark stays where its letter does.
    return "" if is_mark and (not after or after.isascii()) else character


def _is_of_a_word(character: str) -> bool:
    category = unicodedata.category(character)
    return (category[0] in "LM" or category == "Nd") and character not in _UNSEEN


class SlugField(models.SlugField):  # type: ignore[type-arg] # not generic when it runs
    """A slug in any script, stored and looked up in one way of writing it."""

    default_validators = [validate_slug]

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return normalise(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return normalise(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": SlugFormField, **kwargs})

    def deconstruct(self) -> Any:
        """Look like any slug to migrations: what is refused is not the table's concern."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.SlugField", args, kwargs


class SlugFormField(forms.CharField):
    default_validators = [validate_slug]

    def __init__(self, *, allow_unicode: bool = True, **kwargs: Any) -> None:
        del allow_unicode
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return normalise(super().to_python(value) or "")


class SlugConverter:
    """A slug in a route, `<address:slug>`; the database never sees what can't be one."""

    regex = "[^/]{1,200}"

    def to_python(self, value: str) -> str:
        slug = normalise(value)
        if not is_slug(slug):
            raise ValueError
        return slug

    def to_url(self, value: str) -> str:
        return value
