"""Guess the letters that a mask hides: f*ck, s**t, a**hole, sh-t, f---, f#@%.

One sign hides one letter. Where several words fit, the mildest is meant; where none does, the
signs may stand for more letters, if enough of the word is legible.
"""

import re
from collections.abc import Iterable
from typing import Final

from comments.screening.profanity.entries import Word
from comments.screening.profanity.lexicon import OURS, Lexicon

# Stars, hearts and emojis hide a letter within a word; behind it they say how it is meant.
_PICTURES: Final = "\u2600-\u27bf\U0001f300-\U0001faff"
# Signs that hide a letter; the last ones are blocks, as of blacked-out text.
_MASK: Final = re.compile(rf"[*#%•$@&^+!?∗×●○■□▪█▓▒░{_PICTURES}]")  # noqa: RUF001
_ENDS_IN_PICTURE: Final = re.compile(rf"[{_PICTURES}]\Z")
_LETTER: Final = re.compile(r"[^\W\d_]")
_DASHED: Final = re.compile(r"([^\W\d_]+)([-–—]+|_+|\.+)([^\W\d_]+)")  # noqa: RUF001
_CUT_BY_DASHES: Final = re.compile(r"([^\W\d_]{1,2})(-{3,}|_{3,})")
# A censor's own work: what it hides is not known, but not nice.
_CENSORED: Final = re.compile(r"\*{3,8}(?:ing?|ers?|ed|t?y|heads?|holes?)")
_SOMETHING: Final = Word("", 2)
# Of signs that stand first it is clear which letter they replace.
_FIRST: Final = {"$": "s", "@": "a"}
# These are read as the letters they look like: "p@ss", "b!gger".
_LETTERLIKE: Final = frozenset("@$!+")
_LONGEST: Final = 24
# Three letters with one hidden are a product (s*t), a duo (r&b) or a grade more often than a word.
_SHORT: Final = 3
_SHORT_CUT: Final = "a**"
_MILD: Final = 1


def unmasked(text: str, lexicon: Lexicon) -> Word | None:
    """Read a chunk without white space and without what stands around it."""
    if not _SHORT <= len(text) <= _LONGEST or _ENDS_IN_PICTURE.search(text):
        return None
    if _CENSORED.fullmatch(text):
        return _SOMETHING
    if match := _CUT_BY_DASHES.fullmatch(text):
        return _mildest_fitting(match[1] + "*" * len(match[2]), lexicon)
    if match := _DASHED.fullmatch(text):
        return _dashed(match[1], match[2], match[3], lexicon)
    pattern = _FIRST.get(text[0], text[0]) + _MASK.sub("*", text[1:])
    is_mask = "*" in pattern and pattern.replace("*", "a").isalpha() and _LETTER.search(text)
    if not is_mask or _MASK.match(pattern):
        return None
    read = _cut if pattern.endswith("*") else _inside
    return read(pattern, "".join(_MASK.findall(text[1:])), lexicon)


def _inside(pattern: str, signs: str, lexicon: Lexicon) -> Word | None:
    """Read f*ck and b****es."""
    if len(pattern) == _SHORT and _LETTERLIKE.union("&^?").issuperset(signs):
        return None
    if _LETTERLIKE.issuperset(signs) and pattern[0] != "f":
        return None
    word = _mildest_fitting(pattern, lexicon)
    before, *between, after = pattern.split("*")
    if word or len(pattern) == _SHORT or any(between):
        return word
    return _mildest(lexicon.fitting_ends(before, after, len(signs)))


def _cut(pattern: str, signs: str, lexicon: Lexicon) -> Word | None:
    """Read sh** and f***. A lone star at the end more often leads to a footnote."""
    if not _may_hide(signs):
        return None
    if len(pattern) == _SHORT and pattern != _SHORT_CUT:
        return None
    word = _mildest_fitting(pattern, lexicon)
    if word is None and pattern.startswith("f***"):
        return _mildest_fitting("f***", lexicon)
    is_footnote = pattern.count("*") == 1 and len(pattern) <= _SHORT
    is_mild_footnote = word and word.level == _MILD and pattern.count("*") == 1
    return None if is_footnote or is_mild_footnote else word


def _may_hide(signs: str) -> bool:
    """Tell masks from loud ends: "what?!", "a+", "win!!!"."""
    return "*" in signs or set(signs) == {"#"} or (len(signs) >= _SHORT and len(set(signs)) > 1)


def _dashed(before: str, dashes: str, after: str, lexicon: Lexicon) -> Word | None:
    """Read f--k, and sh-t, where the one hidden letter is a vowel."""
    pattern = f"{before}{'*' * len(dashes)}{after}"
    if len(pattern) == _SHORT:
        return None
    fitting = list(lexicon.fitting(pattern))
    if len(dashes) == 1:
        # Ching-do is a place, and hides no Spanish word.
        fitting = [
            (form, word)
            for form, word in fitting
            if form[len(before)] in "aeiou" and word.language in OURS
        ]
    if fitting or dashes in {"-", "_"} or dashes.startswith("."):
        return _mildest(word for _form, word in fitting)
    return _mildest(lexicon.fitting_ends(before, after, max(len(dashes), 2)))


def _mildest_fitting(pattern: str, lexicon: Lexicon) -> Word | None:
    return _mildest(word for _form, word in lexicon.fitting(pattern))


def _mildest(words: Iterable[Word]) -> Word | None:
    return min(words, key=lambda word: word.level, default=None)
