"""One address, told to Celery and to the health check: both reach the same server, or neither."""

import contextlib
import shutil
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from newsroom import embedded
from newsroom.environment import RedisServer, redis_server
from tests.processes import free_port, running_redis, unavailable, wait_until

TIMEOUTS = {"socket_timeout": 5.0, "socket_connect_timeout": 5.0}


def health_reaches(server: RedisServer) -> bool:
    with server.client(5) as client:
        try:
            return bool(client.ping())
        except RedisError:
            return False


def celery_reaches(server: RedisServer) -> bool:
    """Send a message, and take it from the queue."""
    broker = Connection(
        server.broker_url,
        ssl=server.tls or False,
        transport_options={**server.transport_options(TIMEOUTS), "max_retries": 0},
    )
    with broker as connection:
        try:
            with connection.SimpleQueue("letters") as queue:
                queue.put("hello")
                return str(queue.get(timeout=5).payload) == "hello"
        except (OperationalError, RedisError):
            return False


def at(url: str, master: str = "", sentinel_password: str = "") -> RedisServer:
    return redis_server(url, master=master, sentinel_password=sentinel_password)


@contextlib.contextmanager
def running(folder: Path, *options: str, binary: str = "") -> Iterator[None]:
    """A server with these options, in the folder; waits for nobody."""
    with (folder / "out").open("a") as out:
        process = subprocess.Popen(
            [binary or embedded.redis_binary(), *options], cwd=folder, stdout=out, stderr=out
        )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def answers(server: RedisServer) -> None:
    wait_until(lambda: health_reaches(server), what=f"{server} answers")


@pytest.mark.parametrize("name", ["plain", "#1", "50%", "what?", "a b", "é", "%23"])
def test_a_socket_is_found_in_whatever_folder(data_dir: Path, name: str) -> None:
    folder = data_dir / name
    folder.mkdir()
    server = RedisServer(socket=folder / "redis.sock")

    with running_redis(folder):
        assert health_reaches(server)
        assert celery_reaches(server)
        with Redis(unix_socket_path=str(folder / "redis.sock")) as client:
            assert client.dbsize() > 0


def test_a_password_of_any_characters_is_told_alike(data_dir: Path) -> None:
    port = free_port()
    server = at(f"redis://:p%40%3A%2F%3F%23%25%20w@127.0.0.1:{port}/2")

    with running(data_dir, "--port", str(port), "--requirepass", "p@:/?#% w"):
        answers(server)
        assert celery_reaches(server)
        assert not health_reaches(at(f"redis://:other@127.0.0.1:{port}/2"))
        assert not celery_reaches(at(f"redis://:other@127.0.0.1:{port}/2"))


@pytest.fixture
def certificates(data_dir: Path) -> Path:
    """An authority, and a certificate of this machine that it has signed."""
    (data_dir / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    for command in (
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=authority",
        "req -newkey rsa:2048 -nodes -keyout own.key -out own.csr -subj /CN=redis",
        "x509 -req -in own.csr -CA ca.pem -CAkey ca.key -extfile names -out own.pem",
    ):
        try:
            subprocess.run(
                ["openssl", *command.split()], cwd=data_dir, check=True, capture_output=True
            )
        except FileNotFoundError:
            unavailable("It makes certificates with openssl. Install it (Debian: openssl).")
    return data_dir


@pytest.fixture(scope="module")
def redis_with_tls() -> str:
    """The path of a distribution's server; the wheel's knows no TLS."""
    path = shutil.which("redis-server") or shutil.which("valkey-server")
    return path or unavailable("It needs a Redis with TLS. Install one (Debian: redis-server).")


def tls_options(port: int) -> list[str]:
    files = {"cert": "own.pem", "key": "own.key", "ca-cert": "ca.pem"}
    options = [f"--tls-{name}-file {path}" for name, path in files.items()]
    return f"--port 0 --tls-port {port} --tls-auth-clients no {' '.join(options)}".split()


def test_tls_is_verified_by_both(certificates: Path, redis_with_tls: str) -> None:
    port = free_port()
    trusted = at(f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={certificates}/ca.pem")
    by_another_name = at(f"rediss://localhost:{port}/0?ssl_ca_certs={certificates}/ca.pem")
    unknown = at(f"rediss://127.0.0.1:{port}/0")
    shouted = at(f"rediss://127.0.0.1:{port}/0?ssl_cert_reqs=CERT_REQUIRED")
    unverified = at(f"rediss://127.0.0.1:{port}/0?ssl_cert_reqs=none")

    with running(certificates, *tls_options(port), binary=redis_with_tls):
        answers(trusted)
        for server, is_right in (
            (trusted, True),
            (by_another_name, False),
            (unknown, False),
            (shouted, False),
            (unverified, True),
        ):
            assert health_reaches(server) is is_right, server
            assert celery_reaches(server) is is_right, server


def sentinel_configuration(port: int, master: int, *more: str) -> str:
    return "\n".join(
        [
            f"port {port}",
            f"sentinel monitor newsroom 127.0.0.1 {master} 1",
            "sentinel auth-pass newsroom p#w",
            "requirepass another",
            *more,
        ]
    )


def test_sentinels_lead_both_to_the_master(data_dir: Path) -> None:
    master, sentinel, nobody = free_port(), free_port(), free_port()
    (data_dir / "sentinel.conf").write_text(sentinel_configuration(sentinel, master))
    url = f"sentinel://:p%23w@127.0.0.1:{nobody};sentinel://127.0.0.1:{sentinel}/1"
    server = at(url, "newsroom", "another")
    with (
        running(data_dir, "--port", str(master), "--requirepass", "p#w"),
        running(data_dir, str(data_dir / "sentinel.conf"), "--sentinel"),
    ):
        answers(server)
        assert celery_reaches(server)
        with Redis(port=master, password="p#w") as client:
            assert client.info("clients")
        assert not health_reaches(at(url, "other", "another"))
        assert not celery_reaches(at(url, "other", "another"))


@pytest.fixture
def broken_sentinel() -> Iterator[tuple[int, list[str]]]:
    """The port of one that hangs up on everybody, and who has called."""
    calls = []

    class HangsUp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            calls.append(self.client_address)

    with socketserver.TCPServer(("127.0.0.1", 0), HangsUp) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1], calls
        server.shutdown()
        thread.join()


def test_a_broken_sentinel_is_asked_once_and_then_the_next(
    data_dir: Path, broken_sentinel: tuple[int, list[str]]
) -> None:
    master, sentinel = free_port(), free_port()
    broken, calls = broken_sentinel
    (data_dir / "sentinel.conf").write_text(sentinel_configuration(sentinel, master))
    url = f"sentinel://:p%23w@127.0.0.1:{broken};sentinel://127.0.0.1:{sentinel}/1"
    server = at(url, "newsroom", "another")
    with (
        running(data_dir, "--port", str(master), "--requirepass", "p#w"),
        running(data_dir, str(data_dir / "sentinel.conf"), "--sentinel"),
    ):
        answers(at(f"sentinel://:p%23w@127.0.0.1:{sentinel}/1", "newsroom", "another"))
        assert health_reaches(server)
        assert len(calls) == 1
        assert celery_reaches(server)
    # Each of Celery's connections asks for itself, and so may be counted more than once.
    assert server.transport_options(TIMEOUTS)["sentinel_kwargs"]["retry"].get_retries() == 0


def test_sentinels_are_spoken_to_over_tls(certificates: Path, redis_with_tls: str) -> None:
    master, sentinel = free_port(), free_port()
    tls = [option.removeprefix("--") for option in " ".join(tls_options(sentinel)).split(" --")]
    (certificates / "sentinel.conf").write_text(
        "\n".join(
            [*tls, "tls-replication yes", f"sentinel monitor newsroom 127.0.0.1 {master} 1", ""]
        )
    )
    with (
        running(certificates, *tls_options(master), binary=redis_with_tls),
        running(certificates, f"{certificates}/sentinel.conf", "--sentinel", binary=redis_with_tls),
    ):
        trusted = at(
            f"sentinels://127.0.0.1:{sentinel}?ssl_ca_certs={certificates}/ca.pem", "newsroom"
        )
        answers(trusted)
        assert celery_reaches(trusted)
        unknown = at(f"sentinels://127.0.0.1:{sentinel}", "newsroom")
        assert not health_reaches(unknown)
        assert not celery_reaches(unknown)
