"""README's two commands on a fresh Debian stable with python3-venv and make, and no more.

It needs root, debootstrap, and apt's own mirror; it loads some 100 MB from there.
"""

import re
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from tests.drills.debian import make_debian
from tests.drills.demo import ARTICLE
from tests.drills.facts import Facts
from tests.integration.visits import Moderator, Readers
from tests.processes import free_port, short_folder, wait_until

pytestmark = pytest.mark.drill

PACKAGES = ("python3-venv", "make")
USER = "reporter"
CHECKOUT = f"/home/{USER}/newsroom"
# Seconds: on a busy machine, with all packages yet to be loaded.
LONGEST_START = 900
LONGEST_TESTS = 3600
# What runs a command there.
Running = Callable[..., AbstractContextManager[subprocess.Popen[bytes]]]
TEXT = "The fog horn has not been heard in Port Ellery for years."


def test_two_commands_are_enough_on_a_fresh_machine(facts: Facts) -> None:
    with short_folder() as folder:
        machine = make_debian(folder, PACKAGES)
        machine.add_checkout(CHECKOUT)
        machine.run(f"useradd {USER} && chown -R {USER}: /home/{USER}", log=folder / "user.log")
        release = (machine.root / "etc" / "debian_version").read_text().strip()
        facts.tell("Debian", release)
        facts.tell("packages beyond the smallest Debian", " ".join(PACKAGES))
        running = partial(machine.running, user=USER, folder=CHECKOUT)
        try_make_run(running, folder / "run.log", facts)
        try_make_test(running, folder / "test.log", facts)
    facts.settle()


def try_make_run(running: Running, log: Path, facts: Facts) -> None:
    port = free_port()
    readers, moderator = Readers(port), Moderator(port)
    with running(f"make run PORT={port}", log=log) as site:
        wait_until(
            lambda: "Ctrl-C stops everything" in log.read_text() or site.poll() is not None,
            seconds=LONGEST_START,
            what=log.read_text,
        )
        assert site.poll() is None, log.read_text()
        facts.expect("make run: status of the first page", readers.get("/").status, 200)
        password = re.search(r"Password +(\S+)", log.read_text())
        assert password, log.read_text()
        facts.confirm("a moderator can log in", moderator.log_in("moderator", password[1]))
        facts.expect("status of a post", readers.post_comment(ARTICLE, TEXT).status, 303)
        waiting = wait_until(
            lambda: moderator.finds(f'"{TEXT}"', status="in_review"), what="it is screened"
        )
        [(comment, version)] = waiting.items()
        mark = f'id="comment-{comment}"'
        page = f"/articles/{ARTICLE}/"
        facts.confirm("not on the page before", mark not in readers.get(page).body)
        moderator.decide("approve", comment, version)
        facts.confirm("on the page once approved", mark in readers.get(page).body)


def try_make_test(running: Running, log: Path, facts: Facts) -> None:
    with running("make test", log=log) as tests:
        code = tests.wait(timeout=LONGEST_TESTS)
        words = log.read_text(errors="replace")
    summary = re.findall(r"^=+ (.*(?:passed|failed|error).*) =+$", words, re.MULTILINE)
    facts.tell("make test", summary[-1] if summary else words[-300:])
    facts.expect("make test: exit code", code, 0)
    if code != 0:
        print(words[-5000:])
