"""Undo what is done to a word to slip it past a filter: signs, separators, masks, spaced letters.

Each reading explains a whole word, or the chunk between two white spaces; none looks inside.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from comments.screening.profanity.lexicon import fitting, longest_at, look_up
from comments.screening.profanity.words import Word

# What stands around words without belonging to them. Signs that replace letters are not here.
_EDGES: Final = ".,;:()[]{}<>\"'`~^&=/\\-_“”„‘’‚«»‹›…–—?"  # noqa: RUF001
_CHUNK: Final = re.compile(r"\S+")
_PART: Final = re.compile(rf"[^\s{re.escape(_EDGES)}]+")
_SEPARATORS: Final = re.compile(r"[-_.,;:/\\~^•·…|*+=]+")
# What makes words **bold** or loud!
_AROUND: Final = "*+=|^~•·!"
_SPELT_OUT: Final = re.compile(r"(?<![^\W_])[^\W_](?:[\W_]{1,3}[^\W_](?![^\W_]))+")

_SIGNS: Final = {
    "@": "a", "4": "a", "8": "b", "¢": "c", "3": "e", "€": "e", "9": "g", "£": "l", "0": "o",
    "$": "s", "5": "s", "7": "t", "+": "t",
}  # fmt: skip
# A stroke stands for i or for l.
_READINGS: Final = [str.maketrans(_SIGNS | dict.fromkeys("1!|", letter)) for letter in ("i", "l")]
_LONG: Final = 6

_MASKED: Final = re.compile(r"[^\W\d_]+[*#%•](?:[^\W\d_]|[*#%•])*")
_DASHED: Final = re.compile(r"([^\W\d_]+)(-+|_+|\.+)([^\W\d_]+)")
_HIDDEN: Final = re.compile(r"[*#%•]")
_SHORTEST_MASKED: Final = 3
_SHORTEST_CUT: Final = 4


# Start, end and word.
Place = tuple[int, int, Word]


def find_disguised(text: str) -> Iterator[Place]:
    """Find sh1t, f.u.c.k, f*ck and sh-t."""
    for match in _CHUNK.finditer(text):
        chunk = match.group()
        if chunk.isalpha() or "://" in chunk or chunk.startswith("www."):
            continue
        core = chunk.strip(_EDGES)
        if core.rstrip("!").isalpha():
            continue
        offset = match.start() + len(chunk) - len(chunk.lstrip(_EDGES))
        for start, end, word in _readings_of(core):
            yield offset + start, offset + end, word


def find_spelt_out(text: str) -> Iterator[Place]:
    """Find f u c k and f, u, c, k; a word of three letters only where nothing else is spelt."""
    for match in _SPELT_OUT.finditer(text):
        places = [index for index in range(*match.span()) if text[index].isalnum()]
        letters = "".join(text[index] for index in places)
        if word := look_up(letters) or _with_signs(letters):
            yield *match.span(), word
            continue
        start = 0
        while start < len(letters):
            if found := longest_at(letters, start):
                end, word = found
                yield places[start], places[end - 1] + 1, word
                start = end
            else:
                start += 1


def _readings_of(chunk: str) -> Iterator[Place]:
    core = chunk.strip(_AROUND)
    if word := _separated(core) or _dashed(core):
        start = chunk.index(core)
        yield start, start + len(core), word
        return
    for match in _PART.finditer(chunk):
        part = match.group().rstrip("!")
        if word := _with_signs(part) or _masked(part):
            yield match.start(), match.start() + len(part), word


def _with_signs(part: str) -> Word | None:
    """Read sh1t, @ss and a$$, but neither 455 nor the A55."""
    letters = sum(map(str.isalpha, part))
    digits = sum(map(str.isdigit, part))
    if not 0 < letters < len(part) or (digits > letters and len(part) < _LONG):
        return None
    readings = (part.translate(reading) for reading in _READINGS)
    return next(filter(None, map(look_up, readings)), None)


def _separated(chunk: str) -> Word | None:
    """Read f.u.c.k and fu-ck."""
    letters = _SEPARATORS.sub("", chunk)
    if len(letters) == len(chunk):
        return None
    return look_up(letters) or _with_signs(letters)


def _masked(part: str) -> Word | None:
    """Read f*ck, sh** and f***: one sign hides one letter. Where several fit, take the mildest.

    A lone star at the end more often leads to a footnote: it must hide more than a mild word.
    """
    if not _MASKED.fullmatch(part) or len(part) < _SHORTEST_MASKED:
        return None
    pattern = _HIDDEN.sub("*", part)
    word = _mildest(word for _form, word in fitting(pattern))
    if word is None or "*" in pattern.rstrip("*"):
        return word
    is_footnote = pattern.count("*") == 1 and word.level == 1
    return None if is_footnote or len(pattern) < _SHORTEST_CUT else word


def _dashed(chunk: str) -> Word | None:
    """Read f--k, and sh-t, where the one hidden letter is a vowel."""
    match = _DASHED.fullmatch(chunk)
    if match is None:
        return None
    before, dashes, after = match.groups()
    pattern = f"{before}{'*' * len(dashes)}{after}"
    return _mildest(
        word for form, word in fitting(pattern) if len(dashes) > 1 or form[len(before)] in "aeiou"
    )


def _mildest(words: Iterable[Word]) -> Word | None:
    return min(words, key=lambda word: word.level, default=None)
