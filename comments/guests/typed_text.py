"""Cleaning what people type of characters that are never meant."""

import re
from typing import Final

# Controls except tab and line feed, bidirectional embeddings, overrides and isolates (they
# reorder what stands around them), byte-order marks, and what XML, and so a feed, forbids.
# Joiners and direction marks stay: Persian, Hindi and emoji need them.
_NEVER_MEANT: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def clean_typed(text: str) -> str:
    """Return the text with plain line ends and without characters that nobody types."""
    return _NEVER_MEANT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
