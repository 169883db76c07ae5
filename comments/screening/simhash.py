"""Charikar's SimHash: a fingerprint that changes little where the text changes little."""

import re
from hashlib import blake2b
from itertools import pairwise
from typing import Final

from comments.screening.folding import fold
from comments.screening.links import without_links

_WORD: Final = re.compile(r"\w+")
FEWEST_WORDS: Final = 8
_BITS: Final = 64
_MASK: Final = (1 << _BITS) - 1


def compute_simhash(text: str) -> int | None:
    """Return 64 bits as a signed integer, as databases store them.

    None for fewer than eight words: too few to tell a copy from a coincidence.
    """
    said = compared_words(text)
    if len(said) < FEWEST_WORDS:
        return None
    features = said + [f"{first} {second}" for first, second in pairwise(said)]
    # Each word and each pair of neighbours votes with its own hash on every bit.
    votes = zip(*map(_bits, features), strict=True)
    majority = "".join("1" if 2 * bits.count("1") > len(features) else "0" for bits in votes)
    unsigned = int(majority, 2)
    return unsigned - (1 << _BITS) if majority.startswith("1") else unsigned


def compared_words(text: str) -> list[str]:
    """Return the words without those of links, which a copy changes first.

    Where hardly any are left, those of links are what there is to compare.
    """
    without = words(without_links(text))
    return without if len(without) >= FEWEST_WORDS else words(text)


def words(text: str) -> list[str]:
    """Return the words as a reader hears them, whatever they are disguised as."""
    return _WORD.findall(fold(text).text)


def distance(one: int, other: int) -> int:
    """Count the bits in which two fingerprints differ."""
    return ((one ^ other) & _MASK).bit_count()


def _bits(feature: str) -> str:
    digest = blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=_BITS // 8).digest()
    return format(int.from_bytes(digest, "big"), f"0{_BITS}b")
