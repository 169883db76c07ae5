"""Signs in the looks of a text: its length, its mix of characters, and how they are dressed up."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from comments.screening.findings import Span
from comments.screening.learner.sign import Sign, counted, share, size

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class _Kinds(dict[int, str]):
    """Of each code point its kind, for `str.translate`: “A”, “a”, “0”, a space, or a dot."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isalpha():
            return "A" if character.isupper() else "a"
        if character.isdigit():
            return "0"
        return " " if character.isspace() else "."


# Filled for the common ones alone: nobody makes it grow with rare characters.
_KINDS: Final = _Kinds((code, _Kinds()[code]) for code in range(0x250))

_DRESS: Final = (
    ("shouted", _("words in capitals"), re.compile(r"\b[^\W\d_a-z]{3,}\b")),
    ("excited", _("excited punctuation"), re.compile(r"!{2,}|(?:\?!|!\?)[?!]*")),
    ("trailing_off", _("dots that trail off"), re.compile(r"\.{3,}|…")),
    ("html", _("HTML"), re.compile(r"</?[a-z][^<>]{0,300}>", re.IGNORECASE | re.ASCII)),
)
_ODD: "Final[dict[str, StrPromise]]" = {
    "invisible": _("invisible characters"),
    "pictures": _("little pictures"),
    "fancy": _("letters in fancy dress"),
}
_INVISIBLE: Final = frozenset({"Cf", "Co", "Cn", "Cs", "Cc"})
_HARMLESS: Final = "\n\r\t\ufe0f\u200d\xad"  # emoji, line ends and hyphenation use them
_ACCENTED_LATIN_ENDS: Final = "\u0250"
_WORD: Final = re.compile(r"[^\W\d_]{2,40}")
_PASS_FOR_LATIN: Final = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
_ENOUGH_WORDS: Final = 8  # to tell whether they repeat themselves


def looks_of(text: str) -> Iterator[Sign]:
    if not text:
        return
    yield Sign("", tuple(_shape(text)))
    for key, label, pattern in _DRESS:
        places = tuple(Span(*match.span()) for match in pattern.finditer(text))
        if places:
            covered = 4 * sum(end - start for start, end in places) // len(text)
            yield Sign(label, (*counted(key, len(places)), f"{key}:share={covered}"), places)
    if not text.isascii():
        yield from _odd_characters(text)
        mixed = tuple(_words_of_mixed_scripts(text))
        if mixed:
            yield Sign(_("words that mix alphabets"), counted("mixed_scripts", len(mixed)), mixed)


def _shape(text: str) -> Iterator[str]:
    length = len(text)
    words = text.lower().split()
    yield f"length={size(length)}"
    yield f"words={size(len(words))}"
    kinds = text.translate(_KINDS)
    digits, capitals = kinds.count("0"), kinds.count("A")
    yield f"capitals={share(capitals, capitals + kinds.count('a'))}"
    yield f"digits={share(digits, length)}"
    yield f"others={share(kinds.count('.'), length)}"
    start, end = text.lstrip()[:1], text.rstrip()[-1:]
    yield f"start={'upper' if start.isupper() else 'lower' if start.islower() else 'other'}"
    yield f"end={'word' if end.isalnum() else end}"
    if len(words) >= _ENOUGH_WORDS:
        yield f"distinct={8 * len(set(words)) // len(words)}"
    if lines := text.count("\n"):
        yield f"lines={size(lines)}"


def _odd_characters(text: str) -> Iterator[Sign]:
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for index, character in enumerate(text):
        if oddity := "" if character < "\x7f" else _oddity(character):
            found[oddity].append(Span(index, index + 1))
    for key, places in found.items():
        yield Sign(_ODD[key], counted(key, len(places)), tuple(places))


def _oddity(character: str) -> str:
    category = unicodedata.category(character)
    if category in _INVISIBLE:
        return "" if character in _HARMLESS else "invisible"
    if category == "So":
        return "pictures"
    if category[0] == "L" and unicodedata.normalize("NFKC", character) != character:
        return "fancy"
    return ""


def _words_of_mixed_scripts(text: str) -> Iterator[Span]:
    for match in _WORD.finditer(text):
        word = match.group()
        if max(word) < _ACCENTED_LATIN_ENDS:
            continue
        scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
        if "LATIN" in scripts and scripts & _PASS_FOR_LATIN:
            yield Span(*match.span())
