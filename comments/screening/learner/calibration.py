"""How often the learner was right here, and what its margins are worth by that.

Each decision is first guessed and then taught: the record of guesses is an honest test, on this
site's own comments.
"""

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from comments.screening.learner.model import probability

# Below, nothing can be said of how well it does here.
ENOUGH: Final = 20
_REMEMBERED: Final = 1000
# Of each kind, for thresholds to mean something.
_ENOUGH_OF_A_KIND: Final = 5

# What may be wrong: honest comments among those held as spam, adverts among those that look fine.
_HELD_WRONGLY: Final = 0.005
_MISSED: Final = 0.01
_SURE: Final = 0.9

_FLATTEST: Final = 0.1  # the slope stays positive: a higher margin is never less likely
# How strongly a calibration stays where it started.
_PATIENCE: Final = 10.0
_NEWTON_STEPS: Final = 10
_LONGEST_STEP: Final = 1.0
_CLOSE_ENOUGH: Final = 1e-4


class Guess(NamedTuple):
    margin: float
    was_true: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """`hold_from` and `fine_below` are margins, and None where too little is known."""

    slope: float = 1.0
    offset: float = 0.0
    hold_from: float | None = None
    fine_below: float | None = None

    def likelihood(self, margin: float) -> float:
        return probability(self.slope * margin + self.offset)


class Record:
    """The newest guesses, and how many there were in all."""

    def __init__(self, guesses: Iterable[Guess] = (), count: int = 0) -> None:
        self.guesses = deque(guesses, maxlen=_REMEMBERED)
        self.count = count

    def add(self, guess: Guess) -> None:
        self.guesses.append(guess)
        self.count += 1

    def calibrate(self, start: Calibration) -> Calibration:
        """Improve on a calibration by what is remembered."""
        if len(self.guesses) < ENOUGH:
            return start
        slope, offset = _fit(self.guesses, start)
        false = sorted(guess.margin for guess in self.guesses if not guess.was_true)
        true = sorted(guess.margin for guess in self.guesses if guess.was_true)
        if min(len(false), len(true)) < _ENOUGH_OF_A_KIND:
            return Calibration(slope, offset)
        sure = (math.log(_SURE / (1 - _SURE)) - offset) / slope
        highest_allowed = false[-1 - int(_HELD_WRONGLY * len(false))]
        lowest_allowed = true[int(_MISSED * len(true))]
        unsure = (math.log((1 - _SURE) / _SURE) - offset) / slope
        return Calibration(
            slope,
            offset,
            hold_from=max(highest_allowed, sure),
            fine_below=min(lowest_allowed, unsure),
        )


def _fit(guesses: Iterable[Guess], start: Calibration) -> tuple[float, float]:
    """Return slope and offset that make margins likelihoods (Platt's scaling, by Newton's method).

    Drawn towards the start, so that few guesses change little.
    """
    slope, offset = start.slope, start.offset
    for _turn in range(_NEWTON_STEPS):
        by_slope, by_offset = _PATIENCE * (slope - start.slope), _PATIENCE * (offset - start.offset)
        slope_slope, slope_offset, offset_offset = _PATIENCE, 0.0, _PATIENCE
        for margin, was_true in guesses:
            likelihood = probability(slope * margin + offset)
            error, weight = likelihood - was_true, likelihood * (1 - likelihood)
            by_slope += error * margin
            by_offset += error
            slope_slope += weight * margin * margin
            slope_offset += weight * margin
            offset_offset += weight
        determinant = slope_slope * offset_offset - slope_offset * slope_offset
        of_slope = (offset_offset * by_slope - slope_offset * by_offset) / determinant
        slope = max(slope - _clipped(of_slope), _FLATTEST)
        of_offset = (slope_slope * by_offset - slope_offset * by_slope) / determinant
        offset -= _clipped(of_offset)
        if max(abs(of_slope), abs(of_offset)) < _CLOSE_ENOUGH:
            break
    return slope, offset


def _clipped(step: float) -> float:
    """Newton's steps overshoot where everything is certain."""
    return max(-_LONGEST_STEP, min(step, _LONGEST_STEP))
