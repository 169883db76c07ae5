import asyncio
import resource
import socket
from collections.abc import Iterator

import pytest

from newsroom.server.sockets import give_up_on_unread_answers, raise_descriptor_limit
from tests.newsroom.server.clients import run


@pytest.fixture
def few_descriptors() -> Iterator[int]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = min(soft, 512)
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, hard))
    yield few
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_process_may_hold_more_connections_than_usual(few_descriptors: int) -> None:
    raise_descriptor_limit()

    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > few_descriptors


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Only Linux has that.")
def test_connections_whose_client_reads_nothing_end_after_a_while() -> None:
    async def work() -> None:
        limiting = give_up_on_unread_answers(30)
        # The server opens its socket only later.
        await asyncio.sleep(0)
        with (
            socket.create_server(("127.0.0.1", 0)) as listener,
            socket.create_connection(listener.getsockname()) as client,
        ):
            await limiting
            accepted, _ = listener.accept()
            with accepted, socket.create_connection(listener.getsockname()):
                late, _ = listener.accept()
                with late:
                    assert late.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 30_000
            assert client.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 0

    run(work())
