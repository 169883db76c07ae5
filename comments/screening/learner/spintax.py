"""Texts with choices, as in “{Hello|Hi} {you|all}”: the way that advertisers write them."""

import re
from collections.abc import Iterable, Iterator
from random import Random
from typing import Final

_INNERMOST: Final = re.compile(r"\{([^{}]*)\}")


def spin(text: str, random: Random) -> str:
    """Choose among all alternatives, from the innermost out."""
    while match := _INNERMOST.search(text):
        choice = random.choice(match[1].split("|"))
        text = text[: match.start()] + choice + text[match.end() :]
    return text


def spin_all(lines: Iterable[str], *, times: int, random: Random) -> Iterator[str]:
    """Spin every line so many times; empty lines and remarks, which # begins, are left out."""
    for line in lines:
        if line and not line.startswith("#"):
            for _time in range(times):
                yield spin(line, random)
