"""Where strong language stands in a folded text."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from comments.screening.folding import Folded
from comments.screening.profanity.disguises import find_disguised, find_spelt_out
from comments.screening.profanity.lexicon import is_listed, look_up
from comments.screening.profanity.words import INNOCENT_PHRASES

_WORD: Final = re.compile(r"[^\W\d_]+")
_INNOCENT: Final = re.compile(
    r"\b(?:{})\b".format("|".join(p.replace(" ", r"[\W_]{1,3}") for p in INNOCENT_PHRASES))
)


class Hit(NamedTuple):
    """A word found, as a place in the folded text."""

    start: int
    end: int
    level: int
    is_disguised: bool


def find_profanity(text: Folded) -> list[Hit]:
    """Return what was found, in order and without overlaps. Takes time linear in the text."""
    hits = [*_plain_words(text), *_disguised_words(text.text)]
    if not hits:
        return []
    innocent = [place for match in _INNOCENT.finditer(text.text) for place in range(*match.span())]
    return _without_overlaps(hits, frozenset(innocent))


def _plain_words(text: Folded) -> Iterator[Hit]:
    for match in _WORD.finditer(text.text):
        word = match.group()
        if entry := look_up(word):
            start, end = text.span(*match.span())
            typed = text.original[start:end]
            if entry.is_name and typed.istitle():
                continue
            is_disguised = typed.lower() != word or not is_listed(word)
            yield Hit(*match.span(), entry.level, is_disguised)


def _disguised_words(text: str) -> Iterator[Hit]:
    for find in (find_disguised, find_spelt_out):
        for start, end, entry in find(text):
            yield Hit(start, end, entry.level, is_disguised=True)


def _without_overlaps(hits: list[Hit], innocent: frozenset[int]) -> list[Hit]:
    """Keep the earliest and longest, and nothing that starts in an innocent phrase."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start not in innocent and (not kept or hit.start >= kept[-1].end):
            kept.append(hit)
    return kept
