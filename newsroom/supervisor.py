"""Starts the site's processes, starts again what dies, and leaves nothing behind.

Each part has a session of its own, so that a terminal's Ctrl-C reaches the supervisor alone,
which then stops the parts in their order. `watchdog` does it where the supervisor is killed.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Self

from newsroom import watchdog
from newsroom.preflight import CannotStart

LONGEST_START = 60
LONGEST_DELAY = 30
# A part that lived so long was well: its next fall starts with the shortest delay again.
HEALTHY_AFTER = 60
# Some programs send a signal to a process and to its group: that is one wish, not two.
SECOND_SIGNAL_AFTER = 0.5


class Stopped(Exception):
    """Somebody asked to stop while the site was starting."""


class Part:
    """One program of the site, with all processes that it starts."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._command = command
        self._environment = environment
        self._delay = 0
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - the commands are ours
            self._command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._started_at = time.monotonic()
        self._start_again_at: float | None = None

    @property
    def group(self) -> int:
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    @property
    def is_due(self) -> bool:
        return self._start_again_at is not None and time.monotonic() >= self._start_again_at

    @property
    def is_cleared_up(self) -> bool:
        """Whether it died, nothing is left of it, and it waits for its next start."""
        return self._start_again_at is not None

    def clear_up(self) -> str:
        """Kill what a program left that died, and plan its next start; says what happened."""
        watchdog.kill_group(self.group)
        lived = time.monotonic() - self._started_at
        self._delay = 1 if lived > HEALTHY_AFTER else min(self._delay * 2 or 1, LONGEST_DELAY)
        self._start_again_at = time.monotonic() + self._delay
        code = self._process.returncode
        cause = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"The {self.name} ended ({cause}); it starts again in {self._delay} s."

    def stop(self) -> None:
        """Ask the program to end, and kill whatever is left of it after the grace."""
        if self.is_cleared_up:
            return
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(watchdog.GRACE)
        watchdog.kill_group(self.group)
        self._process.wait()
        watchdog.wait_until_gone([self.group])


class Supervisor:
    """Use as a context: whatever was started has ended when it is left."""

    def __init__(self, say: Callable[[str], None], *, lock: int) -> None:
        self._say = say
        self._parts: list[Part] = []
        self._stop_asked_at: float | None = None
        self._parent = os.getppid()
        # It holds the lock too: the next run waits until everything of this one is gone.
        self._watchdog = subprocess.Popen(  # noqa: S603 - our own file
            [sys.executable, "-I", "-S", watchdog.__file__],
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=[lock],
        )

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._take_signal)
        # nohup has its reason to ignore the end of the terminal.
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._take_signal)
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Stop the web server first and Redis, which was started first, last."""
        self._stop_asked_at = self._stop_asked_at or time.monotonic()
        for part in reversed(self._parts):
            part.stop()
            self._tell_watchdog("-", part)
        if self._watchdog.stdin:
            self._watchdog.stdin.close()
        self._watchdog.wait()

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Part:
        part = Part(name, command, environment)
        self._parts.append(part)
        self._tell_watchdog("+", part)
        return part

    def wait_for(self, part: Part, is_up: Callable[[], bool], *, or_read: str) -> None:
        """Wait until the part answers; its own words, where it does not, are `or_read`."""
        deadline = time.monotonic() + LONGEST_START
        while not is_up():
            self.check_stop()
            if part.has_ended or time.monotonic() > deadline:
                raise CannotStart(f"The {part.name} does not start. Why? Read {or_read}.")
            time.sleep(0.05)

    def check_stop(self) -> None:
        """Leave a start that somebody no longer wants."""
        if self._stop_asked_at is not None:
            raise Stopped

    def watch(self) -> None:
        """Start again what dies, until somebody asks to stop."""
        while self._stop_asked_at is None and not self._is_orphan():
            for part in self._parts:
                self._look_after(part)
            time.sleep(0.2)

    def _look_after(self, part: Part) -> None:
        if part.is_due:
            part.start()
            self._tell_watchdog("+", part)
        elif part.has_ended and not part.is_cleared_up:
            self._say(part.clear_up())
            self._tell_watchdog("-", part)

    def _is_orphan(self) -> bool:
        """Whether `make`, which passes Ctrl-C on to us, was killed: nobody else will stop us."""
        return "MAKELEVEL" in os.environ and os.getppid() != self._parent

    def _tell_watchdog(self, sign: str, part: Part) -> None:
        if self._watchdog.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._watchdog.stdin.write(f"{sign}{part.group}\n".encode())
                self._watchdog.stdin.flush()

    def _take_signal(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._stop_asked_at is None:
            self._stop_asked_at = now
        elif now - self._stop_asked_at > SECOND_SIGNAL_AFTER:
            for part in self._parts:
                if not part.is_cleared_up:
                    watchdog.kill_group(part.group)
            os._exit(1)


def commands(host: str, port: int) -> dict[str, list[str]]:
    """Return the command of each of the site's own programs, in the order of their start."""
    scheduler = "celery -A newsroom beat --pidfile="
    alone = "--without-gossip --without-mingle"
    worker = (
        f"celery -A newsroom worker --queues screening,retries,housekeeping --concurrency 2 {alone}"
    )
    # A mail server may take ten minutes for one mail: that holds a thread, and nobody else.
    mailer = (
        "celery -A newsroom worker --queues mails --hostname mails@%h"
        f" --pool threads --concurrency 4 {alone}"
    )
    web = (
        "granian --interface asgi newsroom.asgi:application --workers 2"
        " --http 1 --no-ws --backpressure 4096 --http1-buffer-size 65536"
        " --respawn-failed-workers --respawn-interval 1 --workers-kill-timeout 8"
        " --log-level error"
    )
    python = [sys.executable, "-m"]
    return {
        "scheduler": [*python, *scheduler.split()],
        "worker": [*python, *worker.split()],
        "mailer": [*python, *mailer.split()],
        "web server": [*python, *web.split(), "--host", host, "--port", str(port)],
    }


def environment(data_dir: Path) -> dict[str, str]:
    """Return what the programs find in their environment.

    They run in the project's folder, so a relative path would mean another place there. Their
    ordinary work is not worth a line on a terminal, unless somebody asks for it.
    """
    return {
        "LOG_LEVEL": "WARNING",
        "CELERY_QUIET": "1",
        # Celery's reason is what pickled messages can do; ours are numbers in JSON.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
        **os.environ,
        "DATA_DIR": str(data_dir),
    }
