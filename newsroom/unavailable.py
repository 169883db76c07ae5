"""The page for when the database is away, hangs or is full: it needs none, and loses no words."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.http import escape_leading_slashes
from django.views import defaults

from newsroom.database import is_outage, is_refusing, name_of
from newsroom.outages import Outage

# Seconds after which whoever asked may ask again.
RETRY_AFTER: Final = 10
# They ask by themselves, and say 503 to monitors.
_OF_MONITORS: Final = {"/healthz", "/readyz"}
_IS_SECRET: Final = "password"  # noqa: S105 - part of a field's name
_OF_FORMS: Final = {"csrfmiddlewaretoken"}
# How the names of the admin's buttons begin, whose values are what stands on them.
_BUTTON: Final = "_"

database = Outage("The database")


class OutageMiddleware:
    """Answers 503 to what fails for the database; a fault of ours stays an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info in _OF_MONITORS:
            return response
        outage = getattr(response, "outage", "")
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            response.headers.setdefault("Retry-After", str(RETRY_AFTER))
            database.refused(outage or "it is away, locked or full")
        elif outage:
            database.stood_in_for(outage)
        elif _has_asked():
            database.answered()
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return come_back(request, error) if is_outage(error) else None


def _has_asked() -> bool:
    """Whether this thread could ask the database; what needs none says nothing of it."""
    return connection.connection is not None and not is_refusing()


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer what failed outside of views; Django calls this while it handles the error."""
    error = sys.exc_info()[1]
    if error is not None and is_outage(error):
        return come_back(request, error)
    return defaults.server_error(request)


@dataclass(frozen=True)
class Sent:
    """A form: the fields in which somebody typed words, and the others."""

    texts: list[tuple[str, str]]
    rest: list[tuple[str, str]]
    had_file: bool


def come_back(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Ask to come back, and give back what was typed, ready to send."""
    context = {
        "action": escape_leading_slashes(request.get_full_path()),
        "is_post": request.method == "POST",
        "sent": _sent(request) if request.method == "POST" else None,
    }
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    response.outage = name_of(error)  # type: ignore[attr-defined] # for the middleware
    return response


def _sent(request: HttpRequest) -> Sent | None:
    """Return what was typed; None where that cannot be read, or is nobody's to see."""
    try:
        fields = [(name, text) for name, texts in request.POST.lists() for text in texts]
        had_file = bool(request.FILES)
    except (BadRequest, SuspiciousOperation, MultiPartParserError, OSError):
        return None
    if any(_IS_SECRET in name for name, _text in fields):
        return None
    return Sent(
        texts=[(name, text) for name, text in fields if _is_typed(name, text)],
        rest=[(name, text) for name, text in fields if not _is_typed(name, text)],
        had_file=had_file,
    )


def _is_typed(name: str, text: str) -> bool:
    """Whether it is words of a person, and no number, date, button or mark of a form's own.

    Marks are of ASCII, and those that stand for several are of numbers. In Chinese or Japanese a
    text is one word.
    """
    if name in _OF_FORMS or name.startswith(_BUTTON):
        return False
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    return len(words) > 1 or (bool(words) and not text.isascii())
