"""Who is calling, also behind a reverse proxy."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Put the client's own address into REMOTE_ADDR where a trusted proxy forwarded it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META["REMOTE_ADDR"] = _forwarded_address(request)
        return self.get_response(request)


def client_address(request: HttpRequest) -> str:
    """Return the address that ClientAddressMiddleware found (django-axes asks here).

    Empty where a program logs somebody in, without a peer.
    """
    return str(request.META.get("REMOTE_ADDR", ""))


def _forwarded_address(request: HttpRequest) -> str:
    """Walk X-Forwarded-For from its end for as long as trusted proxies vouch for it.

    What stands before the first address that is not a trusted proxy's was typed by the client,
    and is believed by nobody. A peer without an address is a proxy on a unix socket.
    """
    address = str(request.META.get("REMOTE_ADDR") or "")
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    while hops and _is_trusted(address):
        hop = hops.pop().strip()
        if not _is_address(hop):
            break
        address = hop
    return address


def _is_trusted(address: str) -> bool:
    if not address:
        return bool(settings.TRUSTED_PROXIES)
    return _is_address(address) and any(
        ip_address(address) in network for network in settings.TRUSTED_PROXIES
    )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
