"""Whether the site can start here: its folder, the lock on it, and its port."""

import contextlib
import errno
import fcntl
import os
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from newsroom import watchdog

# How long a run that was killed may take to end what it started; its watchdog has patience too.
FORMER_RUN_ENDS_WITHIN = 2 * watchdog.GRACE
LAST_PORT = 65535
# Bytes: the demo newsroom and the collected static files are half of it.
ROOM = 50_000_000


class CannotStart(Exception):
    """Something on this machine is in the way; the message says what, and what to do."""


def make_data_dir(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise CannotStart(
            f"The folder {path} cannot be made ({problem.strerror}): choose another DATA_DIR."
        ) from problem


def require_room(path: Path) -> None:
    """Refuse a disk that would be full in the middle of the first start."""
    free = shutil.disk_usage(path).free
    if free < ROOM:
        raise CannotStart(
            f"Only {free // 1_000_000} MB are free in {path}: make room, or choose a DATA_DIR on"
            f" another disk. The site needs {ROOM // 1_000_000} MB to start."
        )


@contextlib.contextmanager
def locked(data_dir: Path) -> Iterator[int]:
    """Hold the folder for this run; waits for a run that was killed to end what it started."""
    with (data_dir / "run.lock").open("a+") as file:
        deadline = time.monotonic() + FORMER_RUN_ENDS_WITHIN
        while not _try_lock(file.fileno()):
            file.seek(0)
            owner = file.read().strip()
            if _is_running(owner) or time.monotonic() > deadline:
                raise CannotStart(
                    f"Another `make run` (process {owner}) uses {data_dir}: stop that one first,"
                    " or choose another folder with make run DATA_DIR=…"
                )
            time.sleep(0.2)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield file.fileno()


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_running(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def require_free_port(host: str, port: int) -> None:
    choose = f"Choose another: make run PORT={port + 1 if port < LAST_PORT else 8000}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as problem:
        raise CannotStart(f"HOST is {host!r}, which is no address of this machine.") from problem
    except OverflowError as problem:
        raise CannotStart(f"PORT is {port}: ports run from 1 to {LAST_PORT}. {choose}") from problem
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise CannotStart(
                f"Port {port} is busy: another program listens on it. {choose}"
            ) from problem
        raise CannotStart(
            f"Port {port} on {host} cannot be used ({problem.strerror}). {choose}"
        ) from problem
