"""Real servers and programs for tests, each in a folder of its own."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest

from newsroom import embedded

PROJECT = Path(__file__).parent.parent
# Seconds that anything may take which comes at all, on a machine that has much else to do. Nobody
# waits for so long but a test that fails.
PATIENCE = 120
# What a program finds in its environment on any machine: who and where it is. The rest, be it a
# developer's settings of Celery or of a proxy, is not for the programs that a test starts.
_EVERYBODYS = {"PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ", "LANG", "LANGUAGE"}
_EVERYBODYS_BEGIN = ("LC_", "LD_", "DYLD_", "PYTHON", "COV_", "COVERAGE_")

Fact = TypeVar("Fact")


def unavailable(sentence: str) -> NoReturn:
    """Skip a test that this machine cannot run; in CI, where all is installed, fail it."""
    if os.environ.get("CI"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def wait_until(
    holds: Callable[[], Fact | None],
    *,
    seconds: float = PATIENCE,
    what: str | Callable[[], str] = "",
) -> Fact:
    """Ask again and again until it holds, and return what was answered.

    For what tells nobody when it is ready: another process, or what the system does later. `what`
    says what was waited for, or is asked for it where it never came.
    """
    deadline = time.monotonic() + seconds
    while not (answer := holds()):
        if time.monotonic() > deadline:
            said = what() if callable(what) else what
            pytest.fail(f"After {seconds} s this still does not hold: {said or holds}")
        time.sleep(0.05)
    return answer


def is_running(number: int) -> bool:
    """Whether the process lives; one that ended and that nobody buried yet does not."""
    if Path("/proc/self").exists():
        return _state(number) not in {"", "Z", "X"}
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def _state(number: int) -> str:
    """Return the letter by which Linux says what a process does; of one that is gone, nothing."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{number}/stat").read_text("latin-1").rpartition(")")[2].split()[0]
    return ""


def children_of(number: int) -> set[int]:
    """Return the living processes that it started itself; needs Linux."""
    tasks = Path(f"/proc/{number}/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split()}


def freeze(number: int) -> None:
    """Stop the process where it is, and wait until it has stopped: a signal takes its time."""
    os.kill(number, signal.SIGSTOP)
    if Path("/proc/self").exists():
        wait_until(lambda: _state(number) in {"T", ""}, what=f"process {number} stands still")


def kill_group(group: int) -> None:
    """Kill all processes of the group, and wait until they are gone: they hold ports and files."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    wait_until(lambda: not _members(group), what=f"the process group {group} is gone")


def _members(group: int) -> list[int]:
    """Return the processes of the group that live; where there is no /proc, none are known."""
    numbers = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            number = int(folder.name)
            if os.getpgid(number) == group and is_running(number):
                numbers.append(number)
    return numbers


def environment(data_dir: Path, **variables: str) -> dict[str, str]:
    """Return the environment of a program of the site that keeps its data in the folder."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _EVERYBODYS or name.startswith(_EVERYBODYS_BEGIN)
    }
    return {**kept, "DATA_DIR": str(data_dir), **variables}


def manage(*arguments: str, data_dir: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one command of manage.py to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=environment(data_dir, **variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


_HELD: list[socket.socket] = []


def free_port() -> int:
    """Return a port that is free and stays so for the programs of this run.

    Between the end of a look whether it is free and a program's start, the system might give the
    port to anybody. So the socket that looked stays bound, without listening: the system gives its
    port to nobody who asks for any, and lets a program have it that asks for this one and, as
    servers do, allows its address to be shared (SO_REUSEADDR). Elsewhere than on Linux a bound
    socket shuts everybody out; there it is let go.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port = int(holder.getsockname()[1])
    if sys.platform == "linux":
        _HELD.append(holder)
    else:
        holder.close()
    return port


def new_short_folder() -> str:
    parent = tempfile.gettempdir()
    return tempfile.mkdtemp(prefix="newsroom-", dir=parent if len(parent) < 50 else "/tmp")  # noqa: S108


@contextlib.contextmanager
def short_folder() -> Iterator[Path]:
    """Make a folder whose path leaves room for a socket's name, wherever TMPDIR is.

    pytest's own are too long.
    """
    path = Path(new_short_folder())
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
            process.wait()
