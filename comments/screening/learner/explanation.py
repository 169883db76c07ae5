"""Why the learner thinks so, in words that a moderator understands.

What each feature adds goes back to the token or the sign that it came from; neighbours that speak
loudly are quoted together, as the phrase that they are.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from comments.screening.findings import Span
from comments.screening.learner.features import OF_SIGN, Features

_CLUES: Final = 3
# A clue adds so much to the margin at least, and of what the strongest adds.
_LEAST: Final = 0.05
_LEAST_SHARE: Final = 0.15
_PLACES: Final = 20  # a clue
_LONGEST_PHRASE: Final = 6  # tokens
_LONGEST_QUOTE: Final = 40


class Clue(NamedTuple):
    weight: float
    words: str
    spans: tuple[Span, ...]


class Explanation(NamedTuple):
    """The strongest clues for a yes, and those against it."""

    suspicions: list[Clue]
    doubts: list[Clue]


def explain(features: Features, contributions: list[float], *, most: int = _CLUES) -> Explanation:
    """Return at most so many clues for it, and so many against it, the strongest first."""
    of_tokens, of_signs = _by_owner(features, contributions)
    against = [-weight for weight in of_tokens], [-weight for weight in of_signs]
    return Explanation(
        _strongest(features, of_tokens, of_signs)[:most],
        _strongest(features, *against)[:most],
    )


def _by_owner(features: Features, contributions: list[float]) -> tuple[list[float], list[float]]:
    of_tokens = [0.0] * len(features.tokens)
    of_signs = [0.0] * len(features.signs)
    pairs = range(len(of_tokens), 2 * len(of_tokens) - 1)
    for index, (owner, added) in enumerate(zip(features.owners, contributions, strict=True)):
        if owner <= OF_SIGN:
            of_signs[OF_SIGN - owner] += added
        elif index in pairs:
            of_tokens[owner] += added / 2
            of_tokens[owner + 1] += added / 2
        else:
            of_tokens[owner] += added
    return of_tokens, of_signs


def _strongest(features: Features, of_tokens: list[float], of_signs: list[float]) -> list[Clue]:
    least = max(_LEAST, _LEAST_SHARE * max([*of_tokens, *of_signs], default=0.0))
    clues = [*_phrases(features, of_tokens, least), *_signs(features, of_signs, least)]
    return sorted(clues, key=lambda clue: -clue.weight)


def _phrases(features: Features, of_tokens: list[float], least: float) -> Iterator[Clue]:
    """Quote what speaks loudly, together with neighbours that do; addresses are not quoted."""
    private = frozenset(features.tokens_of_addresses())
    loud = (
        index for index, weight in enumerate(of_tokens) if weight >= least and index not in private
    )
    for phrase in _runs(loud):
        span = features.span(phrase[0], phrase[-1])
        quoted = " ".join(features.text.original[slice(*span)].split())
        if len(quoted) > _LONGEST_QUOTE:
            quoted = quoted[: _LONGEST_QUOTE - 1] + "…"
        weight = sum(of_tokens[index] for index in phrase)
        yield Clue(weight, _("“%(words)s”") % {"words": quoted}, (span,))


def _runs(indexes: Iterable[int]) -> Iterator[list[int]]:
    """Put indexes that follow each other together, up to the length of a phrase."""
    for _key, run in groupby(enumerate(indexes), key=lambda pair: pair[1] - pair[0]):
        members = [index for _position, index in run]
        for first in range(0, len(members), _LONGEST_PHRASE):
            yield members[first : first + _LONGEST_PHRASE]


def _signs(features: Features, of_signs: list[float], least: float) -> Iterator[Clue]:
    for sign, weight in zip(features.signs, of_signs, strict=True):
        if weight >= least and sign.label:
            yield Clue(weight, sign.words, sign.spans[:_PLACES])
