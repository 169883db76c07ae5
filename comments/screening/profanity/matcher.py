"""Where strong language stands in a folded text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final, NamedTuple

from comments.screening.folding import Folded
from comments.screening.profanity.breaks import is_half_of_an_innocent_word, is_innocent
from comments.screening.profanity.disguises import find_disguised, find_spelt_out
from comments.screening.profanity.entries import Word
from comments.screening.profanity.languages import Languages
from comments.screening.profanity.lexicon import Lexicon
from comments.screening.profanity.meaning import is_meant, is_meant_so, typed_at
from comments.screening.profanity.turned import find_turned

_WORD: Final = re.compile(r"[^\W\d_]+")
# Where an inner capital begins a word: "TotalBullshit".
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SHORTEST_HUMP: Final = 4
_GOES_ON: Final = re.compile(r"[\d@$|!+]{1,3}[^\W\d_]")
# A grade or a person: "A**", "Lord B----". Only with F it is clear what is meant.
_INITIAL: Final = re.compile(r"[A-EG-Z][*_–—-]+")  # noqa: RUF001
# Letters of flags, where they stand for letters: a flag is two of them, or stands by a word.
_FLAGS: Final = re.compile(r"(?<!\w)[\U0001f1e6-\U0001f1ff]+(?!\w)")
_FIRST_FLAG: Final = 0x1F1E6


class Hit(NamedTuple):
    """A word found, as a place in the folded text."""

    start: int
    end: int
    level: int
    is_disguised: bool


def find_profanity(text: Folded, lexicon: Lexicon) -> list[Hit]:
    """Return what was found, in order and without overlaps. Takes time linear in the text."""
    text = _with_flags_read(text)
    words = _WORD.findall(text.text)
    languages = Languages(words)
    hits = [
        *_words(text, words, languages, lexicon),
        *_disguised(text, languages, lexicon),
        *_turned(text, languages, lexicon),
        *_phrases(text, words, lexicon),
    ]
    return _without_overlaps(hits, _innocent(text, lexicon)) if hits else []


def _with_flags_read(text: Folded) -> Folded:
    """Read 🇫 🇺 🇨 🇰, each of which is one character before and after."""
    if text.text.isascii() or not _FLAGS.search(text.text):
        return text
    return replace(text, text=_FLAGS.sub(_letters_of_flags, text.text))


def _letters_of_flags(flags: re.Match[str]) -> str:
    return "".join(chr(ord(flag) - _FIRST_FLAG + ord("a")) for flag in flags.group())


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
            and is_meant(entry, text, *match.span(), languages)
            and ("root" in entry.marks or not _is_embedded(match))
            and not is_half_of_an_innocent_word(entry, text.text, *match.span())
        ):
            is_listed = lexicon.is_listed(match.group())
            is_disguised = not is_listed or typed_at(text, *match.span()).lower() != match.group()
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
    if not humps or is_innocent(match.group()):
        return
    for start, end in pairwise((0, *humps, len(typed))):
        place = match.start() + start, match.start() + end
        entry = lexicon.look_up(match.group()[start:end])
        is_long = end - start >= _SHORTEST_HUMP
        if entry and is_long and is_meant(entry, text, *place, languages):
            yield Hit(*place, entry.level, is_disguised=False)


def _is_embedded(match: re.Match[str]) -> bool:
    """Whether the letters go on behind a sign that may be one: "c1ass", "pe@cock"."""
    text, start, end = match.string, *match.span()
    return bool(
        _GOES_ON.match(text[max(start - 4, 0) : start][::-1]) or _GOES_ON.match(text[end : end + 4])
    )


def _whole(left: re.Match[str], right: re.Match[str], text: str, lexicon: Lexicon) -> Word | None:
    """Read a word with one space in it: fu ck."""
    if right.start() != left.end() + 1 or text[left.end()] != " ":
        return None
    return lexicon.halves.get(left.group(), {}).get(right.group())


def _disguised(text: Folded, languages: Languages, lexicon: Lexicon) -> Iterator[Hit]:
    for find in (find_disguised, find_spelt_out):
        for start, end, word in find(text.text, lexicon):
            typed = typed_at(text, start, end)
            if is_meant_so(word, typed, languages) and not _INITIAL.fullmatch(typed):
                yield Hit(start, end, word.level, is_disguised=True)


def _turned(text: Folded, languages: Languages, lexicon: Lexicon) -> Iterator[Hit]:
    for start, end, word in find_turned(text, lexicon):
        if is_meant_so(word, word.text, languages):
            yield Hit(start, end, word.level, is_disguised=True)


def _phrases(text: Folded, words: list[str], lexicon: Lexicon) -> Iterator[Hit]:
    if lexicon.profane.first_words.isdisjoint(words):
        return
    for start, end, level in lexicon.profane.find(text.text):
        yield Hit(start, end, level, is_disguised=False)


def _innocent(text: Folded, lexicon: Lexicon) -> set[int]:
    found = lexicon.innocent.find(text.text)
    return {place for start, end, _level in found for place in range(start, end)}


def _without_overlaps(hits: list[Hit], innocent: set[int]) -> list[Hit]:
    """Keep the earliest and longest, and nothing that starts in an innocent phrase."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start not in innocent and (not kept or hit.start >= kept[-1].end):
            kept.append(hit)
    return kept
