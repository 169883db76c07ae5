"""What is said to whoever is refused before Django sees the request."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from newsroom.server.protocol import Send, send_whole

_HEADERS = [
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'"),
    (b"x-content-type-options", b"nosniff"),
    # What is left of the request on this connection is read by nobody.
    (b"connection", b"close"),
]


class Refused(Exception):
    """The request is answered with a sentence."""

    status: ClassVar[int]
    sentence: ClassVar[str | Promise]
    # Seconds; 0 where another try would not help.
    retry_after: ClassVar[int] = 0

    async def send(self, send: Send) -> None:
        text = f"{self.sentence}\n".encode()
        headers = [*_HEADERS, (b"content-length", b"%d" % len(text))]
        if self.retry_after:
            headers.append((b"retry-after", b"%d" % self.retry_after))
        await send_whole(send, self.status, headers, text)


class BodyTooSlow(Refused):
    status = 408
    sentence = gettext_lazy(
        "What you sent took too long to arrive, so nothing was stored."
        " Go back, where your words still are, and send it again."
    )


class BodyTooLarge(Refused):
    status = 413
    sentence = gettext_lazy(
        "What you sent is larger than this site accepts, so nothing was stored."
        " Go back and send less, or a smaller file."
    )


class TooBusy(Refused):
    status = 503
    sentence = gettext_lazy(
        "The site is very busy, so nothing was stored. Wait a few seconds, then try again."
    )
    retry_after = 5


class TooLate(Refused):
    status = 503
    sentence = gettext_lazy("The site has not found out in time whether all is well with it.")
    retry_after = 5


class Failed(Refused):
    status = 500
    sentence = gettext_lazy("Something went wrong here. It has been noted; try again later.")
