"""Words that a sign or the end of a line cuts in two: "embarr-ass", "pea-cock", "comp.ass".

A word of the list that is half of an innocent one is none. Only for these few it takes a list:
of "dumb-ass" and "har-ass", nothing else tells which is which.
"""

import re
from functools import cache
from typing import Final

from comments.screening.profanity.entries import Word, lines_of
from comments.screening.profanity.lexicon import OURS

_CUT: Final = r"(?:[-*._/'’·\\]|[-\u2010\u2011][ \n]{1,2})"  # noqa: RUF001
_BEFORE: Final = re.compile(rf"([^\W\d_]{{1,15}}){_CUT}\Z")
_BEHIND: Final = re.compile(rf"{_CUT}([^\W\d_]{{1,15}})")
_HYPHEN_BEFORE: Final = re.compile(r"[^\W\d_][-\u2010\u2011][ \n]{0,2}\Z")
_HYPHEN_BEHIND: Final = re.compile(r"[-\u2010\u2011][ \n]{0,2}[^\W\d_]")
_LOOKED_AT: Final = 18
# In these languages a hyphen joins whole words.
_COMPOUNDING: Final = {"de", "nl"}
# The sign before "$nigger" is a letter, too.
_SIGN: Final = re.compile(r"(?<![^\W_])[$5💲]\Z")


def is_half_of_an_innocent_word(word: Word, text: str, start: int, end: int) -> bool:
    """Takes constant time: a few letters around the word are looked at."""
    before = text[max(start - _LOOKED_AT, 0) : start]
    part = text[start:end]
    left, right = _BEFORE.search(before), _BEHIND.match(text, end)
    if not left and not right:
        return bool(_SIGN.search(before)) and is_innocent("s" + part)
    head, tail = left[1] if left else "", right[1] if right else ""
    if any(map(is_innocent, {head + part, part + tail, head + part + tail})):
        return True
    # At the end of a line, words of other languages break in ways that no list could hold.
    is_hyphened = bool(_HYPHEN_BEFORE.search(before) or _HYPHEN_BEHIND.match(text, end))
    return is_hyphened and word.language not in {*OURS, *_COMPOUNDING}


def is_innocent(word: str) -> bool:
    """Whether it is known as a word that begins or ends with one of the list."""
    words, beginnings = _innocent()
    return word in words or word.startswith(beginnings)


@cache
def _innocent() -> tuple[frozenset[str], tuple[str, ...]]:
    words = " ".join(lines_of("broken_words.txt")).split()
    return frozenset(words), tuple(word[:-1] for word in words if word.endswith("*"))
