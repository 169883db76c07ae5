"""Whatever dies, freezes or forgets: no comment is lost, stuck, or screened with effect twice."""

import statistics
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count

import pytest
from django.conf import settings

from tests.integration.live_site import Answer, LiveSite
from tests.processes import wait_until

pytestmark = pytest.mark.worker

READERS = 4
pause = threading.Event().wait


def statuses(site: LiveSite) -> dict[str, int]:
    return dict(site.query("SELECT status, count(*) FROM comments_comment GROUP BY status"))


def all_are_screened(site: LiveSite) -> bool:
    return "submitted" not in statuses(site)


def wait_until_all_are_screened(site: LiveSite) -> None:
    wait_until(lambda: all_are_screened(site), seconds=600, what=lambda: str(statuses(site)))


def assert_each_was_screened_once(site: LiveSite, count: int) -> None:
    assert sum(statuses(site).values()) == count
    moves = site.query(
        "SELECT comment_id, count(*) FROM comments_decision WHERE by_id IS NULL"
        " AND from_status = 'submitted' GROUP BY comment_id"
    )
    assert [number for _, number in moves] == [1] * count
    assert site.query("SELECT count(*) FROM comments_comment WHERE lease_token NOTNULL") == [(0,)]
    assert site.query("SELECT count(*) FROM comments_finding WHERE check_name = 'screening'") == [
        (0,)
    ]


def post(site: LiveSite, number: int) -> Answer:
    return site.post_comment(
        "ferry",
        f"Thought number {number} about the ferry, with enough words to be compared.",
        email=f"reader{number}@example.org",
        name=f"Reader {number}",
    )


def test_comments_survive_every_fault(site: LiveSite) -> None:
    """Workers and Redis are killed, frozen and flushed while readers post."""
    with ThreadPoolExecutor(1 + READERS) as threads:
        faults = threads.submit(make_faults, site)
        numbers = count()
        readers = [threads.submit(post_until, faults, site, numbers) for _ in range(READERS)]
        faults.result()
        answers = [answer for reader in readers for answer in reader.result()]
    assert {answer.status for answer in answers} == {303}
    wait_until_all_are_screened(site)
    assert_each_was_screened_once(site, len(answers))


def post_until(it_is_over: Future[None], site: LiveSite, numbers: Iterator[int]) -> list[Answer]:
    answers = []
    while not it_is_over.done():
        answers.append(post(site, next(numbers)))
        pause(0.2)
    return answers


def make_faults(site: LiveSite) -> None:
    """Each fault once or more, in a fixed order; in the end all is up again."""
    for _ in range(3):
        pause(1)
        site.restart("worker")
    site.freeze("redis")
    # Longer than a lease: what the worker had claimed is claimed again by nobody or by itself.
    pause(7)
    site.thaw("redis")
    pause(1)
    with site.redis() as client:
        client.flushall()
    site.restart("worker")
    pause(1)
    site.kill("redis")
    pause(3)
    site.start("redis")
    for _ in range(2):
        pause(1)
        with site.redis() as client:
            client.flushall()
        site.restart("worker")
    site.restart("scheduler")


@pytest.mark.parametrize("fault", ["killed", "frozen"])
def test_a_reader_does_not_wait_for_redis(fault: str, site: LiveSite) -> None:
    """While Redis is away or hangs, a post takes less than the time-out that asking it would cost.

    How long posts take on a quiet machine, benchmarks say: `make bench`.
    """
    # Both web processes have loaded what a first post loads.
    warm_up = [post(site, number) for number in range(20)]
    if fault == "killed":
        site.kill("redis")
    else:
        site.freeze("redis")
    answers = [post(site, number) for number in range(20, 120)]
    assert {answer.status for answer in answers} == {303}
    usual = statistics.median(answer.seconds for answer in answers)
    if fault == "killed":
        site.start("redis")
    else:
        site.thaw("redis")
    wait_until_all_are_screened(site)
    assert_each_was_screened_once(site, len(warm_up + answers))
    assert usual < settings.CELERY_BROKER_TRANSPORT_OPTIONS["socket_timeout"]


def test_a_message_that_is_lost_is_sent_again(site: LiveSite) -> None:
    site.kill("worker")
    assert post(site, 1).status == 303
    wait_until(lambda: site.redis().llen("screening"), what="the message is queued")
    site.redis().flushall()
    site.start("worker")
    wait_until_all_are_screened(site)
    assert_each_was_screened_once(site, 1)
