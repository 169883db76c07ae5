"""Whatever dies, freezes or forgets: no comment is lost, stuck, or screened with effect twice."""

import signal
import statistics
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.live_site import Answer, LiveSite
from tests.processes import wait_until

pytestmark = pytest.mark.worker

POSTS = 500


def statuses(site: LiveSite) -> dict[str, int]:
    return dict(site.query("SELECT status, count(*) FROM comments_comment GROUP BY status"))


def all_are_screened(site: LiveSite) -> bool:
    return "submitted" not in statuses(site)


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


def test_five_hundred_comments_survive_every_fault(site: LiveSite) -> None:
    """Workers and Redis are killed, frozen and flushed while readers post."""
    faults = threading.Thread(target=make_faults, args=(site,))
    faults.start()
    try:
        with ThreadPoolExecutor(4) as readers:
            answers = list(readers.map(lambda number: post(site, number), range(POSTS)))
    finally:
        faults.join()
    assert {answer.status for answer in answers} == {303}
    wait_until(lambda: all_are_screened(site), seconds=120, what="every comment is screened")
    assert_each_was_screened_once(site, POSTS)


def make_faults(site: LiveSite) -> None:
    """Each fault once or more, in a fixed order; in the end all is up again."""
    pause = threading.Event().wait
    for _ in range(3):
        pause(1)
        site.restart("worker")
    site.signal("redis", signal.SIGSTOP)
    # Longer than a lease: what the worker had claimed is claimed again by nobody or by itself.
    pause(7)
    site.signal("redis", signal.SIGCONT)
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
    """The 99th percentile of a post stays under half a second while Redis is away or hangs."""
    # Both web processes have loaded what a first post loads.
    warm_up = [post(site, number) for number in range(20)]
    if fault == "killed":
        site.kill("redis")
    else:
        site.signal("redis", signal.SIGSTOP)
    answers = [post(site, number) for number in range(20, 120)]
    assert {answer.status for answer in answers} == {303}
    percentiles = statistics.quantiles((answer.seconds for answer in answers), n=100)
    if fault == "killed":
        site.start("redis")
    else:
        site.signal("redis", signal.SIGCONT)
    wait_until(lambda: all_are_screened(site), seconds=90, what="every comment is screened")
    assert_each_was_screened_once(site, len(warm_up + answers))
    assert percentiles[98] < 0.5, percentiles


def test_a_message_that_is_lost_is_sent_again(site: LiveSite) -> None:
    site.kill("worker")
    assert post(site, 1).status == 303
    wait_until(lambda: site.redis().llen("screening"), what="the message is queued")
    site.redis().flushall()
    site.start("worker")
    wait_until(lambda: all_are_screened(site), seconds=60, what="the comment is screened")
    assert_each_was_screened_once(site, 1)
