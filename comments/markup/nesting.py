"""Put pieces into the elements that they stand in, so that every tag is closed in its order."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

Wrapper = TypeVar("Wrapper", bound=Hashable)


def nest(
    pieces: Iterable[tuple[Sequence[Wrapper], str]],
    *,
    begin: Callable[[Wrapper], str],
    end: Callable[[Wrapper], str],
) -> Iterator[str]:
    """Yield the pieces with what begins and ends what they stand in, outermost first."""
    standing_in: list[Wrapper] = []
    for wrappers, piece in chain(pieces, [((), "")]):
        common = _in_common(standing_in, wrappers)
        yield from map(end, reversed(standing_in[common:]))
        yield from map(begin, wrappers[common:])
        standing_in = list(wrappers)
        yield piece


def _in_common(one: Sequence[Wrapper], other: Sequence[Wrapper]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
