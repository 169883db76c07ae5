"""The way from an address that something had to the one that it has."""

from django.http import HttpRequest, HttpResponsePermanentRedirect


def moved(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect:
    """Lead there for good, with the query that was asked."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
