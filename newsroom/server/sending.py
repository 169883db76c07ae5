"""Sends one answer; a client that does not read it holds no thread."""

import asyncio
from typing import Final

from newsroom.server.answers import Answer, FileParts
from newsroom.server.protocol import ClientGone, Message, Receive, Send, send_whole

# Times the client's own timeout. The kernel gives up after one (`newsroom.server.sockets`), by
# which the client sees that its answer is cut off; this is for systems whose kernel cannot.
LAST_RESORT: Final = 2


class Reply:
    """One answer on its way, as a whole or part by part."""

    def __init__(self, receive: Receive, send: Send, *, timeout: float, is_head: bool) -> None:
        self._receive = receive
        self._send = send
        self._timeout = timeout * LAST_RESORT
        self._is_head = is_head
        self._loop = asyncio.get_running_loop()
        self._departure: asyncio.Task[None] | None = None

    @property
    def has_begun(self) -> bool:
        return self._departure is not None

    def send_part_from_thread(self, answer: Answer) -> None:
        """Send what is collected so far; returns when the client has room for more."""
        asyncio.run_coroutine_threadsafe(self._send_collected(answer), self._loop).result()

    async def finish(self, answer: Answer) -> None:
        try:
            await self._finish(answer)
        finally:
            if answer.rest:
                await asyncio.to_thread(answer.rest.close)
            self.close()

    def close(self) -> None:
        if self._departure:
            self._departure.cancel()

    async def _finish(self, answer: Answer) -> None:
        if self._is_head or not (self.has_begun or answer.rest):
            await send_whole(self._send_in_time, answer.status, answer.headers, answer.collected)
            return
        await self._send_collected(answer)
        if answer.rest:
            await self._send_file(answer.rest)
        await self._send_in_time({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_file(self, file: FileParts) -> None:
        while part := await asyncio.to_thread(file.read):
            await self._send_part(part)

    async def _send_collected(self, answer: Answer) -> None:
        if not self.has_begun:
            # A server may take the parts of somebody who has gone without a word: it tells here.
            self._departure = asyncio.create_task(self._watch_for_departure())
            start = {"status": answer.status, "headers": answer.headers}
            await self._send_in_time({"type": "http.response.start", **start})
        await self._send_part(answer.collected)

    async def _send_part(self, part: bytes) -> None:
        if self._departure is None or self._departure.done():
            raise ClientGone
        await self._send_in_time({"type": "http.response.body", "body": part, "more_body": True})

    async def _send_in_time(self, message: Message) -> None:
        try:
            async with asyncio.timeout(self._timeout):
                await self._send(message)
        except TimeoutError:
            raise ClientGone from None

    async def _watch_for_departure(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
