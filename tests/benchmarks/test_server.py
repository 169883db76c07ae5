"""What the layer between web server and Django costs, stored pages, and what slow clients cost.

Prints milliseconds of CPU of the whole web server (medians of interleaved rounds) beside Django's
bare WSGI application in the same server, and how long readers wait with and without hundreds of
clients that send half a body; asserts nothing of them. The machine should have nothing else to do.
"""

import contextlib
import http.client
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.integration.live_site import LiveSite
from tests.integration.test_slow_clients import HALF_BODY, slow_clients
from tests.processes import PROJECT, free_port, short_folder, wait_until

pytestmark = pytest.mark.benchmark

ROUNDS = 9
REQUESTS = 50
HALF_SENDERS = 500
WSGI = "granian --interface wsgi newsroom.wsgi:application --workers 2 --blocking-threads 4"
FLOOR = "granian --interface asgi tests.benchmarks.floor:application --workers 2"
ADD_COMMENTS = """
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory
from comments.models import Comment
for size in (50, 1000):
    article = ArticleFactory(slug=f"with-{size}", comment_count=size)
    Comment.objects.bulk_create(
        CommentFactory.build_batch(size, article=article, status="approved", contact=None)
    )
"""


@pytest.fixture
def site() -> Iterator[LiveSite]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with short_folder() as folder, LiveSite(folder, LOG_LEVEL="WARNING") as running:
        running.add_article()
        yield running
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Reader:
    """One browser with one connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def close(self) -> None:
        self.connection.close()

    def get(self, path: str) -> float:
        return self._ask("GET", path, "")

    def post(self) -> float:
        typed = {"comment": f"Thought {random.random()}", "name": "Ann", "email": "a@example.org"}  # noqa: S311
        return self._ask("POST", "/articles/ferry/comments/", urlencode(typed))

    def get_compressed(self, path: str) -> float:
        return self._ask("GET", path, "", {"Accept-Encoding": "gzip"})

    def get_again(self, path: str, etag: str) -> float:
        return self._ask("GET", path, "", {"If-None-Match": etag})

    def _ask(self, method: str, path: str, body: str, more: dict[str, str] | None = None) -> float:
        headers = {
            **(more or {}),
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": ".".join(str(random.randint(1, 250)) for _ in range(4)),  # noqa: S311
        }
        started = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        response.read()
        assert response.status in {200, 303, 304}, response.status
        return time.perf_counter() - started


def cpu_of(parent: int) -> float:
    """Return milliseconds of CPU of a process and its children, ended threads included."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    # Linux's number of the clock of another process (clock_getcpuclockid).
    clocks = [~number << 3 | 2 for number in (parent, *map(int, children))]
    return sum(map(time.clock_gettime_ns, clocks)) / 1e6


def cost_of_each(servers: dict[str, tuple[int, int]], work: Callable[[Reader], object]) -> None:
    """Print it for `ours` and the other of two servers, given by their ports and processes."""
    costs: dict[str, list[float]] = {name: [] for name in servers}
    for _ in range(ROUNDS):
        for name, (port, process) in random.sample(list(servers.items()), len(servers)):
            with contextlib.closing(Reader(port)) as reader:
                before = cpu_of(process)
                for _ in range(REQUESTS):
                    work(reader)
            costs[name].append((cpu_of(process) - before) / REQUESTS)
    medians = {name: statistics.median(values) for name, values in costs.items()}
    ours, bare = medians.pop("ours"), *medians.values()
    print(f"{ours:9.2f}{bare:12.2f}{ours / bare:8.2f}")


@contextlib.contextmanager
def bare_server(
    site: LiveSite, command: str = WSGI, looked_at: str = "/healthz"
) -> Iterator[tuple[int, int]]:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", *command.split(), "--port", str(port), "--log-level", "error"],
        cwd=PROJECT,
        env=site.environment | {"REDIS_SOCKET": str(site.redis_socket)},
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            wait_until(lambda: answers(port, looked_at), what="the bare server answers")
            yield port, process.pid
        finally:
            process.terminate()


def answers(port: int, path: str) -> bool:
    with (
        contextlib.suppress(OSError, http.client.HTTPException),
        contextlib.closing(Reader(port)) as reader,
    ):
        return reader.get(path) > 0
    return False


def test_cost_of_the_layer(site: LiveSite) -> None:
    with bare_server(site) as bare:
        servers = {"ours": (site.port, site.processes["web server"].pid), "bare WSGI": bare}
        print(f"\n{'CPU ms of one request':28}{'ours':>9}{'bare WSGI':>12}{'ratio':>8}")
        for name, work in {
            "healthz": lambda reader: reader.get("/healthz"),
            "article": lambda reader: reader.get("/articles/ferry/"),
            "posting a comment": Reader.post,
        }.items():
            print(f"{name:28}", end="")
            cost_of_each(servers, work)


def test_cost_of_a_stored_page(site: LiveSite) -> None:
    """The floor is a view of Django's that answers from Redis, in the same server."""
    pages = {size: f"/articles/with-{size}/" for size in (50, 1000)}
    etags = {}
    site.manage("shell", "-c", ADD_COMMENTS)
    for size, page in pages.items():
        with contextlib.closing(Reader(site.port)) as reader, site.redis() as redis:
            reader.connection.request("GET", page)
            answer = reader.connection.getresponse()
            etags[size] = str(answer.headers["ETag"])
            redis.set(page, answer.read())
    with bare_server(site, FLOOR, pages[50]) as floor:
        servers = {"ours": (site.port, site.processes["web server"].pid), "floor": floor}
        print(f"\n{'CPU ms of one request':28}{'ours':>9}{'floor':>12}{'ratio':>8}")
        for size, page in pages.items():
            for name, work in {
                "stored": partial(Reader.get, path=page),
                "stored, compressed": partial(Reader.get_compressed, path=page),
                "not modified": partial(Reader.get_again, path=page, etag=etags[size]),
            }.items():
                print(f"{f'{size:,} comments, {name}':28}", end=" ")
                cost_of_each(servers, work)


def test_what_readers_wait_beside_half_sent_bodies(site: LiveSite) -> None:
    def waits() -> list[float]:
        with contextlib.closing(Reader(site.port)) as reader:
            return sorted(reader.get("/articles/ferry/") * 1000 for _ in range(4 * REQUESTS))

    waits()
    quiet = waits()
    with slow_clients(site.port, HALF_BODY, HALF_SENDERS):
        held = waits()
    print(f"\n{'readers wait, ms':28}{'median':>9}{'p95':>9}")
    for name, times in (("quiet", quiet), (f"{HALF_SENDERS} half-sent bodies", held)):
        print(f"{name:28}{times[len(times) // 2]:9.1f}{times[len(times) * 95 // 100]:9.1f}")
