"""The faults, by name: the seventeen that were found first, and three ways of starting again."""

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Final

import pytest

from newsroom import supervisor
from tests.drills.machine import PostgreSQL, missing
from tests.drills.outcome import (
    GOOD_ONES_BESIDE_POISON,
    POST_WITHOUT_REDIS,
    Outcome,
    Promise,
)
from tests.drills.scene import FAULTS, Scene, fault
from tests.drills.sites import ProductionSite
from tests.integration.live_site import LiveSite
from tests.processes import PROJECT, children_of, wait_until

__all__ = ["FAULTS"]

REFUSED_TEXTS: Final = ("writer1@", "writer2@", "writer3@")
FAKE_TIME: Final = (
    ("LD_PRELOAD", "/usr/lib/{machine}-linux-gnu/faketime/libfaketime.so.1"),
    ("FAKETIME_TIMESTAMP_FILE", "{folder}/clock"),
    # Time-outs are by a clock that nobody sets.
    ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ("FAKETIME_CACHE_DURATION", "1"),
)
# Seconds.
KILLED_EVERY: Final = 5
# By one mailer: its --concurrency.
MAILS_AT_ONCE: Final = 4
_SILENT: Final = (
    *("scheduler-silent", "worker-silent", "mailer-silent"),
    *("sweep-fails", "outbox-fails"),
)
REDIS_AWAY: Final = Promise("red", names=("redis-away",))
DATABASE_AWAY: Final = Promise(
    "red", names=("database-away",), refuses=("posts", "pages"), ends_work=True
)
MAILS_WAIT: Final = Promise("either", names=("mails-wait", "mails-fail"))
OF_A_CLOCK: Final = (
    *(*_SILENT, "clock-wrong", "screening-stands-still"),
    *("screening-waits-for-a-clock", "screening-is-behind"),
)
OF_A_HELD_FILE: Final = (*_SILENT, "database-away", "tables-unread", "screening-stands-still")


def posts_do_not_wait_for_redis(outcome: Outcome) -> Iterator[str]:
    if outcome.under_p99 >= POST_WITHOUT_REDIS:
        yield f"p99 of a post {outcome.under_p99:.2f} s, not {POST_WITHOUT_REDIS}"


# Workers, Redis, web processes ----------------------------------------------------------------


@fault("production", Promise("green", ends_work=True), lasts=(30, 120))
def workers_killed(scene: Scene) -> None:
    """The worker is killed every five seconds."""
    for _ in scene.every(5):
        scene.site.crash("worker")


@fault("production", REDIS_AWAY, lasts=(30, 120), judge=posts_do_not_wait_for_redis)
def redis_away(scene: Scene) -> None:
    """Redis is killed, forgets all, and stays away."""
    scene.site.kill("redis")
    scene.hold()
    scene.site.start("redis")


@fault("production", REDIS_AWAY, lasts=(30, 120), judge=posts_do_not_wait_for_redis)
def redis_frozen(scene: Scene) -> None:
    """Redis takes connections and says nothing."""
    scene.site.freeze("redis")
    scene.hold()
    scene.site.thaw("redis")


@fault("production", Promise("green"), lasts=(20, 60))
def redis_flushed(scene: Scene) -> None:
    """Redis loses all that it holds, every three seconds."""
    for _ in scene.every(3):
        with scene.site.redis() as client:
            client.flushall()


@fault("production", Promise("green", refuses=("posts", "pages")), lasts=(30, 120))
def web_killed(scene: Scene) -> None:
    """One process of the web server is killed every five seconds; each third time, all of it."""
    for number in scene.every(5):
        server = scene.site.processes["web server"]
        processes = sorted(children_of(server.pid))
        if number % 3 == 2 or not processes:
            scene.site.crash("web server")
        else:
            os.kill(processes[-1], signal.SIGKILL)


# What is silent ---------------------------------------------------------------------------------


@fault("production", Promise("red", names=("worker-silent",)), lasts=(110, 180))
def worker_deaf(scene: Scene) -> None:
    """The worker lives and does nothing."""
    scene.site.freeze("worker")
    scene.hold()
    scene.site.thaw("worker")


@fault("production", Promise("red", names=("scheduler-silent",)), lasts=(110, 180))
def scheduler_gone(scene: Scene) -> None:
    """The scheduler is gone."""
    scene.site.kill("scheduler")
    scene.hold()
    scene.site.start("scheduler")


def prepare_clock(site: LiveSite) -> None:
    if not Path(site.variables["LD_PRELOAD"]).exists():
        missing("It needs libfaketime. On Debian: apt install faketime")
    # One that hangs, so that a worker dies with a claim.
    poison_workers(site)


@fault(
    "embedded",
    Promise("either", names=OF_A_CLOCK, ends_work=True),
    lasts=(40, 80),
    poisoned=(1, 1),
    variables=FAKE_TIME,
    prepare=prepare_clock,
)
def clock_ahead_and_back(scene: Scene) -> None:
    """The clock is three hours ahead while comments wait and one is claimed; then it is right."""
    clock = scene.folder / "clock"
    clock.write_text("+3h\n")
    assert _seconds_ahead(scene.site) == pytest.approx(3 * 3600, abs=60)
    scene.hold(scene.lasts / 4)
    scene.site.kill("worker")
    scene.hold(scene.lasts / 4)
    clock.write_text("+0\n")
    with scene.site.redis() as client:
        client.flushall()
    scene.site.start("worker")
    scene.site.crash("mailer")
    scene.hold(scene.lasts / 2)


def _seconds_ahead(site: LiveSite) -> float:
    """Return by how much the clock of the site's programs is ahead of ours."""
    said = subprocess.run(
        ["date", "+%s"], env=site.environment, capture_output=True, text=True, check=True
    )
    return int(said.stdout) - time.time()


def poison_harms_itself_alone(outcome: Outcome) -> Iterator[str]:
    if outcome.harmed != outcome.poisoned:
        yield f"poisoned: {outcome.harmed}, not {outcome.poisoned}"
    if outcome.half_screened:
        yield f"screened in part: {outcome.half_screened}"
    if outcome.last_screened > GOOD_ONES_BESIDE_POISON:
        yield f"screened after {outcome.last_screened:.0f} s, not {GOOD_ONES_BESIDE_POISON:.0f}"


def poison_workers(site: LiveSite) -> None:
    for name in ("worker", "mailer"):
        words = site.commands[name]
        words[words.index("newsroom")] = "tests.drills.poisoned"


@fault(
    "production",
    Promise("green"),
    lasts=(90, 180),
    poisoned=(3, 10),
    prepare=poison_workers,
    judge=poison_harms_itself_alone,
)
def poison(scene: Scene) -> None:
    """Comments make a check hang, swallow the limit that ends it, or kill its process."""
    scene.hold()


# Mails ------------------------------------------------------------------------------------------


@fault("embedded", MAILS_WAIT, lasts=(45, 45), wishes=(20, 60))
def mail_server_away(scene: Scene) -> None:
    """The mail server takes no connection."""
    scene.mail_server.stop()
    scene.wish_mails()
    scene.hold()
    scene.mail_server.start()


@fault("embedded", MAILS_WAIT, lasts=(45, 45), wishes=(20, 60))
def mail_server_busy(scene: Scene) -> None:
    """The mail server says 421 at the beginning."""
    scene.mail_server.greeting = "421 4.3.2 Come back later"
    scene.wish_mails()
    scene.hold()
    scene.mail_server.greeting = ""


@fault(
    "embedded",
    # It is tried again after two minutes, in the next round of the scheduler.
    replace(MAILS_WAIT, mailed_within=150),
    lasts=(45, 45),
    wishes=(20, 60),
)
def mail_greylisted(scene: Scene) -> None:
    """The mail server says 450 to every address at first."""
    scene.mail_server.to_address = lambda _address: "450 4.2.0 Greylisted, try again"
    scene.wish_mails()
    scene.hold()
    scene.mail_server.to_address = lambda _address: "250 OK"


@fault(
    "embedded",
    Promise("green", refused_mails=len(REFUSED_TEXTS)),
    lasts=(45, 45),
    wishes=(20, 60),
)
def mail_text_refused(scene: Scene) -> None:
    """The mail server says 554 to the text of three."""

    def answer(text: str) -> str:
        return "554 5.7.1 Spam" if any(name in text for name in REFUSED_TEXTS) else "250 OK"

    scene.mail_server.to_text = answer
    scene.wish_mails()
    scene.hold()


@fault("embedded", MAILS_WAIT, lasts=(65, 95), wishes=(6, 60))
def mail_server_late(scene: Scene) -> None:
    """The mail server says only after half a minute that it has a mail."""
    is_quick_again = Event()

    def answer(_text: str) -> str:
        is_quick_again.wait(30)
        return "250 OK"

    scene.mail_server.to_text = answer
    scene.wish_mails()
    scene.hold()
    is_quick_again.set()


def two_more(site: LiveSite) -> None:
    site.commands["second scheduler"] = site.commands["scheduler"]
    site.commands["third scheduler"] = site.commands["scheduler"]
    site.commands["second mailer"] = site.commands["mailer"]


def few_mails_are_unsure(outcome: Outcome) -> Iterator[str]:
    """Each mailer that is killed, two of five programs, has as many in hand as it has threads."""
    most = MAILS_AT_ONCE * (outcome.lasted // KILLED_EVERY * 2 / 5 + 1)
    if (unsure := outcome.mails.unsure + outcome.mails.claimed) > most:
        yield f"mails unsure: {unsure}, not {most:.0f}"


@fault(
    "embedded",
    Promise("green", ends_work=True),
    lasts=(45, 120),
    wishes=(60, 240),
    prepare=two_more,
    judge=few_mails_are_unsure,
)
def three_schedulers(scene: Scene) -> None:
    """Three schedulers and two mailers are at work at once; one of them is killed every 5 s."""
    is_over = Event()

    def answer(_text: str) -> str:
        # So that some are killed while they wait for it.
        is_over.wait(0.2)
        return "250 OK"

    scene.mail_server.to_text = answer
    scene.wish_mails()
    names = ("mailer", "worker", "second mailer", "scheduler", "third scheduler")
    for number in scene.every(KILLED_EVERY):
        scene.site.crash(names[number % len(names)])
    is_over.set()


# Database and disk ------------------------------------------------------------------------------


@fault("production", DATABASE_AWAY, lasts=(20, 20))
def postgresql_frozen(scene: Scene) -> None:
    """PostgreSQL takes connections and says nothing."""
    database = _database_of(scene)
    database.freeze()
    scene.hold()
    database.thaw()


@fault("production", DATABASE_AWAY, lasts=(30, 60))
def postgresql_away(scene: Scene) -> None:
    """PostgreSQL has crashed and stays away."""
    database = _database_of(scene)
    database.stop()
    scene.hold()
    database.start()


def _database_of(scene: Scene) -> PostgreSQL:
    assert isinstance(scene.site, ProductionSite)
    return scene.site.database


@fault(
    "embedded",
    # Pages are read, from the database or from memory.
    Promise("either", names=OF_A_HELD_FILE, refuses=("posts",), ends_work=True),
    lasts=(25, 25),
)
def sqlite_locked(scene: Scene) -> None:
    """Somebody else's program locks the SQLite file for writing."""
    path = scene.site.data_dir / "newsroom.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as other:
        other.execute("BEGIN EXCLUSIVE")
        scene.hold()
        other.execute("ROLLBACK")


@fault(
    "small disk",
    Promise("red", names=("disk-full",), refuses=("posts",), ends_work=True),
    lasts=(30, 60),
)
def disk_full(scene: Scene) -> None:
    """The disk is full to the last byte, and then has room again."""
    ballast = scene.site.data_dir / "ballast"
    for _ in scene.every(1):
        # What the site itself gives back is taken, too.
        _fill_disk(ballast)
    ballast.unlink()


def _fill_disk(ballast: Path) -> None:
    with ballast.open("ab", buffering=0) as file:
        for size in (1_000_000, 4096, 1):
            with suppress(OSError):
                while file.write(bytes(size)) == size:
                    pass


# Starting again ---------------------------------------------------------------------------------


@fault("production", Promise("green"), lasts=(45, 90))
def rolling_restart(scene: Scene) -> None:
    """Each program is restarted in turn, as after an upgrade."""
    names = list(supervisor.commands("", 0))
    for number in scene.every(8):
        _restart(scene.site, names[number % len(names)])


def _restart(site: LiveSite, name: str) -> None:
    """Do so as its unit does: reload it where it can be, or else stop and start it."""
    unit = PROJECT / "deploy" / "newsroom-web.service"
    if name != "web server" or "ExecReload=" not in unit.read_text():
        site.stop(name)
        site.start(name)
        return
    server = site.processes[name].pid
    before = children_of(server)
    os.kill(server, signal.SIGHUP)
    wait_until(lambda: not before & children_of(server), what="its old processes are gone")
