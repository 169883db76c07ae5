"""Stops what a supervisor leaves behind when it is killed: a process of its own, run by path.

Its standard input is a pipe from the supervisor, which names a process group on a line when it
has started one (`+123`) and when that has ended (`-123`). The pipe's end is the supervisor's
death, however it came, and on every system. Standard library only: it must be small.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Collection
from pathlib import Path

GRACE = 10.0
# A killed process has a moment left to live, in which it still holds its port and its files.
LAST_MOMENT = 5.0


def stop_groups(groups: Collection[int], *, grace: float = GRACE) -> None:
    """Ask each group's leader to end, and kill what is left after the grace.

    Only the leader is asked: it knows in which order its own children end well.
    """
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.kill(group, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while any(map(_leader_is_alive, groups)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for group in groups:
        kill_group(group)
    wait_until_gone(groups)


def kill_group(group: int) -> None:
    _signal_group(group, signal.SIGKILL)


def wait_until_gone(groups: Collection[int]) -> None:
    """Wait for the end of what was killed."""
    deadline = time.monotonic() + LAST_MOMENT
    while any(map(_has_living_members, groups)) and time.monotonic() < deadline:
        time.sleep(0.01)


def _has_living_members(group: int) -> bool:
    """Whether any process of the group has not ended; the dead wait there for their burial.

    Where no first process buries them, as in some containers, they wait for ever.
    """
    if not _signal_group(group, 0):
        return False
    # Only Linux has it; elsewhere, who can still be signalled counts as living.
    processes = Path("/proc")
    if not (processes / "self").exists():
        return True
    return any(_lives_in(group, process) for process in processes.glob("[0-9]*"))


def _lives_in(group: int, process: Path) -> bool:
    try:
        # The name, in brackets, may hold anything; after it come state, parent and group.
        words = (process / "stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return False
    state, _parent, its_group = words[:3]
    return int(its_group) == group and state not in {b"Z", b"X"}


def _signal_group(group: int, number: int) -> bool:
    """Return whether there was anybody to signal."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False  # Nothing is left; macOS says so of a group of zombies by a refusal.
    return True


def _leader_is_alive(group: int) -> bool:
    try:
        os.kill(group, 0)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    # In the order of their start. One may be said to have ended twice, when it died and when all
    # was stopped; half a line is a supervisor that was killed while it wrote.
    groups: dict[int, None] = {}
    for line in sys.stdin:
        if not line.endswith("\n"):
            break
        group = int(line[1:])
        if line.startswith("+"):
            groups[group] = None
        else:
            groups.pop(group, None)
    stop_groups(groups)


if __name__ == "__main__":
    main()
