"""Look words up: as they are, stretched, or partly hidden."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Final

from comments.screening.profanity.words import Word, forms

_STRETCH: Final = re.compile(r"([^\W\d_])\1\1")
_REPEATS: Final = re.compile(r"(.)\1+")
_STRETCHED: Final = 3
_SPELT_OUT: Final = 4


def is_listed(word: str) -> bool:
    return word in _forms()


def look_up(word: str) -> Word | None:
    """Find a word, also where letters of it are stretched to three or more."""
    if entry := _forms().get(word):
        return entry
    if not _STRETCH.search(word):
        return None
    candidates = _stretchable().get(_REPEATS.sub(r"\1", word))
    if not candidates:
        return None
    typed = _runs(word)
    return next((entry for runs, entry in candidates if _is_stretched(typed, runs)), None)


def fitting(pattern: str) -> Iterator[tuple[str, Word]]:
    """Yield the words of a pattern in which each star hides a letter, but never the first."""
    for form, word in _maskable().get((len(pattern), pattern[0]), ()):
        if all(typed in ("*", letter) for typed, letter in zip(pattern, form, strict=True)):
            yield form, word


def longest_at(letters: str, start: int) -> tuple[int, Word] | None:
    """Find the longest word of four letters or more that begins there, and where it ends."""
    for length in _lengths():
        form = letters[start : start + length]
        if entry := _forms().get(form):
            return start + len(form), entry
    return None


def _is_stretched(typed: tuple[int, ...], runs: tuple[int, ...]) -> bool:
    return all(
        length == run or length >= max(run, _STRETCHED)
        for length, run in zip(typed, runs, strict=True)
    )


def _runs(word: str) -> tuple[int, ...]:
    """Return how often each letter is repeated: 1, 3, 1, 1 for fuuuck."""
    return tuple(sum(1 for _letter in letters) for _key, letters in groupby(word))


@cache
def _forms() -> dict[str, Word]:
    return dict(forms())


@cache
def _stretchable() -> dict[str, list[tuple[tuple[int, ...], Word]]]:
    words = defaultdict(list)
    for form, word in _forms().items():
        words[_REPEATS.sub(r"\1", form)].append((_runs(form), word))
    return dict(words)


@cache
def _maskable() -> dict[tuple[int, str], list[tuple[str, Word]]]:
    words = defaultdict(list)
    for form, word in _forms().items():
        words[len(form), form[0]].append((form, word))
    return dict(words)


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(form) for form in _forms() if len(form) >= _SPELT_OUT}, reverse=True))
