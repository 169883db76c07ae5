"""Learners as bytes. Numbers only: nothing is ever unpickled."""

import struct
import sys
import zlib
from array import array
from typing import Final

from comments.screening.learner.calibration import Guess, Record
from comments.screening.learner.features import BUCKETS
from comments.screening.learner.learner import Learner, Question
from comments.screening.learner.model import Model
from comments.screening.learner.seed import Seed

# What the bytes begin with. Changes with the format, and with what features mean: older bytes are
# then learnt anew.
MAGIC: Final = b"LEARN1"
# How many guesses there were, and how many of them are remembered.
_COUNTS: Final = struct.Struct("<II")
_GUESS: Final = struct.Struct("<d?")
_BYTES_OF_WEIGHTS: Final = 4 * BUCKETS
# Weights hardly compress, zeros always do: a quick look is enough.
_EFFORT: Final = 1


class UnknownFormat(ValueError):
    """The bytes are no learner, or one of another release."""


def to_bytes(learner: Learner) -> bytes:
    """Keep what was learnt here; the seed is not repeated."""
    questions = map(_question_to_bytes, (learner.spam, learner.rejected))
    return MAGIC + zlib.compress(b"".join(questions), _EFFORT)


def from_bytes(content: bytes, seed: Seed | None) -> Learner:
    if not content.startswith(MAGIC):
        raise UnknownFormat
    body = memoryview(zlib.decompress(content[len(MAGIC) :]))
    spam, rest = _question_from_bytes(body, seed)
    rejected, _rest = _question_from_bytes(rest, None)
    return Learner(spam, rejected)


def _question_to_bytes(question: Question) -> bytes:
    record = question.record
    return b"".join(
        (
            _little_endian(question.model.weights),
            _little_endian(question.model.squares),
            _COUNTS.pack(record.count, len(record.guesses)),
            *(_GUESS.pack(*guess) for guess in record.guesses),
        )
    )


def _question_from_bytes(body: memoryview, seed: Seed | None) -> tuple[Question, memoryview]:
    """Return the question, and the bytes that follow it."""
    weights, rest = _weights_from_bytes(body)
    squares, rest = _weights_from_bytes(rest)
    count, remembered = _COUNTS.unpack_from(rest)
    end = _COUNTS.size + remembered * _GUESS.size
    guesses = map(Guess._make, _GUESS.iter_unpack(rest[_COUNTS.size : end]))
    return Question(seed, Model(weights, squares), Record(guesses, count)), rest[end:]


def _weights_from_bytes(body: memoryview) -> "tuple[array[float], memoryview]":
    weights = array("f")
    weights.frombytes(body[:_BYTES_OF_WEIGHTS])
    if sys.byteorder == "big":
        weights.byteswap()
    return weights, body[_BYTES_OF_WEIGHTS:]


def _little_endian(weights: "array[float]") -> bytes:
    if sys.byteorder == "big":
        weights = weights[:]
        weights.byteswap()
    return weights.tobytes()
