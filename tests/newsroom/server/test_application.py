import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any

import pytest

from newsroom.server import Application
from newsroom.server.limits import ANSWER_IN_MEMORY
from newsroom.server.protocol import Headers
from tests.newsroom.server.clients import (
    FORM,
    Client,
    echo,
    greet,
    part,
    pass_time,
    run,
    scope,
    site,
)

LONG = b"x" * (4 * ANSWER_IN_MEMORY)


class Parts:
    """An answer that is made while it is sent; it says when it is closed, and in what thread."""

    def __init__(self, count: int = 20) -> None:
        self.count = count
        self.made = 0
        self.threads: set[int] = set()
        self.is_closed = False

    def __call__(self, _environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        return self

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.count):
            self.made += 1
            self.threads.add(threading.get_ident())
            yield b"x" * ANSWER_IN_MEMORY

    def close(self) -> None:
        self.threads.add(threading.get_ident())
        self.is_closed = True


class LongFile(BytesIO):
    """A file that is its own application."""

    def __init__(self) -> None:
        super().__init__(LONG)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [("Content-Length", str(len(LONG)))])
        parts: Iterable[bytes] = environ["wsgi.file_wrapper"](self, 4096)
        return parts


def files_and_greetings(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    wsgi = LongFile() if environ["PATH_INFO"] == "/file" else greet
    return wsgi(environ, start)


async def ask(
    application: Application,
    client: Client,
    method: str = "GET",
    path: str = "/",
    headers: Headers | None = None,
) -> Client:
    await application(scope(method, path, headers), client.receive, client.send)
    return client


def answer(application: Application, *messages: Any, method: str = "GET", **more: Any) -> Client:
    async def work() -> Client:
        return await ask(application, Client(messages), method, **more)

    return run(work())


def test_a_page_is_answered_in_one_piece() -> None:
    client = answer(site(greet))

    assert (client.status, client.body, client.is_complete) == (200, b"hello", True)
    assert client.headers[b"content-type"] == b"text/plain"
    assert len(client.sent) == 2


def test_what_is_posted_is_read() -> None:
    client = answer(
        site(echo), part(b"abcd", more=True), part(b"efghi"), method="POST", headers=FORM
    )

    assert client.body == b"abcdefghi"


def test_half_a_body_takes_no_thread_and_gets_a_sentence() -> None:
    called: list[str] = []

    def wsgi(*_arguments: Any) -> Iterable[bytes]:
        called.append("called")
        return []

    client = answer(site(wsgi, client_timeout=0), part(b"abc", more=True), headers=FORM)

    assert client.status == 408
    assert b"took too long to arrive" in client.body
    assert client.headers[b"connection"] == b"close"
    assert not called


def test_too_large_a_body_is_refused_in_words() -> None:
    client = answer(site(echo, largest_body=3), part(b"abcdefghi"), method="POST", headers=FORM)

    assert client.status == 413
    assert b"larger than this site accepts" in client.body


def test_who_sends_too_much_may_finish_so_that_the_answer_is_read() -> None:
    async def work() -> None:
        client = Client([part(b"x" * 5, more=True) for _ in range(20)])
        asking = asyncio.create_task(ask(site(echo, largest_body=3), client, "POST", headers=FORM))
        await client.has_been_sent.wait()
        await pass_time(31)
        await asking

        assert client.status == 413
        assert not client.messages

    run(work())


def test_readers_are_answered_while_hundreds_send_half_a_body() -> None:
    async def work() -> None:
        application = site(greet)
        halves = [Client([part(b"abc", more=True)]) for _ in range(500)]
        held = [
            asyncio.create_task(ask(application, half, "POST", headers=FORM)) for half in halves
        ]
        assert (await ask(application, Client())).status == 200
        assert [half.status for half in halves] == [None] * 500

        await pass_time(31)
        await asyncio.gather(*held)
        assert [half.status for half in halves] == [408] * 500

    run(work())


def test_readers_are_answered_while_hundreds_do_not_read() -> None:
    async def work() -> None:
        application = site(files_and_greetings)
        deaf = [Client(reads=False) for _ in range(500)]
        held = [asyncio.create_task(ask(application, client, path="/file")) for client in deaf]
        await asyncio.gather(*(client.has_been_sent.wait() for client in deaf))

        assert (await ask(application, Client())).body == b"hello"

        for client in deaf:
            client.reads.set()
        await asyncio.gather(*held)
        assert all(client.body == LONG for client in deaf)

    run(work())


def test_a_long_file_is_sent_part_by_part_and_closed() -> None:
    file = LongFile()
    client = answer(site(file))

    assert client.body == LONG
    assert client.is_complete
    assert len(client.sent) > 3
    assert file.closed


def test_a_short_file_is_sent_in_one_piece_and_closed() -> None:
    file = LongFile()
    file.truncate(1000)
    client = answer(site(file))

    assert len(client.body) == 1000
    assert len(client.sent) == 2
    assert file.closed


def test_who_asks_for_the_head_alone_gets_no_body_of_a_long_file() -> None:
    file = LongFile()
    client = answer(site(file), method="HEAD")

    assert client.headers[b"content-length"] == str(len(LONG)).encode()
    assert len(client.sent) == 2
    assert file.closed


def test_a_file_that_nobody_takes_is_closed_in_the_end() -> None:
    file = LongFile()

    async def work() -> None:
        client = Client(reads=False)
        held = asyncio.create_task(ask(site(file), client))
        await client.has_been_sent.wait()
        client.has_left.set()
        client.reads.set()
        await held
        assert not client.is_complete

    run(work())
    assert file.closed


def test_what_is_made_while_it_is_sent_is_made_in_one_thread() -> None:
    parts = Parts()
    client = answer(site(parts))

    assert client.body == b"x" * ANSWER_IN_MEMORY * parts.count
    assert client.is_complete
    assert parts.is_closed
    assert len(parts.threads) == 1


def test_what_is_made_for_somebody_who_has_left_is_made_no_further() -> None:
    parts = Parts(count=1000)

    async def work() -> None:
        client = Client()
        client.has_left.set()
        await ask(site(parts), client)

    run(work())
    assert parts.is_closed
    assert parts.made < 10


def test_what_nobody_takes_gives_its_thread_back() -> None:
    parts = Parts(count=1000)

    async def work() -> None:
        application = site(parts, client_timeout=0)
        await ask(application, Client(reads=False))

    run(work())
    assert parts.is_closed
    assert parts.made < 10


def test_an_answer_that_breaks_off_is_logged_and_not_called_complete(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Broken(Parts):
        def __iter__(self) -> Iterator[bytes]:
            yield from super().__iter__()
            raise ValueError("the database went away")

    client = answer(site(Broken()))

    assert not client.is_complete
    assert "the database went away" in caplog.text


def test_an_application_that_fails_is_logged_and_answered(caplog: pytest.LogCaptureFixture) -> None:
    def wsgi(*_arguments: Any) -> Iterable[bytes]:
        raise ValueError("nobody expected this")

    client = answer(site(wsgi))

    assert (client.status, client.is_complete) == (500, True)
    assert "nobody expected this" in caplog.text
    assert b"nobody expected" not in client.body


class Slow:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.has_begun = threading.Event()
        self.may_end = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.has_begun.set()
        assert self.may_end.wait(20)
        return greet(environ, start)


@pytest.mark.parametrize(
    "limit", [{"longest_queue": 0}, {"longest_wait": 0}], ids=["too many wait", "for too long"]
)
def test_who_would_wait_too_long_for_a_thread_is_told_so(limit: dict[str, int]) -> None:
    slow = Slow()

    async def work() -> None:
        application = site(slow)
        first = asyncio.create_task(ask(application, Client()))
        await asyncio.to_thread(slow.has_begun.wait)
        busy = application._threads  # noqa: SLF001 (the same threads, with less patience)
        busy._limits = site(slow, **limit)._limits  # noqa: SLF001
        second = await ask(application, Client())

        assert second.status == 503
        assert second.headers[b"retry-after"] == b"5"
        assert b"very busy" in second.body
        slow.may_end.set()
        assert (await first).status == 200

    run(work())


def test_work_under_way_is_finished_before_the_server_stops() -> None:
    slow = Slow()

    async def work() -> list[str]:
        application = site(slow)
        told: asyncio.Queue[str] = asyncio.Queue()
        said: list[str] = []

        async def receive() -> dict[str, str]:
            return {"type": await told.get()}

        async def send(message: Any) -> None:
            said.append(message["type"])

        living = asyncio.create_task(application({"type": "lifespan"}, receive, send))
        await told.put("lifespan.startup")
        request = asyncio.create_task(ask(application, Client()))
        await asyncio.to_thread(slow.has_begun.wait)
        asyncio.get_running_loop().call_later(0, slow.may_end.set)
        await told.put("lifespan.shutdown")
        await living
        assert (await request).status == 200
        return said

    assert run(work()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_a_websocket_is_closed() -> None:
    client = Client()

    async def work() -> None:
        await site(greet)({"type": "websocket"}, client.receive, client.send)

    run(work())
    assert client.sent == [{"type": "websocket.close"}]
