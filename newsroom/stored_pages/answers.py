"""A stored page as an answer: whole, compressed, or “you have it”."""

import re
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Hashable
from functools import lru_cache
from hashlib import blake2b
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import get_conditional_response, patch_vary_headers

from newsroom.stored_pages.memory import Page

# Of zlib: what is long would take as long to be compressed well as to be made.
_LEVEL, _LEVEL_OF_LONG, _LONG = 6, 1, 200_000
# Of what a client takes; no browser says more, and what is said is remembered.
_LONGEST_HEADER: Final = 200
_NOT_AT_ALL: Final = re.compile(r"q=0(\.0*)?")
# What is said of one answer, and not of the page.
_OF_ONE_ANSWER: Final = {"Content-Length", "ETag", "Last-Modified"}
# What a copy has to be checked by; all else of it a browser has.
_OF_NOT_MODIFIED: Final = ("ETag", "Cache-Control", "Vary")
# By which a client says what it has; the others are asked rarely.
_HAS: Final = "HTTP_IF_NONE_MATCH"
CONDITIONS: Final = (_HAS, "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE")


def page_of(response: HttpResponseBase, version: Hashable) -> Page | None:
    """Return what may be kept of an answer: a page that is the same for everybody."""
    if (
        response.status_code != HTTPStatus.OK
        or not isinstance(response, HttpResponse)
        or response.cookies
        or "public" not in response.get("Cache-Control", "")
        or "cookie" in response.get("Vary", "").lower()
        or "Content-Encoding" in response.headers
    ):
        return None
    patch_vary_headers(response, ["Accept-Encoding"])
    headers = {
        name: value for name, value in response.headers.items() if name not in _OF_ONE_ANSWER
    }
    content = bytes(response.content)
    etag = etag_of(content)
    return Page(version, etag, headers | {"ETag": etag}, content, _compressed(content))


def etag_of(content: bytes) -> str:
    """Name the page by what it says; weakly, as compressed it is the same page."""
    digest = blake2b(content, digest_size=12).digest()
    return f'W/"{urlsafe_b64encode(digest).decode()}"'


def answer_with(page: Page, request: HttpRequest) -> HttpResponseBase:
    has = request.META.get(_HAS)
    if has is not None and page.etag in has:
        return _not_modified(page)
    headers = page.headers.copy()
    body = page.content
    if page.gzip and accepts_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")[:_LONGEST_HEADER]):
        body = page.gzip
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    response = HttpResponse(body, headers=headers)
    if any(name in request.META for name in CONDITIONS):
        return _as_conditions_ask(request, page, response)
    return response


@lru_cache(maxsize=256)
def accepts_gzip(header: str) -> bool:
    for coding in header.lower().split(","):
        name, _semicolon, weight = coding.partition(";")
        if name.strip() == "gzip":
            return not _NOT_AT_ALL.fullmatch(weight.replace(" ", ""))
    return False


def _as_conditions_ask(
    request: HttpRequest, page: Page, response: HttpResponse
) -> HttpResponseBase:
    asked = get_conditional_response(request, etag=page.etag, response=response)
    if asked is not None and asked.status_code == HTTPStatus.NOT_MODIFIED:
        return _not_modified(page)
    return response if asked is None else asked


def _not_modified(page: Page) -> HttpResponse:
    headers = {name: page.headers[name] for name in _OF_NOT_MODIFIED}
    response = HttpResponseNotModified(headers=headers)
    # The policies that a copy came with hold for it: RFC 9111, section 3.2.
    response._csp_exempt = True  # type: ignore[attr-defined] # noqa: SLF001 - django-csp reads it
    response.xframe_options_exempt = True
    return response


def _compressed(content: bytes) -> bytes:
    level = _LEVEL if len(content) < _LONG else _LEVEL_OF_LONG
    compressor = zlib.compressobj(level, wbits=31)
    compressed = compressor.compress(content) + compressor.flush()
    return compressed if len(compressed) < len(content) else b""
