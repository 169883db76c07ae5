"""Did this POST come from our own page? Decided without a session, a cookie or a token."""

from django.conf import settings
from django.http import HttpRequest


def is_from_our_own_page(request: HttpRequest) -> bool:
    """Trust the browser's word: `Sec-Fetch-Site` decides, else `Origin` against SITE_URL.

    A client that sends neither is no browser that a foreign page could misuse: its comment is
    accepted, and screened like any other.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin.lower() == settings.SITE_URL.lower()
