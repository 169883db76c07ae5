"""A back-up is made while readers post; all is lost, and restored as docs/operating.md says."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.drills.demo import ARTICLE, PASSWORD, QUICKLY, decide_some, query_of
from tests.drills.facts import Facts
from tests.drills.kept import files_of, rows_of
from tests.drills.machine import program
from tests.integration.campaign import body_of, post, tally, wait_until_all_are_screened
from tests.integration.made_site import Site, running
from tests.integration.visits import Answer, Moderator, Readers
from tests.processes import manage, short_folder, wait_until

pytestmark = pytest.mark.drill

BEFORE = 60
DURING = 40


@dataclass
class Posts:
    """What readers post, on and on, until told otherwise."""

    port: int
    answers: dict[int, Answer] = field(default_factory=dict)
    is_over: threading.Event = field(default_factory=threading.Event)

    def go_on(self) -> None:
        readers = Readers(self.port)
        while not self.is_over.is_set():
            number = len(self.answers)
            self.answers[number] = post(readers, number, article=ARTICLE)

    def wait_for(self, number: int) -> None:
        wait_until(lambda: len(self.answers) >= number, what=f"{number} comments are posted")


@contextmanager
def posting(port: int) -> Iterator[Posts]:
    posts = Posts(port)
    with ThreadPoolExecutor(1) as threads:
        reader = threads.submit(posts.go_on)
        try:
            yield posts
        finally:
            posts.is_over.set()
        reader.result()


def back_up(data_dir: Path, target: Path) -> None:
    """Do what docs/operating.md says under “Backing up”."""
    sqlite3 = program("sqlite3", package="sqlite3")
    subprocess.run(
        [
            sqlite3,
            data_dir / "newsroom.sqlite3",
            ".timeout 20000",
            f".backup {target}/copy.sqlite3",
        ],
        check=True,
    )
    shutil.copytree(data_dir / "media", target / "media")
    shutil.copy2(data_dir / "secret_key", target / "secret_key")


def restore(source: Path, data_dir: Path) -> None:
    data_dir.mkdir(mode=0o700)
    shutil.copy2(source / "copy.sqlite3", data_dir / "newsroom.sqlite3")
    shutil.copytree(source / "media", data_dir / "media")
    shutil.copy2(source / "secret_key", data_dir / "secret_key")


def test_a_backup_made_while_readers_post_brings_everything_back(facts: Facts) -> None:
    program("sqlite3", package="sqlite3")
    with short_folder() as folder:
        data_dir, target = folder / "site", folder / "copy"
        target.mkdir()
        with running(data_dir, DEMO_PASSWORD=PASSWORD, **QUICKLY) as site:
            moderator = Moderator(site.port)
            assert moderator.log_in("moderator", PASSWORD)
            with posting(site.port) as posts:
                posts.wait_for(BEFORE)
                decide_some(site, moderator)
                rows_before, media_before = (
                    rows_of(data_dir / "newsroom.sqlite3"),
                    files_of(data_dir / "media"),
                )
                answered_before = set(posts.answers)
                back_up(data_dir, target)
                answered_after = set(posts.answers)
                posts.wait_for(len(answered_after) + DURING)
            facts.expect("refused", sum(not a.is_stored for a in posts.answers.values()), 0)
            die_at_once(site)
        shutil.rmtree(data_dir)

        restore(target, data_dir)
        migrated = manage("migrate", data_dir=data_dir)
        assert migrated.returncode == 0, migrated.stderr
        rows = rows_of(data_dir / "newsroom.sqlite3")
        facts.expect_at_least("comments posted before the back-up", len(answered_before), BEFORE)
        facts.tell("comments posted while it was made", len(answered_after - answered_before))
        facts.tell(
            "comments posted later, which no back-up can have",
            len(posts.answers) - len(answered_after),
        )
        for name, before in rows_before.items():
            facts.tell(f"{name}, rows before", len(before))
            facts.expect(f"{name}, missing or changed", len(before - rows[name]), 0)
        facts.expect_at_least("pictures", len(media_before), 1)
        facts.expect(
            "pictures, missing or changed",
            len(media_before.items() - files_of(data_dir / "media").items()),
            0,
        )
        facts.expect("comments without their contact, or the reverse", halves(data_dir), 0)
        with running(data_dir, **QUICKLY) as again:
            check_site(again, moderator, posts, answered_before, facts)
    facts.settle()


def die_at_once(site: Site) -> None:
    site.process.kill()
    site.end()


def halves(data_dir: Path) -> int:
    """Count what a copy made half-way through a post would have torn."""
    query = query_of(data_dir)
    [(comments,)] = query(
        "SELECT count(*) FROM comments_comment c LEFT JOIN comments_contact k"
        " ON k.comment_id = c.id WHERE k.comment_id IS NULL AND c.author_id IS NULL"
    )
    return int(comments) + len(query("PRAGMA foreign_key_check"))


def check_site(
    site: Site, moderator: Moderator, posts: Posts, answered_before: set[int], facts: Facts
) -> None:
    """What people notice: receipts, log-ins, pages, search, and that screening goes on."""
    query = query_of(site.data_dir)
    wait_until_all_are_screened(query)
    found = tally(query, answered_before)
    facts.expect("comments lost", found.lost, 0)
    facts.expect("comments stored twice", found.stored_twice, 0)
    facts.expect("comments stuck", found.stuck, 0)
    facts.expect("comments screened twice", found.screened_twice, 0)
    readers = Readers(site.port)
    receipts = [posts.answers[number].location for number in sorted(answered_before)]
    lost = sum(readers.get(receipt).status != 200 for receipt in receipts)
    facts.expect("receipts that lead nowhere", lost, 0)
    moderator.port = site.port
    facts.confirm("the moderator is still logged in", moderator.is_logged_in())
    facts.confirm("a password is taken", Moderator(site.port).log_in("editor", PASSWORD))
    number = min(answered_before)
    everywhere = [
        moderator.finds(f'"{body_of(number)}"', status=s)
        for s in ("in_review", "approved", "rejected", "spam")
    ]
    facts.confirm("the desk finds a comment by its words", any(everywhere))
