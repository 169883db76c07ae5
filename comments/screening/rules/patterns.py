"""Patterns that moderators write: searched in linear time, whatever they write.

RE2 never tries a second way through a text; so it knows neither look-around nor references back.
What is left is bounded here: the memory of each pattern, and how often it may be found. Patterns
are searched in folded text, so their own letters are folded too.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

import re2
from django.utils.translation import gettext, gettext_lazy

from comments.screening.folding import fold

logger = logging.getLogger(__name__)

# One that is found over and over again may look at all the rest of the text each time.
_MOST_PLACES: Final = 20
_MEMORY: Final = 256 * 1024  # bytes a pattern; a larger one is refused
_MEMORY_OF_ALL: Final = 8 * 1024 * 1024

# An escape, a class, or any other character.
_PIECE: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
_RANGE_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]-[^\]]|[^\[]-[^\x00-\x7f]")
# Where a pattern that may find nothing at all finds it.
_SAMPLES: Final = ("", "a", "1", " ", ".", "a 1.")

# What RE2 says begins so.
_EXPLANATIONS: Final = (
    (
        "invalid perl operator: (?",
        gettext_lazy("“%(part)s…” is not possible here: there is no looking ahead or back."),
    ),
    ("invalid repetition size", gettext_lazy("It repeats too often: %(part)s.")),
    ("invalid character class range", gettext_lazy("There is no such range: %(part)s.")),
    ("bad repetition operator", gettext_lazy("Only one sign of repetition at a time: %(part)s.")),
    ("no argument for repetition", gettext_lazy("Nothing stands before %(part)s to repeat.")),
    ("missing )", gettext_lazy("A round bracket is opened and not closed.")),
    ("unexpected )", gettext_lazy("A round bracket is closed and was not opened.")),
    ("missing ]", gettext_lazy("A square bracket is opened and not closed.")),
    ("trailing \\", gettext_lazy("A backslash stands at its end.")),
    ("pattern too large", gettext_lazy("It is too large: let it repeat less.")),
)


class BadPattern(ValueError):
    """The pattern is not taken; the message tells a moderator why."""


class Place(NamedTuple):
    """Where the pattern with that number was found: code points, end exclusive, never empty."""

    pattern: int
    start: int
    end: int


class Patterns:
    """Patterns to be found in folded texts. One that cannot be understood finds nothing."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._compiled: list[tuple[int, Any]] = []
        for index, pattern in enumerate(patterns):
            try:
                self._compiled.append((index, compile_pattern(pattern)))
            except BadPattern as problem:
                logger.warning("A stored pattern is left out: %s", problem)
        self._set = _set_of([one.pattern for _index, one in self._compiled])

    def find(self, text: str) -> Iterator[Place]:
        # Half a surrogate pair has no UTF-8: one sign stands for it.
        encoded = text.encode("utf-8", "replace")
        searched = encoded.decode()
        for index, compiled in self._that_may_be_in(encoded):
            for match in islice(compiled.finditer(searched), _MOST_PLACES):
                start, end = match.span()
                if start < end:
                    yield Place(index, start, end)

    def _that_may_be_in(self, encoded: bytes) -> list[tuple[int, Any]]:
        """Return the patterns that are there. All are looked for in one go, where they can be."""
        if self._set is None:
            return self._compiled
        return [self._compiled[position] for position in self._set.Match(encoded) or ()]


def compile_pattern(pattern: str) -> Any:
    """Return it as RE2 compiles it; raises `BadPattern`."""
    try:
        compiled = re2.compile(_fold(pattern), _options(_MEMORY))
    except (re2.error, UnicodeEncodeError) as error:
        raise BadPattern(_explain(error)) from None
    if any(
        match.start() == match.end() for sample in _SAMPLES for match in compiled.finditer(sample)
    ):
        raise BadPattern(gettext("It also matches where nothing stands: every text has that."))
    return compiled


def _fold(pattern: str) -> str:
    """Fold letters beyond ASCII; the others are found in any case as they stand."""
    return "".join(_fold_piece(piece) for piece in _PIECE.findall(pattern))


def _fold_piece(piece: str) -> str:
    if piece == r"\C":
        raise BadPattern(gettext("“\\C” is not possible here: it would cut letters in two."))
    if piece.isascii():
        return piece
    if len(piece) > 1 and piece.startswith("[") and _RANGE_BEYOND_ASCII.search(piece):
        raise BadPattern(
            gettext("Ranges are possible from a to z and from 0 to 9: list other letters instead.")
        )
    return "".join(
        letter if letter.isascii() else re2.escape(fold(letter).text) for letter in piece
    )


def _options(memory: int) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    # Else it writes the pattern to standard error.
    options.log_errors = False
    options.max_mem = memory
    return options


def _set_of(patterns: Sequence[str]) -> Any:
    """Return all as one; None where there are none, or they are too large together."""
    if not patterns:
        return None
    together = re2.Set.SearchSet(_options(_MEMORY_OF_ALL))
    try:
        for pattern in patterns:
            together.Add(pattern)
        together.Compile()
    except re2.error:
        return None
    return together


def _explain(error: Exception) -> str:
    said = error.args[0].decode("utf-8", "replace") if isinstance(error, re2.error) else ""
    part = said.partition(": ")[2]
    if re.match(r"invalid escape sequence: \\[1-9]", said):
        return gettext("“%(part)s” is not possible here: a pattern cannot refer back.") % {
            "part": part
        }
    for beginning, explanation in _EXPLANATIONS:
        if said.startswith(beginning):
            return str(explanation) % {"part": part}
    return gettext("It cannot be understood: %(problem)s.") % {"problem": said or str(error)}
