"""What people without an account type into a form, cleaned as it is read."""

import re
import unicodedata
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from articles.visible import has_something_to_read
from comments.guests.typed_text import clean_typed
from comments.markup import words_of
from comments.web_addresses import as_web_address

LONGEST_SECONDS: Final = 7 * 24 * 3600
_BLANK_LINES_AT_START: Final = re.compile(r"\A(?:[^\S\n]*\n)+")
# 128 random bits, as reply-form/remember.js and draft.js write them.
_BROWSER: Final = re.compile(r"[0-9a-f]{32}")


class TypedField(forms.CharField):
    """Text as people type it, cleaned of characters that are never meant."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(clean_typed(str(value or "")))
        return typed if typed and has_something_to_read(typed) else ""


class CommentField(TypedField):
    """What a comment says: the first line may be indented too, and there is something to read."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        typed = _BLANK_LINES_AT_START.sub("", super().to_python(value)).rstrip()
        return typed if has_something_to_read(words_of(typed)) else ""


class NameField(TypedField):
    """One line, however it was pasted."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class AddressField(forms.EmailField):
    """A mail address without what cannot be seen in it."""

    def to_python(self, value: Any) -> str:
        shown = (char for char in str(value or "") if unicodedata.category(char) != "Cf")
        return str(super().to_python(clean_typed("".join(shown))))

    def validate(self, value: str) -> None:
        """Refuse the letters that Django lets in as its pattern ignores case by Unicode's rules."""
        super().validate(value)
        if not value.rpartition("@")[0].isascii():
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class WebsiteField(forms.CharField):
    """A web address that others may be led to, written so that it passes for no other."""

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value))
        address = as_web_address(typed)
        if typed and not address:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return address


class SecondsField(forms.IntegerField):
    """Seconds that the page's script measured; what is not a sensible number is no answer."""

    def clean(self, value: Any) -> int | None:
        try:
            seconds = super().clean(value)
        except ValidationError:
            return None
        return seconds if seconds is not None and 0 <= seconds <= LONGEST_SECONDS else None


class BrowserField(forms.CharField):
    """The number by which a browser, or one form, is known again; what is none is nothing."""

    def clean(self, value: Any) -> str:
        typed = str(value or "")
        return typed if _BROWSER.fullmatch(typed) else ""
