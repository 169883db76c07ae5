"""A Debian in a folder, started as a machine of its own: systemd, and a network with nobody else.

Its processes, mounts, names, control groups and network are in namespaces of their own, which end
with systemd in there. It takes a kernel that lets root mount cgroup2, as any machine and most
virtual ones have; many containers have not.
"""

import contextlib
import ctypes
import os
import shlex
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.drills.debian import PATH, Debian, environment_of
from tests.drills.machine import missing, program
from tests.processes import is_running, kill_group, wait_until

# What a Debian that boots has beyond the smallest.
PACKAGES: Final = ("systemd-sysv", "adduser")
_NAMESPACES: Final = ("--mount", "--pid", "--net", "--cgroup", "--ipc", "--uts")
_DEVICES: Final = ("null", "zero", "full", "random", "urandom", "tty")
_STATE: Final = ("systemctl", "is-system-running")
# What systemd may say of itself once it has started all that it can.
_UP: Final = {"running", "degraded"}


@dataclass(frozen=True)
class Booted:
    debian: Debian
    # Its systemd, as it is numbered here.
    init: int

    def command(self, *words: str, **variables: str) -> list[str]:
        """Return what runs the words in there, as root."""
        settings = {**environment_of("root"), "TERM": "dumb", **variables}
        return [
            *("nsenter", "--target", str(self.init), *_NAMESPACES, "--"),
            *("env", "--ignore-environment", *(f"{name}={settings[name]}" for name in settings)),
            *words,
        ]

    def ask(self, *words: str) -> str:
        """Return what a program in there prints, whether it is content or not."""
        return subprocess.run(
            self.command(*words), capture_output=True, text=True, check=False
        ).stdout.strip()

    @contextlib.contextmanager
    def network(self) -> Iterator[None]:
        """Let this thread open its sockets in there; they go on to work after the block."""
        libc = ctypes.CDLL(None, use_errno=True)
        with (
            Path("/proc/thread-self/ns/net").open() as ours,
            Path(f"/proc/{self.init}/ns/net").open() as theirs,
        ):
            _enter(libc, theirs.fileno())
            try:
                yield
            finally:
                _enter(libc, ours.fileno())


def _enter(libc: ctypes.CDLL, namespace: int) -> None:
    # From Python 3.12 on, it is `os.setns`.
    if libc.setns(namespace, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


@contextlib.contextmanager
def booted(debian: Debian, *, log: Path) -> Iterator[Booted]:
    """Start systemd in it, and power off when the block ends; its words go to the log."""
    program("nsenter", package="util-linux")
    with log.open("ab") as output:
        process = subprocess.Popen(
            ["unshare", *_NAMESPACES, "--fork", "--kill-child", "sh", "-ec", _script(debian.root)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    init = 0
    try:
        init = wait_until(lambda: _init_below(process), what="systemd's number")
        machine = Booted(debian, init)
        wait_until(
            lambda: process.poll() is not None or machine.ask(*_STATE) in _UP,
            what=lambda: log.read_text(errors="replace"),
        )
        if process.poll() is not None:
            missing(
                "systemd does not start here; it needs a kernel that lets root mount cgroup2:\n"
                + log.read_text(errors="replace")[-2000:]
            )
        yield machine
        # To systemd, this is the press of the button.
        os.kill(init, signal.SIGRTMIN + 4)
        process.wait(timeout=120)
    finally:
        kill_group(process.pid)
        process.wait()
        if init:
            wait_until(lambda: not is_running(init), what="the machine is off")


def _init_below(process: subprocess.Popen[bytes]) -> int:
    """Return the number of the first process of the namespaces; 0 while there is none."""
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    with contextlib.suppress(OSError):
        return int((path.read_text().split() or ["0"])[0])
    return 0


def _script(root: Path) -> str:
    """Return what makes of the root the only one, with the few devices that a container has."""
    devices = " ".join(_DEVICES)
    return f"""
        mount --bind {shlex.quote(str(root))} {shlex.quote(str(root))}
        cd {shlex.quote(str(root))}
        mount -t proc proc proc
        mount -t sysfs -o ro sysfs sys
        mount -t cgroup2 cgroup2 sys/fs/cgroup
        mount -t tmpfs -o mode=755 tmpfs run
        mount -t tmpfs -o mode=755 tmpfs dev
        mkdir dev/pts dev/shm
        mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
        ln -s pts/ptmx dev/ptmx
        ln -s /proc/self/fd dev/fd
        for device in {devices}; do
            touch dev/$device
            mount --bind /dev/$device dev/$device
        done
        mkdir -p old
        pivot_root . old
        umount --lazy /old
        rmdir /old
        exec env --ignore-environment container=drill PATH={PATH} /lib/systemd/systemd \\
            --log-target=console --show-status=yes
    """
