"""What a check says of a comment."""

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A place in `Comment.body`: code points, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's evidence.

    `score` runs from 0 to 1; `reason` is a sentence that a moderator reads, and never holds
    the writer's address. `spans` are the places in the text that the reason speaks of.
    """

    score: float
    reason: str
    spans: tuple[Span, ...] = ()


class CheckUnavailable(Exception):
    """The check could not run: a person decides, and the check is tried again.

    Its message tells a moderator why, in a sentence.
    """
