"""What changed between two versions of an article, in words."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, Final, Literal, NamedTuple

from django.db.models import TextField
from django.utils.formats import date_format
from django.utils.timezone import localtime
from simple_history.template_utils import HistoricalRecordContextHelper

from articles.body import BodyField, paragraphs, with_addresses

# What is compared costs the product of both lengths, at the worst.
_MOST_COMPARED: Final = 90_000
_MOST_SHOWN: Final = 20
# Chinese and Japanese have no spaces between words.
_TOKEN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+|\s+|[^\w\s]")


class Part(NamedTuple):
    kind: Literal["same", "gone", "new"]
    text: str


class TextChange(NamedTuple):
    """The paragraphs that changed, each in parts; none where only how the words look did."""

    paragraphs: list[list[Part]]
    # Paragraphs that changed as well and are too many to be shown.
    more: int


def change_of_text(old: list[str], new: list[str]) -> TextChange:
    found = [
        paragraph
        for before, after in _differences(old, new)
        for paragraph in _paragraphs(before, after)
    ]
    return TextChange(found[:_MOST_SHOWN], max(len(found) - _MOST_SHOWN, 0))


def _differences(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Return what stood in each place that changed, and what stands there now."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) * len(new) > _MOST_COMPARED:
        yield old, new
        return
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield old[i:j], new[k:m]


def _paragraphs(before: Sequence[str], after: Sequence[str]) -> Iterator[list[Part]]:
    """Show what changed in place of each other side by side, and the rest as gone or new."""
    pairs = min(len(before), len(after))
    for old, new in zip(before[:pairs], after[:pairs], strict=True):
        yield _parts(_TOKEN.findall(old), _TOKEN.findall(new))
    yield from ([Part("gone", text)] for text in before[pairs:])
    yield from ([Part("new", text)] for text in after[pairs:])


def _parts(old: list[str], new: list[str]) -> list[Part]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if len(old) * len(new) > _MOST_COMPARED or matcher.ratio() < 0.3:  # noqa: PLR2004 -- another text
        return [Part("gone", "".join(old)), Part("new", "".join(new))]
    parts = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(old[i:j])))
            continue
        parts.append(Part("gone", "".join(old[i:j])))
        parts.append(Part("new", "".join(new[k:m])))
    return [part for part in parts if part.text]


class ReadableChanges(HistoricalRecordContextHelper):  # type: ignore[misc] # the package has no types
    """Words an entry of the history: a text by what changed in it, the rest as forms show it."""

    def context_for_delta_changes(self, delta: Any) -> list[dict[str, Any]]:
        shown: list[dict[str, Any]] = super().context_for_delta_changes(delta)
        for change, context in zip(delta.changes, shown, strict=True):
            field = self._field(change)
            if isinstance(field, TextField):
                context["text"] = change_of_text(
                    _lines(field, change.old), _lines(field, change.new)
                )
        return shown

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        if isinstance(value, datetime):
            return date_format(localtime(value), "DATETIME_FORMAT")
        choices = getattr(self._field(change), "flatchoices", None) or []
        return dict(choices).get(value, value)

    def _field(self, change: Any) -> Any:
        return self.model._meta.get_field(change.field)  # noqa: SLF001 -- Django documents it


def _lines(field: Any, value: str | None) -> list[str]:
    if isinstance(field, BodyField):
        return paragraphs(with_addresses(value or ""))
    return [line for line in (value or "").splitlines() if line.strip()]
