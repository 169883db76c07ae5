"""The whole site as `make run` starts it and keeps it up; `live_site` has one that stays down."""

import contextlib
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Any

from tests.integration.visits import WITHOUT_PROXY
from tests.processes import (
    PATIENCE,
    PROJECT,
    environment,
    free_port,
    is_running,
    unavailable,
    wait_until,
)

RUN = (sys.executable, "manage.py", "run")
# As make does, which waits for its child and is the one that a person can reach.
RUN_BENEATH_A_SHELL = ("sh", "-c", f"{sys.executable} manage.py run; exit")


class Site:
    """One run of the whole site; its words go to a file, as nobody reads along."""

    def __init__(
        self,
        data_dir: Path,
        *,
        command: Sequence[str] = RUN,
        project: str | Path = PROJECT,
        **variables: str,
    ) -> None:
        self.data_dir = data_dir
        self.port = int(variables.pop("PORT", 0)) or free_port()
        self._output = data_dir.with_name(f"{data_dir.name}-{self.port}.log")
        with self._output.open("w") as file:
            self.process = subprocess.Popen(
                command,
                cwd=project,
                env=environment(data_dir, PORT=str(self.port), **variables),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self._output.read_text()

    def wait_until_up(self) -> None:
        wait_until(
            lambda: "Ctrl-C stops everything" in self.output or self.process.poll() is not None,
            what=lambda: self.output,
        )
        assert self.process.poll() is None, self.output

    def get(self, path: str) -> tuple[int, str]:
        try:
            with self._open(path) as page:
                return page.status, page.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode()

    def _open(self, path: str) -> Any:
        opener = urllib.request.build_opener(WITHOUT_PROXY)
        return opener.open(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE)

    def answers(self, path: str = "/healthz") -> bool:
        """Whether all is well there; what is just being started again may break off any time."""
        try:
            return self.get(path)[0] == 200
        except (OSError, HTTPException):
            return False

    def processes(self) -> dict[int, str]:
        """Every process with this DATA_DIR: its number and its command."""
        if not Path("/proc/self/environ").exists():
            unavailable("It looks for processes in /proc, which only Linux has.")
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (folder / "cmdline").read_bytes()
                # Redis writes its title over its environment; the socket's path is in it.
                words = command + (folder / "environ").read_bytes()
                if os.fsencode(self.data_dir) in words and is_running(int(folder.name)):
                    found[int(folder.name)] = command.replace(b"\0", b" ").decode().strip()
        return found

    def leader(self, words: str) -> int | None:
        """The number of the process with these words that the supervisor itself started."""
        numbers = [n for n, command in self.processes().items() if words in command]
        return next((n for n in numbers if leads_a_group(n)), None)

    def wait_for_leader(self, words: str) -> int:
        """The same, also where the supervisor is about to start it."""
        return wait_until(lambda: self.leader(words), what=lambda: f"{words}: {self.processes()}")

    def kill_and_see_it_back(self, words: str) -> None:
        before = self.wait_for_leader(words)
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: self.leader(words) not in {before, None}, what=f"{words} is back")

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)

    def wait_until_nothing_is_left(self) -> None:
        wait_until(lambda: not self.processes(), what=lambda: str(self.processes()))

    def end(self) -> None:
        """Leave nothing behind, whatever the test found."""
        for number in (self.process.pid, *self.processes()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.process.wait()
        self.wait_until_nothing_is_left()
        self._output.unlink(missing_ok=True)


def leads_a_group(number: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        return os.getpgid(number) == number
    return False


@contextlib.contextmanager
def running(
    data_dir: Path, *, command: Sequence[str] = RUN, project: str | Path = PROJECT, **variables: str
) -> Iterator[Site]:
    site = Site(data_dir, command=command, project=project, **variables)
    try:
        site.wait_until_up()
        yield site
    finally:
        site.end()
