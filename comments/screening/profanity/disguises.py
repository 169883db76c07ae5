"""Undo what is done to a word to slip it past a filter: signs, separators, masks, spaced letters.

Each reading explains a whole word, or the chunk between two white spaces; none looks inside.
"""

import re
from collections.abc import Iterator
from itertools import chain, product
from typing import Final

from comments.screening.profanity.breaks import is_innocent
from comments.screening.profanity.entries import Word
from comments.screening.profanity.lexicon import Lexicon
from comments.screening.profanity.masks import unmasked

# What stands around words without belonging to them. Signs that replace letters are not here.
_EDGES: Final = ".,;:()[]{}<>\"'`~^&=/\\-_“”„‘’‚«»‹›…–—?"  # noqa: RUF001
_NO_LETTERS: Final = re.compile(r"[\W\d_]+")
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
# As in P'u-t'o.
_TOWN: Final = re.compile(r"['’][^\W\d_]-|-[^\W\d_]['’]")  # noqa: RUF001
_LETTER_WORDS: Final = "aiour"
_CUT: Final = re.compile(r"[^\W\d_]{1,2}(?:-{3,}|_{3,})(?![\w-])")

_SIGNS: Final = {
    "@": "a", "4": "a", "8": "b", "(": "c", "<": "c", "¢": "c", "3": "e", "€": "e", "6": "g",
    "9": "g", "#": "h", "£": "l", "0": "o", "$": "s", "5": "s", "7": "t", "+": "t",
    "฿": "b", "©": "c", "₡": "c", "₣": "f", "₭": "k", "₦": "n", "₱": "p", "®": "r", "§": "s",
    "₴": "s", "💲": "s", "†": "t", "₮": "t", "∪": "u", "₩": "w", "¥": "y",  # noqa: RUF001
}  # fmt: skip
# Letters built of several signs; the longest are read first.
_BUILT: Final = {
    "\\/\\/": "w", "|-|": "h", "|_|": "u", "(_)": "u", "[_]": "u", "|\\|": "n", "|\\/|": "m",
    "/-\\": "a", "/\\": "a", "|=": "f", "|<": "k", "|)": "d", "|}": "d", "\\/": "v", "()": "o",
    "[]": "o", "{}": "o", "><": "x", "|": "l",
}  # fmt: skip
_BUILT_LETTER: Final = re.compile("|".join(map(re.escape, sorted(_BUILT, key=len, reverse=True))))
_READING: Final = str.maketrans(_SIGNS)
_STROKE: Final = re.compile(r"[1!|]")
_MOST_STROKES: Final = 4
_LONG: Final = 6
_MARKED: Final = 3
_LONGEST: Final = 30
# Amid digits, one of these tells that letters are meant: "+!+5"; at their end, "717$" is a price.
_TELLING: Final = re.compile(r".+[!@#€¢].+")

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
        readings = _built(chunk, lexicon) or _readings_of(chunk, lexicon)
        for start, end, word in readings:
            yield match.start() + start, match.start() + end, word


def find_spelt_out(text: str, lexicon: Lexicon) -> Iterator[Place]:
    """Find f u c k and f, u, c, k; also behind letters that are words, as in "u r a f u c k"."""
    for match in _SPELT_OUT.finditer(text):
        if _TOWN.search(match.group()):
            continue
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


def _built(chunk: str, lexicon: Lexicon) -> list[Place]:
    """Read |=uck and s|-|it."""
    if len(chunk) > _LONGEST or not _BUILT_LETTER.search(chunk):
        return []
    core = chunk.rstrip(".,;:!?")
    letters = _BUILT_LETTER.sub(lambda built: _BUILT[built.group()], core).translate(_READING)
    word = lexicon.look_up_whole(letters) if letters.isalpha() else None
    return [(0, len(core), word)] if word else []


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
    if is_innocent(_NO_LETTERS.sub("", core)):
        return None
    return _separated(core, lexicon) or _with_signs(core, lexicon) or unmasked(core, lexicon)


def _with_signs(part: str, lexicon: Lexicon) -> Word | None:
    """Read sh1t, @ss, a$$ and @$$, but neither 455 nor the A55."""
    letters = sum(map(str.isalpha, part))
    digits = sum(map(str.isdigit, part))
    if letters == len(part) or len(part) < _MARKED:
        return None
    if letters == 1 and digits > len(part) - digits and len(part) < _LONG:
        return None
    if not letters and digits and (len(part) <= _MARKED or not _TELLING.fullmatch(part)):
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
    is_town = _TOWN.search(core) is not None
    if len(parts) == len(letters) and not is_town:
        return lexicon.look_up_disguised(letters) or _with_signs(letters, lexicon)
    if is_town or "'" in core or "|" in core or any(map(str.isdigit, parts)):
        return None  # Pu-t'o is a town, and a 5-hitter a game
    if _BETWEEN_WORDS.search(core) and any(map(lexicon.is_listed, parts)):
        return None  # "… shit...a" is two words
    return lexicon.look_up_whole(letters) or _with_signs(letters, lexicon)
