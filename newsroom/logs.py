"""Log lines without readers' secrets, and no more of them than outsiders should be able to make."""

import logging
import re
import threading
from collections import Counter
from typing import Final

_SECRETS: Final = (
    (re.compile(r"[^\s<>\"'(){}\[\]=,;:]{1,64}(?:@|%40)[\w.-]{1,255}"), "[address]"),
    (re.compile(r"(/(?:receipts|confirm|by-mail)/)[\w.:-]+"), r"\1[token]"),
)

# Lines of one kind in one window of so many seconds, and characters of each.
OUTSIDERS_LINES: Final = 20
OUTSIDERS_WINDOW: Final = 60
OUTSIDERS_LENGTH: Final = 300
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CLIENT_ERRORS: Final = range(400, 500)
_SERVER_ERROR: Final = 500


class OutsidersFilter(logging.Filter):
    """Keeps what an outsider makes the site say, by sending nonsense, to a few short lines.

    That is whatever is refused with a status below 500, such as a foreign Host, an unknown address
    or a form with too many fields. Django would write an error with its traceback for many of them,
    as often as somebody likes. The first lines of a minute are written; the next one that is says
    how many were not.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._window = 0
        self._written: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", _SERVER_ERROR)
        if status not in _CLIENT_ERRORS:
            return True
        left_out = self._count(f"{record.name} {status}", int(record.created // OUTSIDERS_WINDOW))
        if left_out is None:
            return False
        _shorten(record, left_out)
        return True

    def _count(self, kind: str, window: int) -> int | None:
        """Return how many of this kind were left out before this one; None to leave it out, too."""
        with self._lock:
            if window != self._window:
                self._window = window
                self._written.clear()
            if self._written[kind] >= OUTSIDERS_LINES:
                self._left_out[kind] += 1
                return None
            self._written[kind] += 1
            return self._left_out.pop(kind, 0)


def _shorten(record: logging.LogRecord, left_out: int) -> None:
    line = _UNPRINTABLE.sub("?", record.getMessage())
    more = f" (and {left_out} more like it before)" if left_out else ""
    record.msg = f"{line[:OUTSIDERS_LENGTH]}{'…' * (len(line) > OUTSIDERS_LENGTH)}{more}"
    record.args = None
    record.exc_info = record.exc_text = record.stack_info = None
    # What anybody can cause is nothing to be woken for.
    record.levelno = min(record.levelno, logging.WARNING)
    record.levelname = logging.getLevelName(record.levelno)


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
