"""Read a text as a person would, and remember where each character stood.

Folded are: invisible characters, compatibility forms (full-width, mathematical, ligatures),
letters of other scripts that look like Latin ones, accents, and case.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from confusable_homoglyphs.utils import load

from comments.screening.findings import Span

# Letters by their category that show nothing: the Hangul fillers.
_INVISIBLE_LETTERS: Final = "\u115f\u1160\u3164\uffa0"
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BRAILLE_BLANK: Final = "\u2800"
# Letters that Unicode's table lacks, or takes for another Latin one.
_ALSO_LIKE: Final = dict(zip("ᗩᑕᗴᘜᑎᔕᗯᘔᎾꓲςωғɄʉ", "acegnswzoicwfuu", strict=True))


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is what is searched; `origin[i]` is where its i-th character stood in `original`."""

    text: str
    origin: Sequence[int]
    original: str

    def span(self, start: int, end: int) -> Span:
        """Return the place in the original of `text[start:end]`, which must not be empty."""
        last = self.origin[end - 1] + 1
        while last < len(self.original) and unicodedata.category(self.original[last]) == "Mn":
            last += 1  # an accent belongs to the letter before it
        return Span(self.origin[start], last)


# The checks of one comment, each for itself, fold the same text.
@lru_cache(maxsize=8)
def fold(text: str) -> Folded:
    if text.isascii() and not _CONTROL.search(text):
        return Folded(text.lower(), range(len(text)), text)
    pieces = [_fold_character(character) for character in text]
    origin = [index for index, piece in enumerate(pieces) for _letter in piece]
    return Folded("".join(pieces), origin, text)


# Bounded: nobody fills the memory with a comment of rare characters.
@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character == _BRAILLE_BLANK:
        return " "
    parts = unicodedata.normalize("NFKD", character)
    folded = "".join(_latin_letters(part) for part in parts if not _is_invisible(part))
    # What another script writes as a form of its own letter may still look like a Latin one.
    return folded if folded.isascii() else _look_alikes().get(character, folded)


def _is_invisible(character: str) -> bool:
    """Marks are among them: on their own they show nothing, and letters are read without."""
    category = unicodedata.category(character)
    return (
        category in {"Cf", "Mn", "Me"}
        or _CONTROL.match(character) is not None
        or character in _INVISIBLE_LETTERS
    )


def _latin_letters(character: str) -> str:
    if character.isascii():
        return character.lower()
    look_alikes = _look_alikes()
    # Small Cyrillic and Greek letters are often small forms of a capital that is in the table.
    for form in (character, character.upper()):
        if form in look_alikes:
            return look_alikes[form]
    return _named_letter(character) or character.casefold()


def _named_letter(character: str) -> str:
    """Return the letter that a stroke, a hook or a frame was added to, by its Unicode name."""
    before, is_letter, after = unicodedata.name(character, "").partition("LETTER ")
    if not is_letter or "LATIN" not in before:
        return ""
    letter = after.removeprefix("SMALL CAPITAL ").split(" WITH ")[0]
    return letter.lower() if len(letter) == 1 else ""


@cache
def _look_alikes() -> dict[str, str]:
    """Map letters to the Latin letters that they look like, from Unicode's table of confusables.

    Built at the first text that needs it: reading the table takes some 50 ms.
    """
    listed = {
        character: latin
        for character, entries in load("confusables.json").items()
        if len(character) == 1 and character.isalpha() and not character.isascii()
        if (latin := _latin_look_alike(character, [entry["c"] for entry in entries]))
    }
    return listed | _ALSO_LIKE


def _latin_look_alike(character: str, look_alikes: Sequence[str]) -> str:
    latin = next((text for text in look_alikes if text.isascii() and text.isalpha()), "")
    if len(latin) > 1 and not unicodedata.name(character).startswith("LATIN"):
        return ""
    if latin == "l" and character.isupper():
        return "i"  # the table takes capital i and small L for one
    return latin.lower()
