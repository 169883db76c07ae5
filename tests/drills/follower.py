"""Somebody who follows a document on a machine: types its commands, and does what its words ask."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.drills.guide import Part
from tests.drills.machine import missing
from tests.drills.typist import Said, Typist


@dataclass(frozen=True)
class ByHand:
    """What the document tells in words, and how it is done here."""

    words: str
    do: Callable[[Any], None]


@dataclass(frozen=True)
class Expected:
    """How a command ends, where that is not simply without an error."""

    step: int
    # Patterns, of the whole command and of what has to be among the words.
    command: str
    words: str
    code: int = 0


class Follower:
    def __init__(
        self,
        who: object,
        typist: Typist,
        *,
        meant: Callable[[str], str],
        by_hand: Sequence[ByHand],
        expected: Sequence[Expected],
        before: Callable[[str], None],
    ) -> None:
        self._who = who
        self._typist = typist
        # Puts in what the document's names stand for.
        self._meant = meant
        self._by_hand = by_hand
        self._expected = expected
        # Called with each command that is about to be typed.
        self._before = before

    def follow(self, parts: Sequence[Part]) -> int:
        """Follow to the end; returns how many commands were typed."""
        look_for_gaps(parts, self._by_hand, self._expected)
        for part in parts:
            for command in part.commands:
                self._type(command, step=part.step)
            for row in _rows_of(part, self._by_hand):
                row.do(self._who)
        return sum(len(part.commands) for part in parts)

    def _type(self, command: str, *, step: int) -> None:
        meant = self._meant(command)
        self._before(meant)
        said = self._typist.type(meant)
        row = next((row for row in self._expected if _is_of(row, step, command)), None)
        wanted = row or Expected(step, command, "")
        if said.code != wanted.code or not re.search(wanted.words, said.words, re.DOTALL):
            missing(_disappointment(step, meant, said, wanted))


def look_for_gaps(
    parts: Sequence[Part], by_hand: Sequence[ByHand], expected: Sequence[Expected]
) -> None:
    """Fail where document and rows know of things that the other does not."""
    found = [row.words for part in parts for row in _rows_of(part, by_hand)]
    for row in by_hand:
        if found.count(row.words) != 1:
            missing(f"The document says {found.count(row.words)} times, not once: {row.words}")
    for end in expected:
        if not any(_is_of(end, part.step, line) for part in parts for line in part.commands):
            missing(f"Step {end.step} has no such command any more: {end.command}")
    followed = {part.step for part in parts if part.commands or _rows_of(part, by_hand)}
    if silent := {part.step for part in parts} - followed:
        missing(f"Nothing here knows how to follow step {min(silent)} of the document.")


def _rows_of(part: Part, by_hand: Sequence[ByHand]) -> list[ByHand]:
    return [row for row in by_hand if row.words in part.words]


def _is_of(row: Expected, step: int, command: str) -> bool:
    return row.step == step and re.fullmatch(row.command, command) is not None


def _disappointment(step: int, command: str, said: Said, wanted: Expected) -> str:
    return (
        f"Step {step}: `{command}` ended with {said.code}, not {wanted.code}"
        f"{f' and “{wanted.words}”' if wanted.words else ''}. It said:\n{said.words[-3000:]}"
    )
