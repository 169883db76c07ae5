"""What an edit changed, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# A word with the white space before it.
_WORD: Final = re.compile(r"\s*\S+|\s+\Z")
# Pairs of words that are compared at most: comparing takes the time of their number.
_MOST_PAIRS: Final = 250_000


def mark_changes(before: str, after: str) -> SafeString:
    """Return both texts as one, escaped, with what went in `del` and what came in `ins`."""
    pieces = _compare(_WORD.findall(before), _WORD.findall(after))
    return format_html_join("", "{}", ((_mark(kind, text),) for kind, text in pieces if text))


def _mark(kind: str, text: str) -> str | SafeString:
    return format_html("<{0}>{1}</{0}>", kind, text) if kind else text


def _compare(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what stayed (""), went ("del") and came ("ins"), in the order of the text."""
    start = _count_same(before, after)
    yield "", "".join(before[:start])
    before, after = before[start:], after[start:]
    end = _count_same(before[::-1], after[::-1])
    kept = before[len(before) - end :]
    before, after = before[: len(before) - end], after[: len(after) - end]
    if len(before) * len(after) > _MOST_PAIRS:
        yield "del", "".join(before)
        yield "ins", "".join(after)
    else:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        for what, old_start, old_end, new_start, new_end in matcher.get_opcodes():
            if what == "equal":
                yield "", "".join(before[old_start:old_end])
            else:
                yield "del", "".join(before[old_start:old_end])
                yield "ins", "".join(after[new_start:new_end])
    yield "", "".join(kept)


def _count_same(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the words with which both begin."""
    return sum(1 for _pair in takewhile(_is_same, zip(one, other, strict=False)))


def _is_same(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]
