"""Readers who post while faults are made, and what became of each of their comments."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.integration.live_site import LiveSite
from tests.integration.visits import Answer, Readers
from tests.processes import wait_until

READERS = 4
# One that puts a question to the site's database: SQL in, rows out.
Query = Callable[[str], list[tuple[Any, ...]]]


def body_of(number: int) -> str:
    return f"Thought number {number} about the ferry, with enough words to be compared."


def post(readers: Readers, number: int, *, article: str = "ferry") -> Answer:
    return readers.post_comment(
        article,
        body_of(number),
        email=f"reader{number}@example.org",
        name=f"Reader {number}",
        # As scripts do: what is sent again, because its answer was lost, is known again.
        form_number=f"{number:032x}",
    )


@dataclass(frozen=True)
class Tally:
    """How many comments fared in a way that none may fare, but for `stored` and `given_up`.

    A comment whose worker was killed twice goes to a person, whoever killed it.
    """

    stored: int
    lost: int
    stored_twice: int
    screened_never: int
    screened_twice: int
    stuck: int
    given_up: int = field(compare=False)


def tally(query: Query, accepted: Collection[int]) -> Tally:
    """Look for the comments of these numbers, which readers were told are stored."""
    bodies = Counter(body for (body,) in query("SELECT body FROM comments_comment"))
    numbers = [number for number in accepted if bodies[body_of(number)]]
    moves: dict[str, int] = dict(
        query(
            "SELECT c.body, count(*) FROM comments_decision d JOIN comments_comment c"
            " ON c.id = d.comment_id WHERE d.by_id IS NULL AND d.from_status = 'submitted'"
            " GROUP BY c.id, c.body"
        )
    )
    return Tally(
        stored=len(numbers),
        lost=len(accepted) - len(numbers),
        stored_twice=sum(bodies[body_of(number)] > 1 for number in numbers),
        screened_never=sum(moves.get(body_of(number), 0) == 0 for number in numbers),
        screened_twice=sum(moves.get(body_of(number), 0) > 1 for number in numbers),
        stuck=_count(
            query, "comments_comment WHERE status = 'submitted' OR lease_token IS NOT NULL"
        ),
        given_up=_count(query, "comments_finding WHERE check_name = 'screening'"),
    )


def _count(query: Query, rows: str) -> int:
    return int(query(f"SELECT count(*) FROM {rows}")[0][0])  # noqa: S608 - our own words


def flawless(stored: int) -> Tally:
    return Tally(stored, 0, 0, 0, 0, 0, 0)


def statuses(query: Query) -> dict[str, int]:
    return dict(query("SELECT status, count(*) FROM comments_comment GROUP BY status"))


def wait_until_all_are_screened(query: Query) -> None:
    wait_until(
        lambda: "submitted" not in statuses(query),
        seconds=600,
        what=lambda: str(statuses(query)),
    )


class CalledOff(Exception):
    """Somebody stopped the campaign."""


class Campaign:
    """Workers and Redis are killed, frozen and flushed while readers post."""

    def __init__(self, site: LiveSite) -> None:
        self.site = site
        self.answers: dict[int, Answer] = {}
        self._numbers = count()
        self._is_off = threading.Event()

    def run(self) -> None:
        """Make each fault once or more."""
        with ThreadPoolExecutor(1 + READERS) as threads:
            try:
                faults = threads.submit(self._make_each_fault)
                readers = [threads.submit(self._post_until, faults) for _ in range(READERS)]
                for thread in (faults, *readers):
                    thread.result()
            finally:
                self._is_off.set()

    @property
    def results(self) -> Mapping[int, int]:
        """How often each status was answered."""
        return Counter(answer.status for answer in self.answers.values())

    def _post_until(self, it_is_over: Future[None]) -> None:
        while not it_is_over.done():
            number = next(self._numbers)
            self.answers[number] = post(self.site, number)
            self._is_off.wait(0.2)

    def _make_each_fault(self) -> None:
        """Each fault once or more, in a fixed order; in the end all is up again."""
        for _ in range(3):
            self._pause(1)
            self.site.restart("worker")
        self.site.freeze("redis")
        # Longer than a lease: what the worker had claimed is claimed again by nobody or by itself.
        self._pause(7)
        self.site.thaw("redis")
        self._pause(1)
        self._flush()
        self.site.restart("worker")
        self._pause(1)
        self.site.kill("redis")
        self._pause(3)
        self.site.start("redis")
        for _ in range(2):
            self._pause(1)
            self._flush()
            self.site.restart("worker")
        self.site.restart("scheduler")

    def _flush(self) -> None:
        with self.site.redis() as client:
            client.flushall()

    def _pause(self, seconds: float) -> None:
        if self._is_off.wait(seconds):
            raise CalledOff
