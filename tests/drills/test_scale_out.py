"""Two web servers and two workers share one PostgreSQL and one Redis; one of each is killed.

How many comments: DRILL_POSTS, 300 if unset.
"""

import os
import re
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.drills.facts import Facts
from tests.drills.machine import running_postgresql, running_redis_on_a_port
from tests.integration.campaign import (
    READERS,
    Query,
    post,
    tally,
    wait_until_all_are_screened,
)
from tests.integration.live_site import LiveSite
from tests.integration.visits import Answer, Moderator
from tests.processes import short_folder, wait_until

pytestmark = pytest.mark.drill

PASSWORD = "a quiet harbour"
DECISIONS = 10
ADD_MODERATOR = f"""
from django.contrib.auth.models import Group, User
dana = User.objects.create_user("dana", password="{PASSWORD}", is_staff=True)
dana.groups.add(Group.objects.get(name="Moderators"))
"""


class Balanced:
    """Readers in front of two web servers: where one does not answer, they try at the other."""

    def __init__(self, first: LiveSite, second: LiveSite) -> None:
        self.sites = (first, second)
        self.answers: dict[int, Answer] = {}
        # By number of the web server that stored or refused it.
        self.through: Counter[int] = Counter()
        self.tried_again = 0
        self._numbers = count()
        self._is_over = threading.Event()

    @contextmanager
    def posting(self) -> Iterator[None]:
        with ThreadPoolExecutor(READERS) as threads:
            readers = [threads.submit(self._go_on) for _ in range(READERS)]
            try:
                yield
            finally:
                self._is_over.set()
            for reader in readers:
                reader.result()

    def wait_for(self, number: int) -> None:
        wait_until(
            lambda: len(self.answers) >= number,
            seconds=600,
            what=lambda: f"{number} comments are posted; {len(self.answers)} are",
        )

    def _go_on(self) -> None:
        while not self._is_over.is_set():
            number = next(self._numbers)
            self.answers[number] = self._post(number)
            self._is_over.wait(0.1)

    def _post(self, number: int) -> Answer:
        answer = self._post_at(number % 2, number)
        if answer.status == 0:
            self.tried_again += 1
            answer = self._post_at(1 - number % 2, number)
        return answer

    def _post_at(self, which: int, number: int) -> Answer:
        answer = post(self.sites[which], number)
        self.through[which] += answer.status != 0
        return answer


@contextmanager
def two_machines(folder: Path, database: str, queue: str) -> Iterator[tuple[LiveSite, LiveSite]]:
    """Each has a DATA_DIR of its own, and no more in common than docs/operating.md says."""
    shared = {"DATABASE_URL": database, "REDIS_URL": queue}
    one, two = folder / "one", folder / "two"
    one.mkdir()
    two.mkdir()
    with (
        LiveSite(one, without=["redis"], **shared) as first,
        LiveSite(two, without=["redis", "scheduler"], **shared) as second,
    ):
        yield first, second


def test_two_of_each_share_the_work_and_one_of_each_may_die(facts: Facts) -> None:
    posts = int(os.environ.get("DRILL_POSTS", "300"))
    with (
        short_folder() as folder,
        running_postgresql(folder) as database,
        running_redis_on_a_port(folder) as queue,
        two_machines(folder, database.address, queue) as (first, second),
    ):
        query = database.query
        first.add_article()
        first.manage("shell", "-c", ADD_MODERATOR)
        balanced = Balanced(first, second)
        with balanced.posting():
            balanced.wait_for(posts // 3)
            first.kill("worker")
            second.kill("web server")
            balanced.wait_for(posts * 2 // 3)
            first.start("worker")
            second.start("web server")
            wait_until(lambda: second.get("/healthz").status == 200, what="the second is back")
            after = len(balanced.answers), balanced.through[1]
            balanced.wait_for(max(posts, after[0] + posts // 3))
        wait_until_all_are_screened(query)

        answers = balanced.answers
        stored = {number for number, answer in answers.items() if answer.is_stored}
        facts.expect_at_least("posts", len(answers), posts)
        facts.expect_at_least("answered by the first web server", balanced.through[0], 1)
        facts.expect_at_least("answered by the second, until it was back", after[1], 1)
        facts.expect_at_least(
            "answered by the second, once it was back", balanced.through[1] - after[1], 1
        )
        facts.tell("tried again at the other", balanced.tried_again)
        found = tally(query, stored)
        facts.expect("refused", len(answers) - len(stored), 0)
        facts.expect("lost", found.lost, 0)
        facts.expect("stored twice", found.stored_twice, 0)
        facts.expect("screened never", found.screened_never, 0)
        facts.expect("screened twice", found.screened_twice, 0)
        facts.expect("stuck", found.stuck, 0)
        for site, name in ((first, "first"), (second, "second")):
            words = (site.data_dir / "worker.log").read_text()
            tasks = len(re.findall(r"screen_comment\[\S+\] succeeded", words))
            facts.expect_at_least(f"screening tasks that the {name} worker ran", tasks, 1)
        check_decisions(first, second, query, facts)
    facts.settle()


def check_decisions(first: LiveSite, second: LiveSite, query: Query, facts: Facts) -> None:
    """A decision at one is on the page of the other on the very next request."""
    moderator = Moderator(first.port)
    assert moderator.log_in("dana", PASSWORD)
    waiting = query(
        "SELECT id, version FROM comments_comment"  # noqa: S608 - our own number
        " WHERE status = 'in_review'"
        f" ORDER BY id LIMIT {DECISIONS}"
    )
    seen = {"before": 0, "approved": 0, "taken back": 0}
    for comment, version in waiting:
        mark = f'id="comment-{comment}"'
        seen["before"] += mark in second.get("/articles/ferry/").body
        moderator.port = first.port
        moderator.decide("approve", comment, version)
        seen["approved"] += mark in second.get("/articles/ferry/").body
        # The log-in made at the first holds at the second.
        moderator.port = second.port
        moderator.decide("reject", comment, version + 1)
        seen["taken back"] += mark not in first.get("/articles/ferry/").body
    facts.expect("decisions at each", len(waiting), DECISIONS)
    facts.expect("on the other's page before", seen["before"], 0)
    facts.expect("approved at the first, on the second's page at once", seen["approved"], DECISIONS)
    facts.expect(
        "rejected at the second, off the first's page at once", seen["taken back"], DECISIONS
    )
