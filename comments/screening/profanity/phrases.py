"""Phrases: innocent ones that hold a word of the list, and profane ones that hold none.

A phrase is words with a space between them, and "cock|cocks" stands for either. In a text, up to
three separators may stand for a space.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, Self

from comments.screening.folding import fold
from comments.screening.profanity.entries import Word, lines_of

_BETWEEN: Final = r"[\W_]{1,3}"


class Phrases:
    def __init__(self, phrases: Iterable[tuple[str, int]]) -> None:
        by_level: dict[int, list[str]] = {}
        for phrase, level in phrases:
            by_level.setdefault(level, []).append(phrase)
        self._patterns = [
            (re.compile(r"\b(?:{})\b".format("|".join(map(_pattern, texts)))), level)
            for level, texts in sorted(by_level.items(), reverse=True)
        ]
        # Few texts hold a word that begins one: it is asked first.
        self.first_words = frozenset(
            word for texts in by_level.values() for text in texts for word in _first_words(text)
        )

    @classmethod
    def innocent(cls, added: Iterable[str]) -> Self:
        return cls((text, 0) for text in (*lines_of("innocent_phrases.txt"), *added))

    @classmethod
    def profane(cls, added: Iterable[Word]) -> Self:
        own = (line.partition(":") for line in lines_of("profane_phrases.txt"))
        listed = [(text.strip(), int(level)) for level, _colon, text in own]
        return cls([*listed, *((fold(word.text).text, word.level) for word in added)])

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield where phrases start and end, and their level."""
        for pattern, level in self._patterns:
            for match in pattern.finditer(text):
                yield *match.span(), level


def _pattern(phrase: str) -> str:
    return _BETWEEN.join(
        "(?:{})".format("|".join(map(re.escape, word.split("|")))) for word in phrase.split()
    )


def _first_words(phrase: str) -> list[str]:
    return phrase.split(maxsplit=1)[0].split("|")
