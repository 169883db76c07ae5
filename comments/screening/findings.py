"""What a check says of a comment."""

from dataclasses import dataclass
from typing import Final, NamedTuple

REASON_MAX_LENGTH: Final = 500


class Span(NamedTuple):
    """A place in `Comment.body`: code points, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's evidence.

    `score` runs from 0 to 1; `reason` is a sentence that a moderator reads, and never holds
    the writer's address; what the database has no room for is cut. `spans` are the places in
    the text that the reason speaks of; `words` are the ids of the watched words behind it.
    """

    score: float
    reason: str
    spans: tuple[Span, ...] = ()
    words: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.score <= 1:
            raise ValueError(f"A score runs from 0 to 1, and this one is {self.score}.")
        if len(self.reason) > REASON_MAX_LENGTH:
            object.__setattr__(self, "reason", self.reason[: REASON_MAX_LENGTH - 1] + "…")


class CheckUnavailable(Exception):
    """The check could not run: a person decides, and the check is tried again.

    Its message tells a moderator why, in a sentence.
    """
