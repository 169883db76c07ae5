"""What a comment wants of its reader, or has to sell: turns of phrase, grouped by their purpose.

A group is one feature, whatever its words: so a phrase that was never seen in a decision counts as
much as its group. None of them is spam by itself: the learner finds out what each is worth here.
English, as the seed is; elsewhere nothing matches, and the learner learns from words alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Lure(NamedTuple):
    key: str
    label: "StrPromise"
    places: list[tuple[int, int]]


_LABELS: Final = {
    "visit": _("asks to visit, click or watch"),
    "follow": _("asks to follow, like, vote or subscribe"),
    "contact": _("asks to get in touch"),
    "own_page": _("speaks of a page or a product of its own"),
    "offer": _("offers something cheap, free or for sale"),
    "money": _("promises money"),
    "prize": _("speaks of a prize"),
    "gambling": _("speaks of betting"),
    "remedy": _("speaks of a remedy"),
    "romance": _("speaks of dates or sex"),
    "service": _("recommends a helper"),
    "flattery": _("flatters in general words"),
}


# Choices that a phrase begins with, and whether it may also do without.
_CHOICES: Final = re.compile(r"\(\?:([^()]*)\)(\??)(.*)")
_LETTER: Final = re.compile(r"[a-z](?![?*+{])")


def _phrases() -> dict[str, list[str]]:
    """Read phrases of whole words in folded text, by their purpose; repetitions are bounded."""
    file = ConfigParser(
        allow_no_value=True, delimiters=("\0",), comment_prefixes="#", interpolation=None
    )
    file.read_string(Path(__file__).with_name("lures.txt").read_text(encoding="utf-8"))
    return {
        key: [phrase.replace(" ", r"\s{1,3}") for phrase in file.options(key)]
        for key in file.sections()
    }


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Match any of the phrases, in the order of the list; sorted by letter, it is far quicker."""
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for phrase in phrases:
        for plain in _without_choices(phrase):
            letter = plain[0] if _LETTER.match(plain) else ""
            by_letter[letter].append(plain.removeprefix(letter))
    sorted_out = (f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())
    return re.compile(rf"\b(?:{'|'.join(sorted_out)})\b")


def _without_choices(phrase: str) -> Iterator[str]:
    """Write out what a phrase may begin with."""
    match = _CHOICES.fullmatch(phrase)
    if not match:
        yield phrase
        return
    choices, or_none, rest = match.groups()
    for choice in choices.split("|") + ([""] if or_none else []):
        yield from _without_choices(choice + rest)


_PHRASES: Final = _phrases()
_PATTERNS: Final = {key: _pattern(phrases) for key, phrases in _PHRASES.items()}
# Most comments lure with nothing, and are looked through once.
_ANY: Final = _pattern(chain.from_iterable(_PHRASES.values()))


def lures_of(text: str) -> Iterator[Lure]:
    """Yield what folded text lures its reader with."""
    if not _ANY.search(text):
        return
    for key, pattern in _PATTERNS.items():
        places = [match.span() for match in pattern.finditer(text)]
        if places:
            yield Lure(key, _LABELS[key], places)
