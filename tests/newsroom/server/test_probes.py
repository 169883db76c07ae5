"""What monitors ask is answered in time, whatever holds the threads of readers."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from newsroom.server import Application, Limits
from tests.newsroom.server.clients import LIMITS, Client, pass_time, run, scope


class Site:
    """Hangs at `/` and, when a test says so, at the probe too, until all may end."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.is_reader_here = threading.Event()
        self.probe_may_end = threading.Event()
        self.probes = 0
        self.is_probe_here = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/probe":
            self.probes += 1
            self.is_probe_here.set()
            self.probe_may_end.wait()
        else:
            self.is_reader_here.set()
            self.may_end.wait()
        start("200 OK", [])
        return [b"well"]


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.may_end.set()
    site.probe_may_end.set()


def application(site: Site, **limits: Any) -> Application:
    return Application(site, Limits(**{**vars(LIMITS), **limits}), probes=["/probe"])


async def ask(application: Application, path: str) -> Client:
    client = Client()
    await application(scope(path=path), client.receive, client.send)
    return client


def test_a_probe_is_answered_while_all_threads_are_held(site: Site) -> None:
    site.probe_may_end.set()

    async def work() -> None:
        # Nobody may wait for a thread, either: whoever asks for one is refused.
        held = application(site, longest_queue=1)
        readers = [asyncio.create_task(ask(held, "/")) for _ in range(2)]
        await asyncio.to_thread(site.is_reader_here.wait)
        while held._threads._waiting < 1:  # noqa: ASYNC110, SLF001 (nobody tells that one waits)
            await asyncio.sleep(0)

        assert (await ask(held, "/")).status == 503
        probe = await ask(held, "/probe")
        assert (probe.status, probe.body) == (200, b"well")

        site.may_end.set()
        assert [(await reader).status for reader in readers] == [200, 200]

    run(work())


def test_a_probe_that_hangs_is_answered_in_time(site: Site) -> None:
    async def work() -> None:
        asking = asyncio.create_task(ask(application(site), "/probe"))
        await asyncio.to_thread(site.is_probe_here.wait)
        await pass_time(LIMITS.probe_seconds)
        probe = await asking

        assert probe.status == 503
        assert b"has not found out in time" in probe.body
        site.probe_may_end.set()

    run(work())


def test_probes_that_hang_take_no_more_threads_than_they_have(site: Site) -> None:
    async def work() -> None:
        hanging = application(site, probe_threads=2)
        for _ in range(5):
            asking = asyncio.create_task(ask(hanging, "/probe"))
            await asyncio.to_thread(site.is_probe_here.wait)
            while not asking.done():
                await pass_time(LIMITS.probe_seconds)
            assert asking.result().status == 503
        assert site.probes == 2

        # And gives them back once they end.
        site.probe_may_end.set()
        assert (await ask(hanging, "/probe")).status == 200

    run(work())
