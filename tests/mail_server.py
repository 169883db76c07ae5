"""An SMTP server that answers as a test wants it to, and keeps what it took."""

import asyncio
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

if TYPE_CHECKING:
    from email.message import Message

# Takes the address, or the text, and returns what the server says; "" hangs up without a word.
Answer = Callable[[str], str]


class Server:
    """Listens at `port` of 127.0.0.1. `taken` are what it took: each address, with its mail."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, Message]] = []
        self.greeting = ""
        self.to_sender: Answer = lambda _address: "250 OK"
        self.to_address: Answer = lambda _address: "250 OK"
        self.to_text: Answer = lambda _text: "250 OK"
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])

    def start(self) -> None:
        self._controller = _Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def addresses(self) -> list[str]:
        return [address for address, _mail in self.taken]

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        answer = self.to_sender(address)
        if answer.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        answer = self.to_address(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        answer = await asyncio.to_thread(self.to_text, content.decode())
        if not answer or answer.startswith("2"):
            mail = BytesParser().parsebytes(content)
            self.taken += [(address, mail) for address in envelope.rcpt_tos]
        if not answer:
            _line_of(server).abort()
        return answer or "250 OK"


def _line_of(server: SMTP) -> asyncio.Transport:
    assert isinstance(server.transport, asyncio.Transport)
    return server.transport


class _Greeting(SMTP):
    """Says at the beginning what its server wants, and then hangs up."""

    async def _handle_client(self) -> None:
        if self.event_handler.greeting:
            await self.push(self.event_handler.greeting)
            _line_of(self).close()
            return
        await super()._handle_client()


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Greeting(self.handler, hostname="mail.example")


@contextmanager
def mail_server() -> Iterator[Server]:
    server = Server()
    # It logs what it hears; what tests look for in logs is what the site writes.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    server.start()
    try:
        yield server
    finally:
        server.stop()
