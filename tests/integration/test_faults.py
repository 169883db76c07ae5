"""Whatever dies, freezes or forgets: no comment is lost, stuck, or screened with effect twice."""

import statistics
from collections.abc import Collection

import pytest
from django.conf import settings

from tests.integration.campaign import (
    Campaign,
    flawless,
    post,
    statuses,
    tally,
    wait_until_all_are_screened,
)
from tests.integration.live_site import LiveSite
from tests.processes import wait_until

pytestmark = pytest.mark.worker


def assert_each_was_screened_once(site: LiveSite, numbers: Collection[int]) -> None:
    wait_until_all_are_screened(site.query)
    assert tally(site.query, numbers) == flawless(len(numbers))
    assert sum(statuses(site.query).values()) == len(numbers)


def test_comments_survive_every_fault(site: LiveSite) -> None:
    """All on one site; `make drills DRILL=faults` makes more faults, each on a site of its own."""
    campaign = Campaign(site)
    campaign.run()
    assert set(campaign.results) == {303}
    assert_each_was_screened_once(site, campaign.answers)


@pytest.mark.parametrize("fault", ["killed", "frozen"])
def test_a_reader_does_not_wait_for_redis(fault: str, site: LiveSite) -> None:
    """While Redis is away or hangs, a post takes less than the time-out that asking it would cost.

    How long posts take on a quiet machine, benchmarks say: `make bench`.
    """
    # Both web processes have loaded what a first post loads.
    for number in range(20):
        post(site, number)
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
    assert_each_was_screened_once(site, range(120))
    assert usual < settings.CELERY_BROKER_TRANSPORT_OPTIONS["socket_timeout"]


def test_a_message_that_is_lost_is_sent_again(site: LiveSite) -> None:
    site.kill("worker")
    assert post(site, 1).status == 303
    wait_until(lambda: site.redis().llen("screening"), what="the message is queued")
    site.redis().flushall()
    site.start("worker")
    assert_each_was_screened_once(site, [1])
