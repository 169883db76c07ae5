"""Words that stand on their head or run backwards: ʇᴉɥs, and what direction marks turn round.

Folding takes some of these letters for others and drops the marks: what was typed is read here.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from string import ascii_lowercase
from typing import Final

from comments.screening.folding import Folded
from comments.screening.profanity.entries import Word
from comments.screening.profanity.lexicon import Lexicon

_UPRIGHT: Final = dict(
    zip("ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz", ascii_lowercase, strict=True)  # noqa: RUF001
)
# Some turned letters look like upright ones; these don't. Nor does ǝ, but Azerbaijanis type it.
_ODD: Final = re.compile(r"[ɐɔɟƃɥᴉɾʞɯɹʇʌʍʎ]")
_RUN: Final = re.compile(rf"(?<!\w)[{''.join(_UPRIGHT)}]+(?!\w)")
_TURNED_ROUND: Final = re.compile(r"[\u202e\u2067]([^\u202c\u2069\n]+)")
_WORD: Final = re.compile(r"[^\W\d_]+")
_LONGEST: Final = 40


def find_turned(text: Folded, lexicon: Lexicon) -> Iterator[tuple[int, int, Word]]:
    for match in _turned_words(text.original):
        if match.end() - match.start() > _LONGEST:
            continue
        letters = match.group()[::-1].lower()
        if _ODD.search(letters):
            letters = "".join(_UPRIGHT.get(letter, letter) for letter in letters)
        if word := lexicon.look_up(letters):
            start, end = (bisect_left(text.origin, place) for place in match.span())
            yield start, end, word


def _turned_words(typed: str) -> Iterator[re.Match[str]]:
    if typed.isascii():
        return
    if _ODD.search(typed):
        yield from (run for run in _RUN.finditer(typed) if _ODD.search(run.group()))
    for turned in _TURNED_ROUND.finditer(typed):
        yield from _WORD.finditer(typed, *turned.span(1))
