"""Pages whose address is a key: no copy of them is kept, and nobody is told where they are."""

from django.http import HttpResponse


def keep_private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # The token is in the address: others learn at most which site somebody came from.
    response["Referrer-Policy"] = "strict-origin"
    return response
