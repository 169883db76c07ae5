"""Log lines without readers' secrets, and no more of them than outsiders should be able to make."""

import logging
import re
import threading
from collections import Counter
from typing import Final

from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from newsroom.database import is_outage

_SECRETS: Final = (
    (re.compile(r"[^\s<>\"'(){}\[\]=,;:]{1,64}(?:@|%40)[\w.-]{1,255}"), "[address]"),
    (re.compile(r"(/(?:receipts|confirm|by-mail)/)[\w.:-]+"), r"\1[token]"),
)

# Lines of one kind in one window of so many seconds, and characters of each.
OUTSIDERS_LINES: Final = 20
WINDOW: Final = 60
OUTSIDERS_LENGTH: Final = 300
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CLIENT_ERRORS: Final = range(400, 500)
_SERVER_ERROR: Final = 500
_UNAVAILABLE: Final = 503
# How lines begin, after who writes them, that come without an error, and again with each try.
_TELL_OF_OUTAGES: Final = (
    "celery.beat:",
    "celery.worker.consumer.consumer:",
    "kombu.",
    "newsroom.health:",
    "articles.unsaved:",
    "comments.mails.outbox: Mails wait",
    "comments.posting.views:",
    "comments.receipt.views:",
)


class OutsidersFilter(logging.Filter):
    """Keeps what an outsider makes the site say, by sending nonsense, to a few short lines.

    That is whatever is refused with a status below 500, such as a foreign Host, an unknown address
    or a form with too many fields. Django would write an error with its traceback for many of them,
    as often as somebody likes. The first lines of a minute are written; the next one that is says
    how many were not.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines = _Lines(OUTSIDERS_LINES)

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", _SERVER_ERROR)
        if status not in _CLIENT_ERRORS:
            return True
        left_out = self._lines.count(f"{record.name} {status}", record)
        if left_out is None:
            return False
        _shorten(record, left_out)
        # What anybody can cause is nothing to be woken for.
        record.levelno = min(record.levelno, logging.WARNING)
        record.levelname = logging.getLevelName(record.levelno)
        return True


class OutageFilter(logging.Filter):
    """Lets whatever is away be told of once a minute, without a traceback.

    Everything that asks for it fails in the same way, for as long as it is away. The next line of
    its kind says how many were left out. A request that was refused with 503 is not told of at all:
    `newsroom.outages` counts them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines = _Lines(1)

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) == _UNAVAILABLE:
            return False
        if record.levelno < logging.WARNING or not _tells_of_outage(record):
            return True
        left_out = self._lines.count(f"{record.name} {record.msg}", record)
        if left_out is None:
            return False
        _shorten(record, left_out)
        return True


class _Lines:
    """Counts the lines of a kind, of which so many may be written within one window."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._window = 0
        self._written: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()

    def count(self, kind: str, record: logging.LogRecord) -> int | None:
        """Return how many of this kind were left out before this one; None to leave it out, too."""
        window = int(record.created // WINDOW)
        with self._lock:
            if window != self._window:
                self._window = window
                self._written.clear()
            if self._written[kind] >= self._most:
                self._left_out[kind] += 1
                return None
            self._written[kind] += 1
            return self._left_out.pop(kind, 0)


def _tells_of_outage(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return f"{record.name}: {record.msg}".startswith(_TELL_OF_OUTAGES)
    is_of_celery = record.name.startswith(("celery.", "kombu."))
    while error is not None:
        if isinstance(error, RedisError | BrokerError | ConnectionError) or is_outage(error):
            return True
        # Celery fails anew while it tidies up after it; what is ours is looked into.
        error = error.__cause__ or (error.__context__ if is_of_celery else None)
    return False


def _shorten(record: logging.LogRecord, left_out: int) -> None:
    line = _UNPRINTABLE.sub("?", record.getMessage().strip())
    more = f" (and {left_out} more like it before)" if left_out else ""
    record.msg = f"{line[:OUTSIDERS_LENGTH]}{'…' * (len(line) > OUTSIDERS_LENGTH)}{more}"
    record.args = None
    record.exc_info = record.exc_text = record.stack_info = None


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
