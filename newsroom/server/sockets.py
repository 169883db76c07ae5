"""What the web server cannot be told about its sockets, said to the system."""

import asyncio
import contextlib
import os
import resource
import socket
from pathlib import Path
from typing import Final

# Twice as many as connections that a process takes (`--backpressure`): bodies may be in files.
DESCRIPTORS: Final = 16_384
# Seconds between two looks for the socket, which the server opens after the application started.
LOOK_AGAIN: Final = 0.05


def raise_descriptor_limit() -> None:
    """Let this process hold many connections: the usual limit, 1,024, is for programs of old."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def give_up_on_unread_answers(seconds: float) -> asyncio.Task[None]:
    """Let the kernel end connections whose client does not take what was sent to it.

    No server for Python has such a limit. Each connection has it from the socket that listens.
    """
    return asyncio.create_task(_limit_listeners(int(seconds * 1000)))


async def _limit_listeners(milliseconds: int) -> None:
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return
    while not _limit_each(milliseconds):  # noqa: ASYNC110 (nobody tells when the server listens)
        await asyncio.sleep(LOOK_AGAIN)


def _limit_each(milliseconds: int) -> bool:
    """Set the limit on each socket of this process that listens; says whether there is any."""
    found = False
    for descriptor in Path("/dev/fd").iterdir():
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(int(descriptor.name))) as it:
            if it.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                found = True
                it.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
    return found
