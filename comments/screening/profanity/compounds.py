"""Read a word that is made of several: "fuckface", but not Scunthorpe.

A root inside a longer word counts only where all that is left of it is made of words before and
after it, or of endings behind it. No list of exceptions could be long enough.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from comments.screening.profanity.entries import Word

_DASHES: Final = "-----"


class Compounds:
    def __init__(self, roots: Mapping[str, Word], parts: Iterable[str]) -> None:
        words, prefixes, endings = (
            frozenset(part.split()) for part in " ".join(parts).split(_DASHES)
        )
        self._roots = roots
        self._before = words | prefixes
        self._behind = words
        self._endings = endings
        self._longest = max(map(len, words | roots.keys()))
        self._has_root = re.compile("|".join(map(re.escape, _shortest(roots))) or r"(?!)")

    def read(self, letters: str) -> Word | None:
        """Return the strongest root of a compound. Takes time linear in its letters."""
        if not self._has_root.search(letters):
            return None
        # What the letters up to each place can be read as: words alone, or the strongest root
        # with words behind it, or with nothing but endings behind it.
        plain = [True] + [False] * len(letters)
        rooted: list[Word | None] = [None] * (len(letters) + 1)
        ending: list[Word | None] = [None] * (len(letters) + 1)
        for start in range(len(letters)):
            before = _stronger(rooted[start], ending[start])
            if not plain[start] and before is None:
                continue
            for end in range(start + 1, min(start + self._longest, len(letters)) + 1):
                part = letters[start:end]
                if root := self._roots.get(part):
                    ending[end] = _stronger(ending[end], _stronger(before, root))
                if part in self._before:
                    plain[end] = plain[end] or plain[start]
                if part in self._behind:
                    rooted[end] = _stronger(rooted[end], before)
                if part in self._endings:
                    ending[end] = _stronger(ending[end], ending[start])
        return _stronger(rooted[-1], ending[-1])


def _stronger(one: Word | None, other: Word | None) -> Word | None:
    if one is None or other is None:
        return one or other
    return one if one.level >= other.level else other


def _shortest(roots: Iterable[str]) -> list[str]:
    """Leave out roots that contain another one: whoever has them has the shorter one, too."""
    kept: list[str] = []
    for root in sorted(roots, key=len):
        if not any(shorter in root for shorter in kept):
            kept.append(root)
    return kept
