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

GRACE = 10.0


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


def kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # Nothing is left; macOS says so of a group of zombies by a refusal.


def _leader_is_alive(group: int) -> bool:
    try:
        os.kill(group, 0)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: list[int] = []
    for line in sys.stdin:
        group = int(line[1:])
        if line.startswith("+"):
            groups.append(group)
        else:
            groups.remove(group)
    stop_groups(groups)


if __name__ == "__main__":
    main()
