"""Stands before Django's views that look at a password: limits first, then one at a time."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import time_format

from accounts import hashing, limits
from accounts.attempts import LONGEST_NAME, Try, remember_browser
from accounts.models import SignIn

View = Callable[[HttpRequest], HttpResponse]
_SECONDS_WHEN_BUSY: Final = 5
_MINUTE: Final = 60


def log_in(request: HttpRequest, view: View) -> HttpResponse:
    """Let the view log in who posts a name and a password; 429 and 503 say when to try again."""
    # Without both, no password is looked at, and Django says what is missing.
    if request.method != "POST" or not all(map(request.POST.get, ("username", "password"))):
        return view(request)
    _make_name_storable(request)
    one = Try.to_log_in(request)
    if wait := limits.pause_of_axes(request, one.name) or limits.wait_to_log_in(one):
        limits.keep_refusal(one, SignIn.Step.LOG_IN)
        return _come_back(request, wait, status=429)
    turns = hashing.known if one.is_known_browser else hashing.strangers
    try:
        with turns.take():
            response = view(request)
    except hashing.TooManyAtOnce:
        return _come_back(request, _SECONDS_WHEN_BUSY, status=503)
    # Not by who is logged in now: that may be somebody who guesses at a colleague's.
    if isinstance(response, HttpResponseRedirect):
        limits.keep(one, SignIn.Step.LOG_IN, SignIn.Result.RIGHT)
        remember_browser(request, response, one)
    else:
        limits.keep(one, SignIn.Step.LOG_IN, SignIn.Result.WRONG)
    return response


def _make_name_storable(request: HttpRequest) -> None:
    """Take a name that no column can hold for the nearest one that can: it is nobody's, either."""
    posted = request.POST.copy()
    posted["username"] = request.POST.get("username", "").replace(
        "\0", "\N{REPLACEMENT CHARACTER}"
    )[:LONGEST_NAME]
    request.POST = posted  # type: ignore[assignment] # it is not changed from here on


def change_password(request: HttpRequest, view: View) -> HttpResponse:
    """Let the view change the own password, which the old one has to be known for."""
    if request.method != "POST":
        return view(request)
    one = Try.by_user(request)
    if wait := limits.wait_to_change_password(one):
        limits.keep_refusal(one, SignIn.Step.PASSWORD)
        return _come_back(request, wait, status=429)
    try:
        with hashing.known.take():
            response = view(request)
    except hashing.TooManyAtOnce:
        return _come_back(request, _SECONDS_WHEN_BUSY, status=503)
    form = (getattr(response, "context_data", None) or {}).get("form")
    if form is None:
        limits.keep(one, SignIn.Step.PASSWORD, SignIn.Result.RIGHT)
    elif form.has_error("old_password", "password_incorrect"):
        limits.keep(one, SignIn.Step.PASSWORD, SignIn.Result.WRONG)
    return response


def say_pause(request: HttpRequest, _response: object, _credentials: object) -> HttpResponse:
    """Say that django-axes pauses the name from the address from now on; the settings name it."""
    wait = limits.pause_of_axes(request, Try.to_log_in(request).name)
    return _come_back(request, wait, status=429)


def _come_back(request: HttpRequest, seconds: int, *, status: int) -> HttpResponse:
    """Say when to try again, on a page that costs nothing to make."""
    at = timezone.localtime(timezone.now() + timedelta(seconds=seconds))
    context = {
        "is_busy": status == HTTPStatus.SERVICE_UNAVAILABLE,
        "seconds": seconds,
        "minutes": -(-seconds // _MINUTE),
        "at": time_format(at),
        "path": request.path,
    }
    response = render(request, "accounts/come_back.html", context, status=status)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
