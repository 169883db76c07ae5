"""Undo what is done to a word to slip it past a filter: signs, separators, masks, spaced letters.

Each reading explains a whole word, or the chunk between two white spaces; none looks inside.
"""

import re
from collections.abc import Iterator
from itertools import chain, product
from typing import Final

from comments.screening.profanity.entries import Word
from comments.screening.profanity.lexicon import Lexicon
from comments.screening.profanity.masks import unmasked

# What stands around words without belonging to them. Signs that replace letters are not here.
_EDGES: Final = ".,;:()[]{}<>\"'`~^&=/\\-_“”„‘’‚«»‹›…–—?"  # noqa: RUF001
_CHUNK: Final = re.compile(r"\S+")
_PLAIN: Final = re.compile(
    r"[(\[\"'“‘*#_]*[^\W\d_]+(?:['’][^\W\d_]+)?[.,;:!?)\]\"'”’…]*"  # noqa: RUF001
)
_PART: Final = re.compile(rf"[^\s{re.escape(_EDGES)}]+")
_SEPARATORS: Final = re.compile(r"[-_.,;:/\\~^•·…|*+='’]+")  # noqa: RUF001
_BETWEEN_WORDS: Final = re.compile(r"[/,;:…]|\.{2}")
# What makes words **bold** or loud!
_AROUND: Final = "*+=|^~•·!"
_LOUD: Final = _AROUND + "#?"
_SPELT_OUT: Final = re.compile(r"(?<![^\W_])[^\W_](?:[\W_]{1,3}[^\W_](?![^\W_]))+")
_LETTER_WORDS: Final = "aiour"
_CUT: Final = re.compile(r"[^\W\d_]{1,2}(?:-{3,}|_{3,})(?![\w-])")

_SIGNS: Final = {
    "@": "a", "4": "a", "8": "b", "(": "c", "<": "c", "¢": "c", "3": "e", "€": "e", "6": "g",
    "9": "g", "#": "h", "£": "l", "0": "o", "$": "s", "5": "s", "7": "t", "+": "t",
}  # fmt: skip
_READING: Final = str.maketrans(_SIGNS)
_STROKE: Final = re.compile(r"[1!|]")
_MOST_STROKES: Final = 4
_LONG: Final = 6
_MARKED: Final = 3

# Start, end and word.
Place = tuple[int, int, Word]


def find_disguised(text: str, lexicon: Lexicon) -> Iterator[Place]:
    """Find sh1t, f.u.c.k, f*ck and sh-t."""
    for match in _CHUNK.finditer(text):
        chunk = match.group()
        if chunk.isalpha() or chunk.isdigit() or _PLAIN.fullmatch(chunk):
            continue
        if "://" in chunk or chunk.startswith("www."):
            continue
        for start, end, word in _readings_of(chunk, lexicon):
            yield match.start() + start, match.start() + end, word


def find_spelt_out(text: str, lexicon: Lexicon) -> Iterator[Place]:
    """Find f u c k and f, u, c, k; also behind letters that are words, as in "u r a f u c k"."""
    for match in _SPELT_OUT.finditer(text):
        places = [index for index in range(*match.span()) if text[index].isalnum()]
        letters = "".join(text[index] for index in places)
        if word := lexicon.look_up(letters) or _with_signs(letters, lexicon):
            yield *match.span(), word
            continue
        start = len(letters) - len(letters.lstrip(_LETTER_WORDS))
        while found := lexicon.beginning_at(letters, start):
            end, word = found
            yield places[start], places[end - 1] + 1, word
            start = end


def _readings_of(chunk: str, lexicon: Lexicon) -> Iterator[Place]:
    """Read the chunk as one word, and else the parts that stand between its separators."""
    cut = _CUT.match(chunk.lstrip(_EDGES))
    core = cut.group() if cut else chunk.strip(_EDGES)
    if lexicon.look_up_whole(core.strip(_LOUD)):
        return  # it stands there as it is
    for typed in dict.fromkeys((core.rstrip("!"), core, core.strip(_AROUND))):
        if found := _as_one(typed, lexicon):
            start = chunk.index(typed)
            yield start, start + len(typed), found
            return
    for match in _PART.finditer(chunk):
        part = match.group().rstrip("!")
        if word := _as_one(part, lexicon):
            yield match.start(), match.start() + len(part), word


def _as_one(core: str, lexicon: Lexicon) -> Word | None:
    return _separated(core, lexicon) or _with_signs(core, lexicon) or unmasked(core, lexicon)


def _with_signs(part: str, lexicon: Lexicon) -> Word | None:
    """Read sh1t, @ss, a$$ and @$$, but neither 455 nor the A55."""
    letters = sum(map(str.isalpha, part))
    digits = sum(map(str.isdigit, part))
    if letters == len(part) or (digits > len(part) - digits and len(part) < _LONG):
        return None
    if not letters and (digits or len(part) < _MARKED):
        return None
    readings = (text for text in _readings(part.translate(_READING)) if text.isalpha())
    return next(filter(None, map(lexicon.look_up_disguised, readings)), None)


def _readings(letters: str) -> Iterator[str]:
    """Read each stroke as i or l; where there are too many, all of them alike."""
    pieces = _STROKE.split(letters)
    strokes = len(pieces) - 1
    if strokes > _MOST_STROKES:
        yield from (letter.join(pieces) for letter in "il")
        return
    for choice in product("il", repeat=strokes):
        yield "".join(chain.from_iterable(zip(pieces, (*choice, ""), strict=True)))


def _separated(core: str, lexicon: Lexicon) -> Word | None:
    """Read f.u.c.k and fu-ck. Made of words, "gets-hit" is no compound of "get" and another."""
    parts = [part for part in _SEPARATORS.split(core) if part]
    letters = "".join(parts)
    if parts in ([], [letters]):
        return None
    if len(parts) == len(letters):
        return lexicon.look_up_disguised(letters) or _with_signs(letters, lexicon)
    if "'" in core or "|" in core or any(map(str.isdigit, parts)):
        return None  # Pu-t'o is a town, and a 5-hitter a game
    if _BETWEEN_WORDS.search(core) and any(map(lexicon.is_listed, parts)):
        return None  # "… shit...a" is two words
    return lexicon.look_up_whole(letters) or _with_signs(letters, lexicon)
