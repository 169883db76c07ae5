"""The whole site on real processes that a test may kill, freeze and start again."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from redis import Redis
from redis.exceptions import RedisError

from newsroom import embedded
from newsroom.supervisor import commands
from tests.integration.visits import Readers
from tests.processes import (
    PATIENCE,
    PROJECT,
    environment,
    free_port,
    freeze,
    kill_group,
    manage,
    wait_until,
)

# The leases as they are deployed.
AS_DEPLOYED = {
    # Posts come from many invented addresses, so that no flood limit is met.
    "TRUSTED_PROXIES": "127.0.0.1",
    "LOG_LEVEL": "DEBUG",
    "UNDO_WINDOW": "0",
    "SECRET_KEY": "a key for tests only",
}
# Quick leases, so that a test sees in seconds what an operator sees in minutes.
QUICK = {**AS_DEPLOYED, "SCREENING_LEASE": "6", "REQUEUE_GRACE": "3"}
# Seconds until what ended is started again: RestartSec of the units.
STARTED_AGAIN_AFTER = 2


ADD_ARTICLE = """
from django.utils import timezone
from articles.models import Article, Section
section = Section.objects.create(name="News", slug="news")
Article.objects.create(
    headline="Ferry", slug="ferry", section=section, status="published",
    published_at=timezone.now(), body="<p>It sails.</p>",
)
"""


class LiveSite(Readers):
    """Web server, worker, scheduler and Redis of one DATA_DIR; their output goes to files there.

    `without` names those that another site has, which shares database and queue. Each runs in a
    process group of its own. As under systemd, what is `kept_up` and ends is started again; of a
    worker one has to expect it: Celery's ends with an error when Redis dies under a running task
    (kombu 5.7 restores what it had not acknowledged over a connection that is gone). What a test
    has killed stays down.
    """

    kept_up: Collection[str] = ("worker",)
    settings: Mapping[str, str] = QUICK

    def __init__(self, data_dir: Path, *, without: Collection[str] = (), **variables: str) -> None:
        super().__init__(free_port())
        self.data_dir = data_dir
        self.log_dir = data_dir
        self.redis_socket = data_dir / "redis.sock"
        self.variables = {**self.settings, **variables}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.is_over = threading.Event()
        self.keeper = threading.Thread(target=self._keep_up)
        # Whoever starts or kills a process holds it.
        self.at_work = threading.RLock()
        self.killed: set[str] = set()
        programs = self.programs()
        self.commands = {name: programs[name] for name in programs if name not in without}

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.data_dir, **self.variables)

    def programs(self) -> dict[str, list[str]]:
        """Return the command of each, in the order of their start."""
        redis = embedded.redis_command(self.data_dir, self.redis_socket)
        return {"redis": redis, **commands("127.0.0.1", self.port)}

    def __enter__(self) -> Self:
        try:
            self._start_all()
        except BaseException:
            # Whoever cannot enter leaves no programs behind: nobody else would end them.
            self._end_all()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end_all()

    def _start_all(self) -> None:
        self.prepare()
        for name in self.commands:
            self.start(name)
        self.keeper.start()
        wait_until(lambda: self.get("/healthz").status == 200, what="the web server answers")

    def _end_all(self) -> None:
        self.is_over.set()
        if self.keeper.is_alive():
            self.keeper.join()
        for name in reversed(self.processes):
            self.kill(name)

    def prepare(self) -> None:
        """Make the database and the static files."""
        self.manage("migrate")
        self.manage("collectstatic", "--no-input")

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py beside the programs, and return what it printed."""
        done = manage(*arguments, data_dir=self.data_dir, **self.variables)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add_article(self) -> None:
        """Publish one: `ferry`."""
        self.manage("shell", "-c", ADD_ARTICLE)

    def _keep_up(self) -> None:
        ended_at: dict[str, float] = {}
        while not self.is_over.wait(0.2):
            for name in self.kept_up:
                with self.at_work:
                    if name in self.killed or self._is_up(name):
                        ended_at.pop(name, None)
                        continue
                    since = ended_at.setdefault(name, time.monotonic())
                    if time.monotonic() - since > STARTED_AGAIN_AFTER:
                        self.restart(name)

    def _is_up(self, name: str) -> bool:
        """Whether it has not ended; one that a site does without has not, either."""
        process = self.processes.get(name)
        return process is None or process.poll() is None

    def start(self, name: str) -> None:
        log_path = self.log_dir / f"{name.replace(' ', '-')}.log"
        with self.at_work, log_path.open("ab") as log:
            self.killed.discard(name)
            self.processes[name] = subprocess.Popen(
                self.commands[name],
                cwd=PROJECT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if name == "redis":
            wait_until(self._redis_answers, what="Redis answers")

    def _redis_answers(self) -> bool:
        with self.redis() as client:
            try:
                return bool(client.ping())
            except RedisError:
                return False

    def freeze(self, name: str) -> None:
        freeze(self.processes[name].pid)

    def thaw(self, name: str) -> None:
        os.kill(self.processes[name].pid, signal.SIGCONT)

    def kill(self, name: str) -> None:
        """Kill it and all that it started, without a word of warning."""
        with self.at_work:
            self.killed.add(name)
            kill_group(self.processes[name].pid)
            self.processes[name].wait()

    def stop(self, name: str) -> None:
        """Ask it to end, as an operator does, and wait until it has."""
        with self.at_work:
            self.killed.add(name)
            self.processes[name].terminate()
            self.processes[name].wait(timeout=PATIENCE)

    def crash(self, name: str) -> None:
        """Kill it likewise; if it is kept up, it comes back."""
        kill_group(self.processes[name].pid)

    def restart(self, name: str) -> None:
        self.kill(name)
        self.start(name)

    def redis(self) -> Redis:
        return Redis(unix_socket_path=str(self.redis_socket), socket_timeout=PATIENCE)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the site's own database; nothing is written."""
        path = self.data_dir / "newsroom.sqlite3"
        with contextlib.closing(
            sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=PATIENCE)
        ) as db:
            return db.execute(sql).fetchall()

    def output(self) -> str:
        """All that the programs have said so far."""
        return "\n".join(path.read_text(errors="replace") for path in self.log_dir.glob("*.log"))
