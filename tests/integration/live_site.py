"""The whole site on real processes that a test may kill, freeze and start again."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from redis import Redis

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

# Quick leases, so that a test sees in seconds what an operator sees in minutes.
QUICK = {
    "SCREENING_LEASE": "6",
    "REQUEUE_GRACE": "3",
    # Posts come from many invented addresses, so that no flood limit is met.
    "TRUSTED_PROXIES": "127.0.0.1",
    "LOG_LEVEL": "DEBUG",
    "UNDO_WINDOW": "0",
    "SECRET_KEY": "a key for tests only",
}


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
    process group of its own. As under systemd, a worker that ends by itself is started again:
    Celery's ends with an error when Redis dies under a running task (kombu 5.7 restores what it had
    not acknowledged over a connection that is gone). What a test has killed stays down.
    """

    def __init__(self, data_dir: Path, *, without: Collection[str] = (), **variables: str) -> None:
        super().__init__(free_port())
        self.data_dir = data_dir
        self.redis_socket = data_dir / "redis.sock"
        self.variables = QUICK | variables
        self.environment = environment(data_dir, **self.variables)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.is_over = threading.Event()
        self.keeper = threading.Thread(target=self._keep_worker_up)
        # Whoever starts or kills a process holds it.
        self.at_work = threading.RLock()
        self.killed: set[str] = set()
        programs = {
            "redis": embedded.redis_command(data_dir, self.redis_socket),
            **commands("127.0.0.1", self.port),
        }
        self.commands = {name: programs[name] for name in programs if name not in without}

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
        self.manage("migrate")
        self.manage("collectstatic", "--no-input")
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

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py beside the programs, and return what it printed."""
        done = manage(*arguments, data_dir=self.data_dir, **self.variables)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add_article(self) -> None:
        """Publish one: `ferry`."""
        self.manage("shell", "-c", ADD_ARTICLE)

    def _keep_worker_up(self) -> None:
        while not self.is_over.wait(0.2):
            with self.at_work:
                worker = self.processes.get("worker")
                if worker and "worker" not in self.killed and worker.poll() is not None:
                    self.restart("worker")

    def start(self, name: str) -> None:
        log_path = self.data_dir / f"{name.replace(' ', '-')}.log"
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
            wait_until(lambda: embedded.redis_answers(self.redis_socket), what="Redis answers")

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
        return "\n".join(path.read_text(errors="replace") for path in self.data_dir.glob("*.log"))
