"""ASGI without a server: a clock that a test moves, and a client that does as it is told."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar

from newsroom.server import Application, Limits
from newsroom.server.answers import WSGIApplication
from newsroom.server.protocol import Headers, Message

T = TypeVar("T")
LIMITS = Limits(client_timeout=30, largest_body=1024 * 1024, threads=1)
GONE = {"type": "http.disconnect"}
FORM = [(b"content-length", b"9"), (b"content-type", b"application/x-www-form-urlencoded")]


class Clock(asyncio.SelectorEventLoop):
    """An event loop whose time passes when a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


def run(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=Clock) as runner:
        return runner.run(work)


async def pass_time(seconds: float) -> None:
    """Let time pass, and whatever is due after it happen."""
    clock = asyncio.get_running_loop()
    assert isinstance(clock, Clock)
    clock.ahead += seconds
    # Timers come after what was ready before.
    await asyncio.sleep(0)
    await asyncio.sleep(0)


def part(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def scope(method: str = "GET", path: str = "/", headers: Headers | None = None) -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"news.example"), *(headers or [])],
        "client": ("203.0.113.9", "4711"),
        "server": ("192.0.2.1", "8000"),
    }


class Client:
    """Sends the messages, then nothing more until it leaves; keeps what it is sent."""

    def __init__(self, messages: Iterable[Message] = (), *, reads: bool = True) -> None:
        self.messages = list(messages)
        self.sent: list[Message] = []
        self.has_left = asyncio.Event()
        self.has_been_sent = asyncio.Event()
        self.reads = asyncio.Event()
        if reads:
            self.reads.set()

    async def receive(self) -> Message:
        if self.messages:
            return self.messages.pop(0)
        await self.has_left.wait()
        return GONE

    async def send(self, message: Message) -> None:
        self.sent.append(message)
        self.has_been_sent.set()
        await self.reads.wait()

    @property
    def status(self) -> int | None:
        return self.sent[0]["status"] if self.sent else None

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.sent[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    @property
    def is_complete(self) -> bool:
        last = self.sent[-1]
        return last["type"] == "http.response.body" and not last.get("more_body", False)


def site(wsgi: WSGIApplication, **limits: Any) -> Application:
    return Application(wsgi, Limits(**{**vars(LIMITS), **limits}))


def greet(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("200 OK", [])
    return [environ["wsgi.input"].read()]
