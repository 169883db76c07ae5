"""What a section of a document tells its reader to do, in its order."""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

from tests.drills.machine import missing


@dataclass(frozen=True)
class Part:
    """Words between two blocks of commands, or one block."""

    step: int
    words: str = ""
    commands: tuple[str, ...] = ()


def parts_of(document: Path, heading: str) -> list[Part]:
    """Return the parts of the numbered steps under the heading."""
    section = _section(document.read_text(encoding="utf-8"), heading)
    steps = re.split(r"^(\d+)\. ", section, flags=re.MULTILINE)[1:]
    numbers = [int(number) for number in steps[::2]]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        missing(f"The steps of “{heading}” are {numbers}, and not counted from 1.")
    return [
        part
        for number, text in zip(numbers, steps[1::2], strict=True)
        for part in _parts_of_step(number, text)
    ]


def _section(text: str, heading: str) -> str:
    found = re.search(
        rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL
    )
    return found[2] if found else missing(f"The document has no section “{heading}”.")


def _parts_of_step(number: int, text: str) -> list[Part]:
    """Split it at its fences: words and commands take turns."""
    pieces = re.split(r"^ *```.*\n?", text, flags=re.MULTILINE)
    if len(pieces) % 2 == 0:
        missing(f"A block of commands in step {number} does not end.")
    parts = []
    for index, piece in enumerate(pieces):
        if index % 2:
            commands = textwrap.dedent(piece).strip().splitlines()
            parts.append(Part(number, commands=tuple(commands)))
        elif words := " ".join(piece.split()):
            parts.append(Part(number, words=words))
    return parts
