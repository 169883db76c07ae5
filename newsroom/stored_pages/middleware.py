"""Answers with a stored page, or makes and stores it."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any, Final
from unicodedata import is_normalized

from django.conf import settings
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import Resolver404, resolve

from newsroom.database import is_outage, name_of
from newsroom.stored_pages.answers import CONDITIONS, answer_with, page_of
from newsroom.stored_pages.flights import Flights
from newsroom.stored_pages.memory import Address, Page, forget_path, memory_for

_METHODS: Final = {"GET", "HEAD"}
# Longer than any parameter of ours.
_LONGEST_PARAMETER: Final = 60

_Answer = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True)
class Asked:
    """A page of those that are kept; `version` asks the database which one it is now."""

    address: Address
    version: Callable[[], Hashable]


class StoredPagesMiddleware:
    def __init__(self, get_response: _Answer) -> None:
        # Whoever works on templates wants to see them as they are now.
        if settings.DEBUG or not settings.STORED_PAGES_MB:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self._flights = Flights()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = _read(request) if request.method in _METHODS else None
        if asked is None:
            return self.get_response(request)
        stored = memory_for(asked.address).find(asked.address)
        try:
            version = asked.version()
        except Exception as error:
            if stored is None or not is_outage(error):
                raise
            return _answer_in_outage(stored, request, name_of(error))
        if version is None:
            # Else it would be there again in an outage.
            forget_path(asked.address.path)
            return self.get_response(request)
        if stored is not None and stored.version == version:
            return answer_with(stored, request)
        response = self._make(request, asked.address, version)
        if stored is not None and _is_outage(response):
            return _answer_in_outage(stored, request, response.outage)  # type: ignore[attr-defined] # looked at
        return response

    def _make(self, request: HttpRequest, address: Address, version: Hashable) -> HttpResponseBase:
        """Make the page, once for all who ask for it at the same time."""
        with self._flights.join((address, version)) as (flight, is_own):
            if not is_own and (page := flight.wait()):
                return answer_with(page, request)
            response = _make_for_all(self.get_response, request, address)
            page = page_of(response, version)
            if page is None:
                if response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                    memory_for(address).forget(address)
                return response
            if is_own:
                flight.page = page
                memory_for(address).keep(address, page)
        return answer_with(page, request)


def _read(request: HttpRequest) -> Asked | None:
    try:
        stored, named = _view_at(request.path_info, settings.ROOT_URLCONF)
        request.get_host()
    except (Resolver404, DisallowedHost):
        # Those after us say so.
        return None
    if not request.META.get("QUERY_STRING"):
        return Asked(Address(request.path, ""), partial(stored.version, **named))
    chosen = _chosen(request, stored.parameters)
    if any(len(value) > _LONGEST_PARAMETER for value in chosen.values()):
        return None
    query = QueryDict(mutable=True)
    query.update(chosen)
    address = Address(request.path, query.urlencode())
    return Asked(address, partial(stored.version, **named, **chosen))


def _chosen(request: HttpRequest, parameters: tuple[str, ...]) -> dict[str, str]:
    """Return the parameters that make another page: to all others the page is the same."""
    asked = request.GET
    return {name: asked[name] for name in parameters if name in asked}


@lru_cache(maxsize=4096)
def _view_at(path: str, urlconf: str) -> Any:
    """Return how the pages of the view at that path are kept, and what the path names.

    Where none are, raise `Resolver404`: so nothing is remembered of private and of endless paths.
    """
    match = resolve(path, urlconf)
    # A word with n accents can be written in 2^n ways: they would displace all pages.
    if not (hasattr(match.func, "stored") and is_normalized("NFC", path)):
        raise Resolver404
    return match.func.stored, match.kwargs


def _make_for_all(
    get_response: _Answer, request: HttpRequest, address: Address
) -> HttpResponseBase:
    """Let the view see nothing that would make it another page for others."""
    asked_with = request.META.copy()
    for name in CONDITIONS:
        request.META.pop(name, None)
    request.META["QUERY_STRING"] = address.parameters
    _read_query_anew(request)
    method, request.method = request.method, "GET"
    try:
        return get_response(request)
    finally:
        request.META.update(asked_with)
        _read_query_anew(request)
        request.method = method


def _read_query_anew(request: HttpRequest) -> None:
    # Django reads it once.
    request.__dict__.pop("GET", None)


def _is_outage(response: HttpResponseBase) -> bool:
    return response.status_code == HTTPStatus.SERVICE_UNAVAILABLE and hasattr(response, "outage")


def _answer_in_outage(page: Page, request: HttpRequest, outage: str) -> HttpResponseBase:
    response = answer_with(page, request)
    response.outage = outage  # type: ignore[attr-defined] # for the middleware of outages
    return response
