"""Workers and Redis are killed, frozen and flushed again and again while readers post.

How many comments: DRILL_POSTS, 500 if unset.
"""

import os
from pathlib import Path

import pytest

from tests.drills.facts import Facts
from tests.integration.campaign import Campaign, tally, wait_until_all_are_screened
from tests.integration.live_site import LiveSite

pytestmark = pytest.mark.drill


def test_no_comment_is_lost_whatever_fails(data_dir: Path, facts: Facts) -> None:
    posts = int(os.environ.get("DRILL_POSTS", "500"))
    with LiveSite(data_dir) as site:
        site.add_article()
        campaign = Campaign(site)
        campaign.run(posts=posts)
        wait_until_all_are_screened(site.query)
        check(site, campaign, facts)
    facts.expect_at_least("posts", len(campaign.answers), posts)
    facts.settle()


def check(site: LiveSite, campaign: Campaign, facts: Facts) -> None:
    for fault, times in sorted(campaign.faults.items()):
        facts.tell(f"{fault}, times", times)
    refused = [number for number, answer in campaign.answers.items() if answer.status != 303]
    found = tally(site.query, campaign.answers.keys() - set(refused))
    facts.expect("refused", len(refused), 0)
    facts.expect("lost", found.lost, 0)
    facts.expect("stored twice", found.stored_twice, 0)
    facts.expect("screened never", found.screened_never, 0)
    facts.expect("screened twice", found.screened_twice, 0)
    facts.expect("stuck", found.stuck, 0)
    # Their worker was killed twice: a person has them.
    facts.tell("given up on", found.given_up)
    facts.tell("slowest post, seconds", round(max(a.seconds for a in campaign.answers.values()), 2))
