"""Where strong language stands in a folded text."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from comments.screening.folding import Folded
from comments.screening.profanity.disguises import find_disguised, find_spelt_out
from comments.screening.profanity.entries import Word
from comments.screening.profanity.languages import Languages
from comments.screening.profanity.lexicon import Lexicon

_WORD: Final = re.compile(r"[^\W\d_]+")
# Where an inner capital begins a word: "TotalBullshit".
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SHORTEST_HUMP: Final = 4
_GOES_ON: Final = re.compile(r"[\d@$|!+][^\W\d_]")
# A grade or a person: "A**", "Lord B----". Only with F it is clear what is meant.
_INITIAL: Final = re.compile(r"[A-EG-Z][*_–—-]+")  # noqa: RUF001
_STRETCHED: Final = re.compile(r"(.)\1\1")


class Hit(NamedTuple):
    """A word found, as a place in the folded text."""

    start: int
    end: int
    level: int
    is_disguised: bool


def find_profanity(text: Folded, lexicon: Lexicon) -> list[Hit]:
    """Return what was found, in order and without overlaps. Takes time linear in the text."""
    words = _WORD.findall(text.text)
    languages = Languages(words)
    hits = [
        *_words(text, words, languages, lexicon),
        *_disguised(text, languages, lexicon),
        *_phrases(text, words, lexicon),
    ]
    return _without_overlaps(hits, _innocent(text, lexicon)) if hits else []


def _words(text: Folded, words: list[str], languages: Languages, lexicon: Lexicon) -> Iterator[Hit]:
    """Look up each word once, and only if there is something to find, where it stands."""
    found = {word: entry for word in set(words) if (entry := lexicon.look_up(word))}
    has_humps = _HUMP.search(text.original) is not None
    if not found and not has_humps and lexicon.halves.keys().isdisjoint(words):
        return
    before: re.Match[str] | None = None
    for match in _WORD.finditer(text.text):
        entry = found.get(match.group())
        if (
            entry
            and _is_typed_as_meant(entry, text, *match.span(), languages)
            and ("root" in entry.marks or not _is_embedded(match))
        ):
            is_listed = lexicon.is_listed(match.group())
            is_disguised = not is_listed or _typed(text, *match.span()).lower() != match.group()
            yield Hit(*match.span(), entry.level, is_disguised)
        elif has_humps:
            yield from _in_humps(text, match, languages, lexicon)
        if before and (whole := _whole(before, match, text.text, lexicon)):
            yield Hit(before.start(), match.end(), whole.level, is_disguised=True)
        before = match


def _in_humps(
    text: Folded, match: re.Match[str], languages: Languages, lexicon: Lexicon
) -> Iterator[Hit]:
    typed = "".join(text.original[text.origin[place]] for place in range(*match.span()))
    humps = [hump.start() for hump in _HUMP.finditer(typed)]
    if not humps:
        return
    for start, end in pairwise((0, *humps, len(typed))):
        place = match.start() + start, match.start() + end
        entry = lexicon.look_up(match.group()[start:end])
        if (
            entry
            and end - start >= _SHORTEST_HUMP
            and _is_typed_as_meant(entry, text, *place, languages)
        ):
            yield Hit(*place, entry.level, is_disguised=False)


def _is_embedded(match: re.Match[str]) -> bool:
    """Whether the letters go on behind a sign that may be one: "c1ass", "pe@cock"."""
    text, start, end = match.string, *match.span()
    return bool(
        _GOES_ON.fullmatch(text[max(start - 2, 0) : start][::-1])
        or _GOES_ON.fullmatch(text[end : end + 2])
    )


def _whole(left: re.Match[str], right: re.Match[str], text: str, lexicon: Lexicon) -> Word | None:
    """Read a word with one space in it: fu ck."""
    if right.start() != left.end() + 1 or text[left.end()] != " ":
        return None
    return lexicon.halves.get(left.group(), {}).get(right.group())


def _disguised(text: Folded, languages: Languages, lexicon: Lexicon) -> Iterator[Hit]:
    for find in (find_disguised, find_spelt_out):
        for start, end, word in find(text.text, lexicon):
            typed = _typed(text, start, end)
            if _is_meant(word, typed, languages) and not _INITIAL.fullmatch(typed):
                yield Hit(start, end, word.level, is_disguised=True)


def _phrases(text: Folded, words: list[str], lexicon: Lexicon) -> Iterator[Hit]:
    if lexicon.profane.first_words.isdisjoint(words):
        return
    for start, end, level in lexicon.profane.find(text.text):
        yield Hit(start, end, level, is_disguised=False)


def _innocent(text: Folded, lexicon: Lexicon) -> set[int]:
    found = lexicon.innocent.find(text.text)
    return {place for start, end, _level in found for place in range(start, end)}


def _is_typed_as_meant(
    word: Word, text: Folded, start: int, end: int, languages: Languages
) -> bool:
    typed = _typed(text, start, end)
    if typed.istitle() and ("name" in word.marks or _is_doubled(typed, word)):
        return False
    return _is_meant(word, typed, languages)


def _is_doubled(typed: str, word: Word) -> bool:
    """Crapp and Faggett are names, and FUUUCK is none."""
    return len(typed) == len(word.text) + 1 and not _STRETCHED.search(typed)


def _is_meant(word: Word, typed: str, languages: Languages) -> bool:
    """Whether the word counts with these letters and capitals, in the language around it."""
    if not _is_written_so(word, typed):
        return False
    if "needs_own" in word.marks:
        return languages.speak(word.language)
    return not ("not_abroad" in word.marks and languages.speak_another_than(word.language))


def _is_written_so(word: Word, typed: str) -> bool:
    if "ß" in typed and word.language not in {"de", ""}:
        return False  # "aß" is no "ass"
    if word.language == "ru" and typed.isascii() and not word.text.isascii():
        return False  # "xye" only looks like a Russian word
    if "acronym" in word.marks and typed.isupper():
        return False
    # A stem is the beginning of what is typed; any other word is all of it.
    written = unicodedata.normalize("NFC", typed).casefold()
    return "exact" not in word.marks or written.startswith(word.text)


def _typed(text: Folded, start: int, end: int) -> str:
    place = text.span(start, end)
    return text.original[place.start : place.end]


def _without_overlaps(hits: list[Hit], innocent: set[int]) -> list[Hit]:
    """Keep the earliest and longest, and nothing that starts in an innocent phrase."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start not in innocent and (not kept or hit.start >= kept[-1].end):
            kept.append(hit)
    return kept
