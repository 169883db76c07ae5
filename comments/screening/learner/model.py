"""Logistic regression that learns from one example at a time, with AdaGrad.

Each weight has a step of its own, which shrinks as the weight learns: a word that was never seen
learns quickly, a common one hardly moves.
"""

import math
from array import array
from collections.abc import Sequence
from typing import Final

from comments.screening.learner.features import BUCKETS, Features

_DAMPING: Final = 0.01
_MOST: Final = 30.0  # beyond, exp() says nothing more


class Model:
    """`weights` and `squares` (the sums of squared gradients) are four bytes a bucket each."""

    def __init__(
        self, weights: "array[float] | None" = None, squares: "array[float] | None" = None
    ) -> None:
        self.weights = weights or zeros()
        self.squares = squares or zeros()

    def contributions(self, features: Features) -> list[float]:
        """Return what each feature adds to the margin."""
        return contributions(self.weights, features)

    def teach(self, features: Features, error: float, step: float) -> None:
        """Move the weights against an error, which is what was said minus what is true."""
        weights, squares, sqrt = self.weights, self.squares, math.sqrt
        for bucket, value in zip(features.buckets, features.values, strict=True):
            gradient = error * value
            squares[bucket] = square = squares[bucket] + gradient * gradient
            weights[bucket] -= step * gradient / (sqrt(square) + _DAMPING)


def zeros() -> "array[float]":
    return array("f", bytes(4 * BUCKETS))


def contributions(weights: Sequence[float], features: Features) -> list[float]:
    return [
        weights[bucket] * value
        for bucket, value in zip(features.buckets, features.values, strict=True)
    ]


def probability(margin: float) -> float:
    return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, margin))))
