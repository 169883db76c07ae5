"""The site as `make run` makes it, with decisions on what readers posted."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from tests.integration.campaign import Query
from tests.integration.made_site import Site
from tests.integration.visits import Moderator
from tests.processes import PATIENCE, wait_until

PASSWORD = "a quiet harbour"
# One of the demo's articles.
ARTICLE = "fog"
# So that a drill sees in seconds what an operator sees in minutes.
QUICKLY = {
    "UNDO_WINDOW": "0",
    "TRUSTED_PROXIES": "127.0.0.1",
    "REQUEUE_GRACE": "3",
    "SCREENING_LEASE": "6",
}
VERBS = {"approve": "approved", "reject": "rejected", "spam": "spam"}


def query_of(data_dir: Path) -> Query:
    """Return what asks the embedded database; nothing is written."""

    def query(sql: str) -> list[tuple[Any, ...]]:
        address = f"file:{data_dir / 'newsroom.sqlite3'}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as database:
            return database.execute(sql).fetchall()

    return query


def decide_some(site: Site, moderator: Moderator, *, each: int = 4) -> dict[str, list[int]]:
    """Approve, reject and mark as spam a few of those that wait; returns their numbers by verb."""
    query = query_of(site.data_dir)
    waiting = "SELECT id, version FROM comments_comment WHERE status = 'in_review' ORDER BY id DESC"
    wait_until(
        lambda: len(query(waiting)) >= each * len(VERBS), what="comments wait for a decision"
    )
    rows = query(waiting)
    decided: dict[str, list[int]] = {}
    for verb, status in VERBS.items():
        mine, rows = rows[:each], rows[each:]
        for comment, version in mine:
            moderator.decide(verb, comment, version)
        decided[verb] = [comment for comment, _version in mine]
        numbers = ", ".join(map(str, decided[verb]))
        assert query(f"SELECT DISTINCT status FROM comments_comment WHERE id IN ({numbers})") == [  # noqa: S608
            (status,)
        ]
    return decided
