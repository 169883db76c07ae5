"""Whether a word counts where it stands: with these capitals and accents, in this language."""

import re
import unicodedata
from typing import Final

from comments.screening.folding import Folded
from comments.screening.profanity.entries import Word
from comments.screening.profanity.languages import Languages

_STRETCHED: Final = re.compile(r"(.)\1\1")
_DOUBLE: Final = re.compile(r"(.)\1")
_NO_LETTER: Final = re.compile(r"[\W_]+")
_SENTENCE_ENDS: Final = '.!?…\n"“”'
_DOTLESS: Final = "\N{LATIN SMALL LETTER DOTLESS I}"


def is_meant(word: Word, text: Folded, start: int, end: int, languages: Languages) -> bool:
    """Say so of a word that is typed plainly, and may be a name."""
    typed = typed_at(text, start, end)
    if _is_capitalised(typed) and (
        _is_doubled(typed, word) or _is_name(word, text.text, start, end, languages)
    ):
        return False
    return is_meant_so(word, typed, languages)


def is_meant_so(word: Word, typed: str, languages: Languages) -> bool:
    """Say so of a word however it is typed."""
    if not _is_written_so(word, typed, languages):
        return False
    if "needs_own" in word.marks:
        return languages.speak(word.language)
    return not ("not_abroad" in word.marks and languages.speak_another_than(word.language))


def typed_at(text: Folded, start: int, end: int) -> str:
    place = text.span(start, end)
    return text.original[place.start : place.end]


def _is_capitalised(typed: str) -> bool:
    return typed[0].isupper() and typed[1:].islower()


def _is_doubled(typed: str, word: Word) -> bool:
    """Crapp and Faggett are names, and FUUUCK is none."""
    return (
        len(typed) == len(word.text) + 1
        and not _STRETCHED.search(typed)
        and _DOUBLE.sub(r"\1", typed.lower()) == _DOUBLE.sub(r"\1", word.text)
    )


def _is_name(word: Word, text: str, start: int, end: int, languages: Languages) -> bool:
    if "person" in word.marks:
        return True
    if word.marks.isdisjoint({"name", "place"}) or _is_exclaimed(text, start, end):
        return False
    return "name" in word.marks or not languages.speak(word.language)


def _is_exclaimed(text: str, start: int, end: int) -> bool:
    """Whether the word is all of a sentence: "Wanker!"."""
    before = text[max(start - 3, 0) : start].rstrip(" ")
    return text[end : end + 1] == "!" and (start == 0 or before[-1:] in _SENTENCE_ENDS)


def _is_written_so(word: Word, typed: str, languages: Languages) -> bool:
    if "ß" in typed and word.language not in {"de", ""}:
        return False  # "aß" is no "ass"
    if word.language == "ru" and typed.isascii() and not word.text.isascii():
        return False  # "xye" only looks like a Russian word
    if "acronym" in word.marks and typed.isupper():
        return False
    # A stem is the beginning of what is typed; any other word is all of it.
    written = unicodedata.normalize("NFC", typed).casefold()
    if "exact" in word.marks:
        return _NO_LETTER.sub("", written).startswith((word.text, *word.variants))
    if word.language == "":
        return True
    # An accent disguises an English word, but belongs to it where people write with accents.
    may_be_accented = word.language == "en" and not languages.speak_another_than("en")
    return may_be_accented or not _is_accented_otherwise(word, written)


def _is_accented_otherwise(word: Word, written: str) -> bool:
    """Whether accents make it another word: Portuguese "cágado" is a tortoise.

    They may be left out, but are not put where none belong.
    """
    return all(
        any(
            letter != listed and _is_accented(letter)
            for letter, listed in zip(written, text, strict=False)
        )
        for text in (word.text, *word.variants)
    )


def _is_accented(letter: str) -> bool:
    return letter == _DOTLESS or len(unicodedata.normalize("NFD", letter)) > 1
