"""Who is calling, also behind a reverse proxy; and what no address bar may hold."""

from collections.abc import Callable
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comments.identity import names_address, network_of, plain_address

# Django's, which have styles in them.
_DEBUG_PAGES: Final = {HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR}


class ClientAddressMiddleware:
    """Put the client's own address into REMOTE_ADDR where a trusted proxy forwarded it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = str(request.META.get("REMOTE_ADDR") or "")
        if not _is_trusted(peer):
            # Django believes it from anybody.
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        request.META["REMOTE_ADDR"] = _forwarded_address(request, peer)
        return self.get_response(request)


class PolicyMiddleware:
    """Send the Content-Security-Policy. django-csp's own would word it anew for each answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._policy = str(build_policy())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_debug_page = settings.DEBUG and response.status_code in _DEBUG_PAGES
        if not (is_debug_page or getattr(response, "_csp_exempt", False)):
            response.headers.setdefault(HEADER, self._policy)
        return response


class NoAddressInQueryMiddleware:
    """Refuse a GET that names a mail address, in every list of comments that colleagues have.

    What stands in an address bar is in histories, logs and bookmarks, and is sent to others.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lists = reverse("admin:app_list", args=["comments"])
        if request.method not in {"GET", "HEAD"} or not request.path.startswith(lists):
            return self.get_response(request)
        asked = request.GET.copy()
        for name, values in request.GET.lists():
            if names_address(f"{name} {' '.join(values)}"):
                del asked[name]
        if asked == request.GET:
            return self.get_response(request)
        messages.error(request, _("Search for an address in the review queue, not here."))
        return HttpResponseRedirect(f"{request.path}?{asked.urlencode()}".rstrip("?"))


def client_address(request: HttpRequest) -> str:
    """Return the address that ClientAddressMiddleware found; empty where there is no peer."""
    return str(request.META.get("REMOTE_ADDR", ""))


def log_in_address(request: HttpRequest) -> str:
    """Return the address whose failed log-ins django-axes counts together.

    An IPv6 network has addresses enough for a new one with every try: it counts as one.
    """
    address = client_address(request)
    return network_of(address).partition("/")[0] if ":" in address else address


def _forwarded_address(request: HttpRequest, peer: str) -> str:
    """Walk X-Forwarded-For from its end for as long as trusted proxies vouch for it.

    What stands before the first address that is not a trusted proxy's was typed by the client,
    and is believed by nobody. A peer without an address is a proxy on a unix socket.
    """
    address = peer
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    while hops and _is_trusted(address):
        hop = _address_of(hops.pop().strip())
        if not hop:
            break
        address = hop
    return plain_address(address)


def _address_of(hop: str) -> str:
    """Return the plain address of `192.0.2.1`, `192.0.2.1:443` or `[2001:db8::1]:443`, or ""."""
    if hop.startswith("["):
        hop = hop[1:].partition("]")[0]
    elif hop.count(":") == 1:
        hop = hop.partition(":")[0]
    return plain_address(hop)


def _is_trusted(address: str) -> bool:
    if not settings.TRUSTED_PROXIES:
        return False
    plain = plain_address(address)
    if not plain:
        return not address
    return any(ip_address(plain) in network for network in settings.TRUSTED_PROXIES)
