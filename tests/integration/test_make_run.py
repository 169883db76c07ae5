"""`manage.py run` as a person at a terminal has it: all processes real, killed and stopped."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.made_site import RUN_BENEATH_A_SHELL, Site, running
from tests.integration.visits import Moderator
from tests.processes import (
    PATIENCE,
    PROJECT,
    environment,
    free_port,
    freeze,
    manage,
    wait_until,
)

pytestmark = pytest.mark.worker


def can_log_in(site: Site, username: str, password: str) -> bool:
    return Moderator(site.port).log_in(username, password)


def test_a_first_start_shows_a_site_and_who_may_log_in(data_dir: Path) -> None:
    with running(data_dir) as site:
        status, page = site.get("/")
        assert status == 200
        assert "/articles/" in page
        # Once each worker has taken its first task.
        wait_until(lambda: site.answers("/readyz"), what=lambda: site.output)

        password = re.search(r"Password +(\S+)", site.output)
        assert password
        for name in ("moderator", "editor", "admin"):
            assert can_log_in(site, name, password[1])
        assert not can_log_in(site, "admin", "guessed")


def test_ctrl_c_stops_everything_and_a_second_start_has_kept_everything(data_dir: Path) -> None:
    with running(data_dir, DEMO_PASSWORD="from the environment") as site:
        front_page = site.get("/")
        assert "from the environment" not in site.output
        assert site.stop() == 0
        assert site.processes() == {}
        assert "Traceback" not in site.output

    with running(data_dir, PORT=str(site.port)) as again:
        assert again.get("/") == front_page
        assert can_log_in(again, "moderator", "from the environment")
        assert "Loading a demo newsroom" not in again.output
        assert "Password" not in again.output


def test_what_the_site_keeps_is_for_its_owner_alone(tmp_path: Path, data_dir: Path) -> None:
    folder = data_dir / "new"
    with running(folder):
        assert folder.stat().st_mode & 0o777 == 0o700
        assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
        assert (folder / "redis.sock").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_it_stops_as_cleanly_for_a_service_manager(data_dir: Path, number: signal.Signals) -> None:
    with running(data_dir) as site:
        assert site.stop(number) == 0
        assert site.processes() == {}


def test_every_part_that_dies_is_started_again(data_dir: Path) -> None:
    with running(data_dir) as site:
        for words in ("valkey-server", "celery -A newsroom worker", "newsroom beat", "granian"):
            site.kill_and_see_it_back(words)
        wait_until(lambda: site.answers("/readyz"), what=lambda: site.output)

        # Redis' death may have ended it before: then it waits for longer.
        assert re.search(r"The worker ended \(signal 9\); it starts again in \d s\.", site.output)
        assert site.stop() == 0
        assert site.processes() == {}


def test_a_killed_supervisor_leaves_nothing_behind_and_the_next_one_starts(data_dir: Path) -> None:
    with running(data_dir) as site:
        site.process.kill()
        site.process.wait()

        # At once: it has to wait for what the killed one left.
        with running(data_dir, PORT=str(site.port)) as again:
            assert again.answers()
            assert again.stop() == 0

        site.wait_until_nothing_is_left()


def test_a_killed_make_takes_the_site_with_it(data_dir: Path) -> None:
    with running(data_dir, command=RUN_BENEATH_A_SHELL, MAKELEVEL="1") as site:
        site.process.kill()

        site.wait_until_nothing_is_left()


def test_a_second_ctrl_c_does_not_wait_for_a_part_that_hangs(data_dir: Path) -> None:
    with running(data_dir) as site:
        freeze(site.wait_for_leader("granian"))
        site.process.send_signal(signal.SIGINT)
        wait_until(lambda: "Stopping" in site.output)

        def insist() -> bool:
            # Again and again: twice within half a second would count as one wish.
            site.process.send_signal(signal.SIGINT)
            return site.process.poll() == 1

        wait_until(insist, what="it ends at once")
        site.wait_until_nothing_is_left()


def test_a_start_that_is_no_longer_wanted_ends_cleanly(data_dir: Path) -> None:
    site = Site(data_dir)
    try:
        wait_until((data_dir / "redis.sock").exists)
        assert site.stop() == 0
        assert site.processes() == {}
        assert "Traceback" not in site.output
    finally:
        site.end()


def test_other_programs_find_the_running_site_by_its_folder_alone(data_dir: Path) -> None:
    with running(data_dir):
        assert manage("migrate", "--check", data_dir=data_dir).returncode == 0
        answer = subprocess.run(
            [sys.executable, "-m", "celery", "-A", "newsroom", "inspect", "ping"],
            cwd=PROJECT,
            env=environment(data_dir),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert "pong" in answer.stdout


def test_a_busy_port_is_named_with_another_to_choose(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = manage("run", data_dir=data_dir, PORT=str(port))

    assert refused.returncode == 1
    assert f"Port {port} is busy" in refused.stderr
    assert f"make run PORT={port + 1}" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_two_runs_do_not_share_a_folder(data_dir: Path) -> None:
    with running(data_dir) as site:
        refused = manage("run", data_dir=data_dir, PORT=str(free_port()))

        assert refused.returncode == 1
        assert f"(process {site.process.pid}) uses {data_dir}" in refused.stderr
        assert site.answers()


def test_a_folder_too_deep_for_a_socket_is_refused_in_words(data_dir: Path) -> None:
    refused = manage("run", data_dir=data_dir / ("d" * 100), PORT=str(free_port()))

    assert refused.returncode == 1
    assert "choose a shorter one" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_database_of_ones_own_gets_no_demo(data_dir: Path) -> None:
    address = f"sqlite:///{data_dir / 'own.sqlite3'}"
    with running(data_dir, DATABASE_URL=address) as site:
        assert "Loading a demo newsroom" not in site.output
        assert not can_log_in(site, "admin", "anything")
        assert "/articles/" not in site.get("/")[1]
