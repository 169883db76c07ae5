"""Reads what a client sends before any thread is taken, within a time and a size."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile

from newsroom.server.limits import BODY_IN_MEMORY, SLOWEST_CLIENT, Limits
from newsroom.server.protocol import ClientGone, Headers, Receive
from newsroom.server.refusals import BodyTooLarge, BodyTooSlow, TooBusy


class Body:
    """The bytes of one request: in memory, or in a file without a name where they are many."""

    def __init__(self) -> None:
        self.file = SpooledTemporaryFile(max_size=BODY_IN_MEMORY)  # noqa: SIM115 (`Bodies` closes it)
        self.size = 0


class Bodies:
    """All bodies that one process holds: together they are bounded, too."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held = 0

    @contextlib.asynccontextmanager
    async def read(self, headers: Headers, receive: Receive) -> AsyncIterator[Body]:
        """Yield the whole body, and forget it afterwards; raises Refused or ClientGone."""
        body = Body()
        try:
            if _has_body(headers):
                await self._fill(body, headers, receive)
                body.file.seek(0)
            yield body
        finally:
            self._held -= body.size
            body.file.close()

    async def discard(self, receive: Receive) -> None:
        """Let a client finish for a while: browsers read no answer before they have sent all."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._limits.client_timeout):
                while (await receive()).get("more_body"):
                    pass

    async def _fill(self, body: Body, headers: Headers, receive: Receive) -> None:
        if _announced_size(headers) > self._limits.largest_body:
            raise BodyTooLarge
        patience = self._limits.client_timeout
        started = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(patience) as deadline:
                while await self._takes_more(body, receive):
                    deadline.reschedule(started + patience + body.size / SLOWEST_CLIENT)
        except TimeoutError:
            raise BodyTooSlow from None

    async def _takes_more(self, body: Body, receive: Receive) -> bool:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk = message.get("body", b"")
        if body.size + len(chunk) > self._limits.largest_body:
            raise BodyTooLarge
        if self._held + len(chunk) > self._limits.all_bodies:
            raise TooBusy
        body.size += len(chunk)
        self._held += len(chunk)
        body.file.write(chunk)
        return bool(message.get("more_body", False))


def _has_body(headers: Headers) -> bool:
    return any(name in {b"content-length", b"transfer-encoding"} for name, _ in headers)


def _announced_size(headers: Headers) -> int:
    """Return what Content-Length says; the server has checked that it is a number."""
    return next((int(value) for name, value in headers if name == b"content-length"), 0)
