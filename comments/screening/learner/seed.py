"""The shipped seed: what the learner knows of adverts before any moderator has decided.

Weights of hashed features alone: no text can be read from them. SEED.md names their sources and
licences; `manage.py build_seed` makes the file anew.
"""

import struct
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Final, Self

from comments.screening.learner.features import Features, extract
from comments.screening.learner.model import Model, contributions, probability, zeros
from comments.screening.learner.typed import Typed

SEED_PATH: Final = Path(__file__).with_name("seed.bin")

# Weights are carried over at this share: learned elsewhere, they must not outshout this site.
_CARRIED_OVER: Final = 0.6
_PASSES: Final = 2
_STEP: Final = 0.05

# A word is known if so many of the examples had it.
_SEEN: Final = 3
# Share of known words from which the seed speaks at all, and from which it speaks fully.
_FOREIGN, _NATIVE = 0.4, 0.65

_MAGIC: Final = b"SEED1"
# Scale of the weights, what is usual, how many weights there are, and how many known words.
HEADER: Final = struct.Struct("<5sffII")
_BODY: Final = "<{weights}I{weights}b{words}I"


class Seed:
    """Frozen weights, and the words by which their language is recognised.

    `usual` is what the language of an honest comment adds to the margin: it stands in for a
    language that the seed doesn't know.
    """

    def __init__(self, weights: "array[float]", known_words: Iterable[int], usual: float) -> None:
        self.weights = weights
        self.known_words = frozenset(known_words)
        self.usual = usual

    def contributions(self, features: Features) -> list[float]:
        """Return what each feature adds; those of the language count where it is the seed's."""
        found = contributions(self.weights, features)
        fluency = self.fluency(features.words)
        if fluency < 1:
            of_language = features.of_language
            found[:of_language] = [fluency * value for value in found[:of_language]]
            found[of_language] += (1 - fluency) * self.usual
        return found

    def fluency(self, words: Sequence[int]) -> float:
        """Say from 0 to 1 whether the words are of the seed's language."""
        if not words:
            return 0.0
        known = sum(word in self.known_words for word in words) / len(words)
        return min(max((known - _FOREIGN) / (_NATIVE - _FOREIGN), 0.0), 1.0)

    def to_bytes(self) -> bytes:
        """Keep a byte a weight, for the buckets that have one, and their distances."""
        scale = max(map(abs, self.weights), default=0.0) / 127 or 1.0
        rounded = [round(weight / scale) for weight in self.weights]
        used = [bucket for bucket, weight in enumerate(rounded) if weight]
        words = sorted(self.known_words)
        body = struct.pack(
            _BODY.format(weights=len(used), words=len(words)),
            *_distances(used),
            *(rounded[bucket] for bucket in used),
            *_distances(words),
        )
        return HEADER.pack(_MAGIC, scale, self.usual, len(used), len(words)) + zlib.compress(
            body, 9
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        magic, scale, usual, used, words = HEADER.unpack_from(content)
        if magic != _MAGIC:
            raise ValueError("This is no seed.")
        body = zlib.decompress(content[HEADER.size :])
        numbers = struct.unpack(_BODY.format(weights=used, words=words), body)
        weights = zeros()
        for bucket, weight in zip(
            accumulate(numbers[:used]), numbers[used : 2 * used], strict=True
        ):
            weights[bucket] = scale * weight
        return cls(weights, accumulate(numbers[2 * used :]), usual)


@cache
def shipped_seed() -> Seed:
    return Seed.from_bytes(SEED_PATH.read_bytes())


def grow_seed(
    examples: Sequence[tuple[str, bool]],
    on_step: Callable[[int, int], None] = lambda _done, _steps: None,
) -> Seed:
    """Learn a seed from texts, each with whether it is spam.

    `on_step` is told how many steps of how many are done.
    """
    order = list(examples)
    random = Random(0)  # noqa: S311 (an order, no secret)
    model = Model()
    seen: Counter[int] = Counter()
    usual: list[float] = []
    steps = _PASSES * len(order)
    for turn in range(_PASSES):
        random.shuffle(order)
        usual.clear()
        for done, (text, is_spam) in enumerate(order, start=turn * len(order)):
            features = extract(Typed(text))
            found = model.contributions(features)
            if not is_spam:
                usual.append(sum(found[: features.of_language]))
            model.teach(features, probability(sum(found)) - is_spam, _STEP)
            seen.update(set(features.words))
            on_step(done + 1, steps)
    return Seed(
        array("f", (_CARRIED_OVER * weight for weight in model.weights)),
        (word for word, count in seen.items() if count >= _SEEN * _PASSES),
        _CARRIED_OVER * fmean(usual),
    )


def _distances(ascending: Sequence[int]) -> Iterable[int]:
    """Return the first number, and from each to the next: small numbers compress well."""
    return (later - earlier for earlier, later in pairwise([0, *ascending]))
