"""Real servers and programs for tests, each in a folder of its own."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from newsroom import embedded

PROJECT = Path(__file__).parent.parent
# What tests/settings.py sets for this process is not meant for the programs it starts.
_TESTS_ONLY = {"DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DATA_DIR", "DATABASE_URL", "MAKELEVEL"}


def unavailable(sentence: str) -> NoReturn:
    """Skip a test that this machine cannot run; in CI, where all is installed, fail it."""
    if os.environ.get("CI"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def wait_until(holds: Callable[[], object], *, seconds: float = 20, what: str = "") -> None:
    """Ask again and again, for tests of processes that tell nobody when they are ready."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"After {seconds} s this still does not hold: {what or holds}")
        time.sleep(0.05)


def is_running(number: int) -> bool:
    """Whether the process lives; one that ended and that nobody buried yet does not."""
    if Path("/proc/self").exists():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def environment(data_dir: Path, **variables: str) -> dict[str, str]:
    """Return the environment of a program of the site that keeps its data in the folder."""
    kept = {name: value for name, value in os.environ.items() if name not in _TESTS_ONLY}
    return {**kept, "DATA_DIR": str(data_dir), **variables}


def manage(*arguments: str, data_dir: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one command of manage.py to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=environment(data_dir, **variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def short_folder() -> Iterator[Path]:
    """Make a folder whose path leaves room for a socket's name; pytest's own are too long."""
    path = Path(tempfile.mkdtemp(prefix="newsroom-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def running_redis(data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the site's own Redis server on `redis.sock` in the folder."""
    path = data_dir / "redis.sock"
    with subprocess.Popen(embedded.redis_command(data_dir, path)) as process:
        try:
            wait_until(lambda: embedded.redis_answers(path), what="Redis answers")
            yield process
        finally:
            process.kill()
