"""Log lines without readers' secrets, whatever a library or a database puts into a message."""

import logging
import re
from typing import Final

_SECRETS: Final = (
    (re.compile(r"[^\s<>\"'(){}\[\]=,;:]{1,64}(?:@|%40)[\w.-]{1,255}"), "[address]"),
    (re.compile(r"(/(?:receipts|confirm|by-mail)/)[\w.:-]+"), r"\1[token]"),
)


class RedactingFormatter(logging.Formatter):
    """Replaces mail addresses and private links' tokens in the whole line, tracebacks included."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def redact(text: str) -> str:
    """Return the text without mail addresses and the tokens of private links."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text
