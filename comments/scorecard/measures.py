"""The arithmetic: pure functions of numbers."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

# Of the normal distribution: 95 % lie within.
_Z: Final = 1.959964


class Share(NamedTuple):
    """`hits` of `total`, as far as so few can tell."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        return self.hits / self.total if self.total else 0.0

    @property
    def percent(self) -> int:
        return round(100 * self.value)

    @property
    def low(self) -> float:
        return self._wilson()[0]

    @property
    def high(self) -> float:
        return self._wilson()[1]

    @property
    def low_percent(self) -> int:
        return round(100 * self.low)

    @property
    def high_percent(self) -> int:
        return round(100 * self.high)

    def _wilson(self) -> tuple[float, float]:
        """Return Wilson's interval, in which the true share lies nineteen times of twenty."""
        if not self.total:
            return 0.0, 1.0
        square = _Z * _Z / self.total
        middle = self.value + square / 2
        variance = self.value * (1 - self.value) / self.total
        spread = _Z * math.sqrt(variance + square / self.total / 4)
        low, high = (middle - spread) / (1 + square), (middle + spread) / (1 + square)
        return max(0.0, low), min(1.0, high)


def ranked_right(higher: Iterable[float], lower: Sequence[float]) -> float | None:
    """Return how often one of `higher` is above one of `lower`; a tie is half right.

    This is the area under the ROC curve. None where either is empty.
    """
    ordered = sorted([(score, True) for score in higher] + [(score, False) for score in lower])
    positives = len(ordered) - len(lower)
    if not positives or not lower:
        return None
    wins = 0.0
    below = 0
    start = 0
    while start < len(ordered):
        end = bisect_right(ordered, (ordered[start][0], True), lo=start)
        trues = sum(is_true for _score, is_true in ordered[start:end])
        falses = end - start - trues
        wins += trues * (below + falses / 2)
        below += falses
        start = end
    return wins / (positives * len(lower))


class Bin(NamedTuple):
    """What was said from `low` to below `high`, and how often it was true."""

    low: float
    high: float
    share: Share


def sorted_into_bins(said: Iterable[tuple[float, bool]], edges: Sequence[float]) -> list[Bin]:
    """Count by what was said; the last bin holds its upper edge too."""
    totals = [0] * (len(edges) - 1)
    hits = totals[:]
    for score, was_true in said:
        index = min(bisect_right(edges, score), len(totals)) - 1
        totals[index] += 1
        hits[index] += was_true
    return [
        Bin(low, high, Share(*counts))
        for low, high, counts in zip(edges, edges[1:], zip(hits, totals, strict=True), strict=False)
    ]
