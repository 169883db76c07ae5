"""What a comment wants of its reader, or has to sell: turns of phrase, grouped by their purpose.

A group is one feature, whatever its words: so a phrase that was never seen in a decision counts as
much as its group. None of them is spam by itself: the learner finds out what each is worth here.
English, as the seed is; elsewhere nothing matches, and the learner learns from words alone.
"""

import re
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Appeal(NamedTuple):
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


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Read patterns of whole words in folded text; their repetitions are bounded."""
    file = ConfigParser(
        allow_no_value=True, delimiters=("\0",), comment_prefixes="#", interpolation=None
    )
    file.read_string(Path(__file__).with_name("appeals.txt").read_text(encoding="utf-8"))
    for key in file.sections():
        phrases = "|".join(file.options(key)).replace(" ", r"\s{1,3}")
        yield key, re.compile(rf"\b(?:{phrases})\b")


_PATTERNS: Final = dict(_patterns())


def appeals_of(text: str) -> Iterator[Appeal]:
    """Yield what folded text appeals with."""
    for key, pattern in _PATTERNS.items():
        places = [match.span() for match in pattern.finditer(text)]
        if places:
            yield Appeal(key, _LABELS[key], places)
