"""What drills need of the machine; what is missing they say, and skip nothing."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest
from redis import Redis
from redis.exceptions import RedisError

from newsroom import embedded
from tests.processes import free_port, kill_group, wait_until


def missing(sentence: str) -> NoReturn:
    """Fail with what to do: who asks for a drill wants it to happen."""
    pytest.fail(sentence, pytrace=False)


def program(name: str, *, package: str) -> str:
    """Return the path of a program that Debian has in the package."""
    return shutil.which(name) or missing(f"It needs {name}. On Debian: apt install {package}")


def require_root() -> None:
    if os.geteuid() != 0:
        missing("It makes a root of its own, which only root may: run it as root.")


@contextlib.contextmanager
def running_postgresql(folder: Path) -> Iterator[str]:
    """Run a new, empty PostgreSQL server on a socket in the folder; yields the address."""
    programs = _postgresql_programs()
    socket_folder, data = folder / "socket", folder / "data"
    as_user = _user_for_postgresql()
    for path in (socket_folder, data):
        path.mkdir(mode=0o755)
        if as_user:
            shutil.chown(path, as_user["user"], as_user["group"])
    if as_user:
        # A folder for root alone lets the server's user not pass.
        folder.chmod(0o755)
    subprocess.run(
        [
            programs / "initdb",
            *("-D", data, "--username=newsroom", "--auth=trust", "--no-sync"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        ],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        **as_user,
    )
    options = ("listen_addresses=", f"unix_socket_directories={socket_folder}")
    address = f"postgresql://newsroom@{str(socket_folder).replace('/', '%2F')}/postgres"
    log_path = folder / "postgresql.log"
    with log_path.open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *(word for o in options for word in ("-c", o))],
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **as_user,
        )
    try:
        wait_until(lambda: _answers(address), what=lambda: log_path.read_text(errors="replace"))
        yield address
    finally:
        # Immediate shutdown: it gives its shared memory back, which a killed one would keep.
        server.send_signal(signal.SIGQUIT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=20)
        kill_group(server.pid)
        server.wait()


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


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True


def asked(address: str, sql: str) -> list[tuple[Any, ...]]:
    """Ask the database at the address."""
    with psycopg.connect(address) as connection:
        return connection.execute(sql.encode()).fetchall()


@contextlib.contextmanager
def running_redis_on_a_port(folder: Path) -> Iterator[str]:
    """Run a Redis that other machines could reach, if they were some; yields the address."""
    port = free_port()
    options = {"port": str(port), "bind": "127.0.0.1", "dir": str(folder), "save": ""}
    words = [word for name in options for word in (f"--{name}", options[name])]
    with subprocess.Popen(
        [embedded.redis_binary(), *words], stdout=subprocess.DEVNULL, start_new_session=True
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
