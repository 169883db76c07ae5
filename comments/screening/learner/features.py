"""What the learner sees of a comment: words, pairs of words, bits of words, and signs.

Every feature is hashed into one of 2^18 buckets, so that the model's size is fixed and no text can
be read from it. Each remembers the token or the sign it came from, so that an opinion can be
explained.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise, repeat
from typing import Final, NamedTuple
from zlib import crc32

from comments.screening.findings import Span
from comments.screening.folding import Folded, fold
from comments.screening.learner.sign import Sign
from comments.screening.learner.signs import signs_of
from comments.screening.learner.typed import Typed

BUCKETS: Final = 1 << 18
_MASK: Final = BUCKETS - 1
_READ: Final = 10_000  # characters; comments are shorter, and the time stays bounded

_TOKEN: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")
_DIGIT: Final = re.compile(r"\d")
_GRAM: Final = 4  # characters

# Where the checksum starts: the same letters are another feature as a word, a pair or a bit.
_AS_WORD, _AS_PAIR, _AS_GRAM, _AS_SIGN = 1, 2, 3, 4

# How loud a family is. Words share theirs with each other, so that long texts shout no louder;
# a sign is as loud in a long text as in a short one.
_WORDS: Final = 1.0
_PAIRS: Final = 0.7
_GRAMS: Final = 1.0
_SIGN: Final = 0.5

OF_SIGN: Final = -1
_BIAS: Final = "bias"


@dataclass(frozen=True, slots=True)
class Features:
    """Three lists side by side: `buckets`, `values`, and `owners`.

    An owner is the index of a token, or `OF_SIGN` minus the index of a sign; a pair of words
    belongs to its first. The words come first, then the pairs, the bits, and the signs.
    """

    text: Folded
    tokens: list[tuple[int, int]]  # places in the folded text
    signs: list[Sign]
    buckets: list[int]
    values: list[float]
    owners: list[int]
    of_language: int  # so many are of words, pairs and bits: the rest are of signs

    @property
    def words(self) -> list[int]:
        """The buckets of the words alone; those of addresses only where there are no others."""
        words = self.buckets[: len(self.tokens)]
        addresses = frozenset(self.tokens_of_addresses())
        return [word for index, word in enumerate(words) if index not in addresses] or words

    def tokens_of_addresses(self) -> Iterable[int]:
        """Return the tokens of mail addresses and links."""
        spans = [span for sign in self.signs if sign.is_address for span in sign.spans]
        if not spans:
            return ()
        covered = {place for span in spans for place in range(*span)}
        origin = self.text.origin
        return (
            index for index, (start, _end) in enumerate(self.tokens) if origin[start] in covered
        )

    def span(self, token: int, last: int) -> Span:
        """Return the place of the tokens from one to the other, in the text as it was typed."""
        return self.text.span(self.tokens[token][0], self.tokens[last][1])


def extract(typed: Typed) -> Features:
    text = fold(typed.text[:_READ])
    tokens = [match.span() for match in _TOKEN.finditer(text.text)]
    words = [_word(text.text[start:end]) for start, end in tokens]
    pairs = [crc32(other.letters, one.begun) & _MASK for one, other in pairwise(words)]
    padded = _DIGIT.sub("0", f" {text.text} ")
    grams = [_grams(padded[start : max(end + 2, start + _GRAM)]) for start, end in tokens]
    count_of_grams = sum(map(len, grams))
    signs = [Sign("", (_BIAS,)), *signs_of(typed, text)]
    keys = [(key, OF_SIGN - index) for index, sign in enumerate(signs) for key in sign.keys]
    return Features(
        text,
        tokens,
        signs,
        [
            *(word.bucket for word in words),
            *pairs,
            *chain.from_iterable(grams),
            *(_bucket(key, _AS_SIGN) for key, _sign in keys),
        ],
        [
            *_shared(_WORDS, len(words)),
            *_shared(_PAIRS, len(pairs)),
            *_shared(_GRAMS, count_of_grams),
            *[_SIGN] * len(keys),
        ],
        [
            *range(len(words)),
            *range(len(pairs)),
            *chain.from_iterable(map(repeat, range(len(grams)), map(len, grams))),
            *(owner for _key, owner in keys),
        ],
        len(words) + len(pairs) + count_of_grams,
    )


class _Word(NamedTuple):
    """`begun` is the checksum of a pair of which only the first word is known: this one."""

    bucket: int
    letters: bytes
    begun: int


# Comments share most of their words.
@lru_cache(maxsize=8192)
def _word(typed: str) -> _Word:
    """Read “soooo” as “soo”, and any number as one of its length."""
    word = _DIGIT.sub("0", _STRETCHED.sub(r"\1\1", typed))
    return _Word(_bucket(word, _AS_WORD), _letters(word), crc32(_letters(f"{word} "), _AS_PAIR))


@lru_cache(maxsize=8192)
def _grams(text: str) -> tuple[int, ...]:
    """Return the buckets of four characters at a time, of a token and what stands around it."""
    ends = range(min(_GRAM, len(text)), len(text) + 1)
    return tuple(_bucket(text[max(end - _GRAM, 0) : end], _AS_GRAM) for end in ends)


def _bucket(feature: str, family: int) -> int:
    return crc32(_letters(feature), family) & _MASK


def _letters(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _shared(loudness: float, count: int) -> list[float]:
    """Share the loudness of a family so that its squares add up, however many there are."""
    return [loudness / count**0.5] * count if count else []
