"""The HTML of an article's body: what it may consist of, and a field that stores nothing else."""

import re
from html import unescape
from typing import Any, Final

import nh3
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

_BLOCKS: Final = ("p", "h2", "h3", "blockquote", "ul", "ol", "li")
_INLINE: Final = ("a", "strong", "em", "br", "hr")

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
# Controls that no page needs and that XML, so every feed, refuses.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def strip_controls(text: str) -> str:
    """Return the text without control characters, which come along when editors paste."""
    return _CONTROLS.sub("", text)


def _without_nonsense(tag: str, attribute: str, value: str) -> str | None:
    """Drop languages that are none, and the empty titles that the editor writes."""
    del tag
    if attribute == "lang" and not _LANGUAGE.fullmatch(value):
        return None
    return None if attribute == "title" and not value else value


_CLEANER: Final = nh3.Cleaner(
    tags={*_BLOCKS, *_INLINE},
    attributes={"a": {"href", "title"}, **{block: {"lang"} for block in _BLOCKS}},
    tag_attribute_values={block: {"dir": {"ltr", "rtl", "auto"}} for block in _BLOCKS},
    attribute_filter=_without_nonsense,
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="noopener",
    strip_comments=True,
)


def clean_body(html: str) -> str:
    """Return safe HTML of paragraphs, two levels of headings, quotations, lists and links.

    What holds no text, such as an editor's one empty paragraph, becomes an empty string.
    """
    # A reference such as &#x1; is a control only when it has been read, and the sanitiser has the
    # last word on what is left without it.
    cleaned = _CLEANER.clean(strip_controls(_CLEANER.clean(html))).strip()
    return cleaned if unescape(nh3.clean(cleaned, tags=set())).strip() else ""


class BodyField(models.TextField):  # type: ignore[type-arg] # not generic when it runs
    """HTML that is cleaned on every way into the database: save, bulk_create, update, fixtures."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_body(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(value, str):
            value = clean_body(value)
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> Any:
        """Look like plain text to migrations: what is cleaned is not the table's concern."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
