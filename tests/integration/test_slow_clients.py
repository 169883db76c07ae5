"""Hundreds of clients that send half of what they should, or do not read, beside readers."""

import contextlib
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.integration.live_site import LiveSite
from tests.processes import wait_until

pytestmark = pytest.mark.worker

EACH = 500
READERS = 200
# Far larger than what sockets and server keep of an answer by themselves.
LONG_FILE = 4 * 1024 * 1024
HALF_BODY = (
    b"POST /articles/ferry/comments/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ncomment=ab"
)
HALF_HEADERS = b"GET / HTTP/1.1\r\nHost: 127.0"
UNREAD = b"GET /media/long.bin HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
SILENT = b""
COMMENT = b"comment=It+sails.&name=Ann&email=ann%40example.org&website="


@pytest.fixture(autouse=True)
def many_descriptors() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def quick_site(make_site: Callable[..., LiveSite]) -> LiveSite:
    return make_site(REQUEST_BODY_TIMEOUT="5", GRANIAN_HTTP1_HEADER_READ_TIMEOUT="5000")


class SlowClient:
    def __init__(self, port: int, words: bytes) -> None:
        self.socket = socket.socket()
        # Room for next to nothing, so that an answer that is not read stays with the server.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.socket.settimeout(60)
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(words)

    def what_became_of_it(self) -> tuple[bytes, bool]:
        """Read to the end; returns what came, and whether the server broke the connection off."""
        received = bytearray()
        try:
            while part := self.socket.recv(65536):
                received += part
        except ConnectionResetError:
            return bytes(received), True
        return bytes(received), False


@contextlib.contextmanager
def slow_clients(port: int, words: bytes, count: int = EACH) -> Iterator[list[SlowClient]]:
    clients: list[SlowClient] = []
    try:
        clients.extend(SlowClient(port, words) for _ in range(count))
        yield clients
    finally:
        for client in clients:
            client.socket.close()


def test_readers_are_served_while_hundreds_hold_the_server_up(quick_site: LiveSite) -> None:
    port = quick_site.port
    media = quick_site.data_dir / "media"
    media.mkdir(exist_ok=True)
    (media / "long.bin").write_bytes(bytes(LONG_FILE))

    with (
        slow_clients(port, HALF_BODY) as half_bodies,
        slow_clients(port, HALF_HEADERS) as half_headers,
        slow_clients(port, SILENT) as silent,
        slow_clients(port, UNREAD) as unread,
    ):
        with ThreadPoolExecutor(8) as readers:
            pages = list(readers.map(quick_site.get, ["/articles/ferry/"] * READERS))
        posted = quick_site.post_comment("ferry", "It sails while hundreds hold the server up.")

        assert {page.status for page in pages} == {200}
        assert posted.status == 303
        for client in half_bodies:
            answer, _ = client.what_became_of_it()
            assert answer.startswith(b"HTTP/1.1 408 ")
            assert answer.endswith(b"send it again.\n")
        assert {client.what_became_of_it() for client in half_headers + silent} == {(b"", False)}
        wait_until(lambda: not stalled_connections(port), seconds=60, what="the unread ended")
        for client in unread:
            answer, was_broken_off = client.what_became_of_it()
            assert was_broken_off
            assert len(answer) < LONG_FILE

    output = quick_site.output()
    assert "Traceback" not in output
    assert quick_site.get("/articles/ferry/").status == 200
    assert "It sails while hundreds" in str(quick_site.query("SELECT body FROM comments_comment"))


def stalled_connections(port: int) -> list[str]:
    """Connections of the server with bytes that their client does not take."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    established = "01"
    return [
        line
        for line in lines
        if line.split()[1].endswith(f":{port:04X}")
        and line.split()[3] == established
        and not line.split()[4].startswith("00000000:")
    ]


def test_what_is_under_way_is_finished_when_the_server_stops(quick_site: LiveSite) -> None:
    request = (
        b"POST /articles/ferry/comments/ HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", quick_site.port), timeout=20) as connection:
        connection.sendall(request % len(COMMENT))
        # By this the server says that it is waiting for the body.
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        server = quick_site.processes["web server"]
        server.send_signal(signal.SIGTERM)
        wait_until(lambda: not accepts(quick_site.port), what="nobody else is let in")
        connection.sendall(COMMENT)

        assert connection.recv(100).startswith(b"HTTP/1.1 303 ")
    assert server.wait(timeout=20) == 0
    assert len(quick_site.query("SELECT 1 FROM comments_comment")) == 1


def accepts(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


UNUSUAL = {
    b"GET /articles/ferry/ HTTP/1.1": b"200",
    b"HEAD /articles/ferry/ HTTP/1.1": b"200",
    b"GET /articles/ferry/ HTTP/1.0": b"200",
    b"GET http://127.0.0.1/articles/ferry/ HTTP/1.1": b"200",
    b"GET /articles/%ff/ HTTP/1.1": b"404",
    b"GET /%00 HTTP/1.1": b"404",
    b"OPTIONS * HTTP/1.1": b"404",
    b"BREW / HTTP/1.1": b"403",
}


def test_unusual_requests_are_answered(site: LiveSite) -> None:
    answers = {line: answer_to(site.port, line) for line in UNUSUAL}

    assert {line: answer.split()[1] for line, answer in answers.items()} == UNUSUAL
    assert answers[b"HEAD /articles/ferry/ HTTP/1.1"].endswith(b"\r\n\r\n")


def answer_to(port: int, request_line: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request_line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        return b"".join(iter(lambda: connection.recv(65536), b""))
