"""What drills need of the machine; what is missing they say, and skip nothing."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn, Self

import psycopg
import pytest
from redis import Redis
from redis.exceptions import RedisError

from newsroom import embedded
from tests.processes import children_of, free_port, freeze, kill_group, wait_until


def missing(sentence: str) -> NoReturn:
    """Fail with what to do: who asks for a drill wants it to happen."""
    pytest.fail(sentence, pytrace=False)


def program(name: str, *, package: str) -> str:
    """Return the path of a program that Debian has in the package."""
    return shutil.which(name) or missing(f"It needs {name}. On Debian: apt install {package}")


def require_root() -> None:
    if os.geteuid() != 0:
        missing("It makes a root of its own, which only root may: run it as root.")


class PostgreSQL:
    """A server on a port of this machine, with its files in the folder.

    It is new and empty, or one that has stopped is its mould.
    """

    def __init__(self, folder: Path, *, mould: Self | None = None) -> None:
        self._folder = folder
        self.data = folder / "data"
        self._as_user = _user_for_postgresql()
        self._programs = _postgresql_programs()
        self._log = folder / "postgresql.log"
        self._port = free_port()
        self.address = f"postgresql://newsroom@127.0.0.1:{self._port}/postgres"
        if self._as_user:
            # A folder for root alone lets the server's user not pass.
            folder.chmod(0o755)
        if mould:
            # It keeps whose the files are.
            subprocess.run(["cp", "-a", mould.data, self.data], check=True)
        else:
            self._make()

    def _make(self) -> None:
        self.data.mkdir(mode=0o755)
        if self._as_user:
            shutil.chown(self.data, self._as_user["user"], self._as_user["group"])
        subprocess.run(
            [
                self._programs / "initdb",
                *("-D", self.data, "--username=newsroom", "--auth=trust", "--no-sync"),
                *("--encoding=UTF8", "--locale=C.UTF-8"),
            ],
            cwd=self._folder,
            check=True,
            stdout=subprocess.DEVNULL,
            **self._as_user,
        )

    def start(self) -> None:
        options = (
            "listen_addresses=127.0.0.1",
            f"port={self._port}",
            "unix_socket_directories=",
        )
        with self._log.open("ab") as log:
            self._server = subprocess.Popen(
                [
                    *(self._programs / "postgres", "-D", self.data),
                    *(word for option in options for word in ("-c", option)),
                ],
                cwd=self._folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._as_user,
            )
        wait_until(self._answers, what=lambda: self._log.read_text(errors="replace"))

    def stop(self) -> None:
        """Stop it at once, as if it had crashed; it gives its shared memory back."""
        for number in self._numbers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGCONT)
        self._server.send_signal(signal.SIGQUIT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._server.wait(timeout=20)
        kill_group(self._server.pid)
        self._server.wait()

    def freeze(self) -> None:
        """Stop it and all that serve its connections: the system still lets clients connect."""
        # The first starts no others any more; each of these leads a group of its own.
        freeze(self._server.pid)
        for number in self._numbers():
            freeze(number)

    def thaw(self) -> None:
        for number in reversed(self._numbers()):
            os.kill(number, signal.SIGCONT)

    def _numbers(self) -> list[int]:
        return [self._server.pid, *children_of(self._server.pid)]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.address) as connection:
            return connection.execute(sql.encode()).fetchall()

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.address, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@contextlib.contextmanager
def running_postgresql(folder: Path, *, mould: PostgreSQL | None = None) -> Iterator[PostgreSQL]:
    server = PostgreSQL(folder, mould=mould)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _postgresql_programs() -> Path:
    """Return the folder of Debian's newest, which is not on the PATH, or of the one that is."""
    of_debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(of_debian, key=lambda path: int(path.parts[-3]), default=None)
    return (newest or Path(program("initdb", package="postgresql"))).parent


def _user_for_postgresql() -> dict[str, Any]:
    """Return who runs the server where we are root, as whom it refuses to run."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        missing("PostgreSQL runs as the user postgres. On Debian: apt install postgresql")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def redis_on_a_port(folder: Path, port: int) -> list[str]:
    """Return the command of a Redis as Debian sets it up: it keeps nothing for a `kill -9`."""
    options = {"port": str(port), "bind": "127.0.0.1", "dir": str(folder), "save": ""}
    words = [word for name in options for word in (f"--{name}", options[name])]
    return [embedded.redis_binary(), *words]


@contextlib.contextmanager
def running_redis_on_a_port(folder: Path) -> Iterator[str]:
    """Run a Redis that other machines could reach, if they were some; yields the address."""
    port = free_port()
    with subprocess.Popen(
        redis_on_a_port(folder, port), stdout=subprocess.DEVNULL, start_new_session=True
    ) as server:
        try:
            with Redis(port=port) as client:
                wait_until(lambda: _pings(client), what="Redis answers")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            kill_group(server.pid)


def _pings(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False


@contextlib.contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """Make a disk of that size, in memory, that is gone when the block ends."""
    require_root()
    folder.mkdir()
    subprocess.run(
        [
            *(program("mount", package="mount"), "-t", "tmpfs", "-o", f"size={megabytes}m"),
            *("newsroom-drill", folder),
        ],
        check=True,
    )
    try:
        yield folder
    finally:
        # Lazily: whoever still has a file open there keeps nobody waiting.
        subprocess.run([program("umount", package="mount"), "--lazy", folder], check=True)
