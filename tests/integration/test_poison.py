"""Comments that hang a check or end its process hold up no other, and come to a person."""

from collections.abc import Callable
from typing import Final

import pytest

from tests.integration.campaign import body_of, post, wait_until_all_are_screened
from tests.integration.live_site import LiveSite
from tests.processes import wait_until

pytestmark = pytest.mark.worker

GOOD: Final = range(40)
OF_EACH_KIND: Final = 2
NEVER_ENDED: Final = "The check was started again by itself, and never came to an end."
TOOK_TOO_LONG: Final = "The check took too long."
# What is left of each kind, and how often it was tried, once its checks had a second try.
LEFT: Final = {
    "Hang!": {("links", TOOK_TOO_LONG, 2)},
    "Swallow!": {("links", NEVER_ENDED, 5)},
    "Kill!": {("links", NEVER_ENDED, 5)},
}
# As if the minutes had passed that a check waits.
RETRY_NOW: Final = """
from datetime import timedelta
from django.db.models import F
from comments.models import Finding
from comments.tasks import retry_unavailable_checks
Finding.objects.update(created_at=F("created_at") - timedelta(minutes=2))
retry_unavailable_checks()
"""


def poison(site: LiveSite, kind: str, number: int) -> None:
    sent = site.post_comment(
        "ferry",
        f"{kind} This is number {number} of those that a check cannot stand.",
        email=f"{kind[:-1]}{number}@example.org",
    )
    assert sent.status == 303


def what_could_not_run(site: LiveSite) -> list[tuple[str, int, set[tuple[str, str, int]]]]:
    """Return of each comment its text, how often it was taken, and its checks without a result."""
    comments = site.query("SELECT id, body, screening_attempts FROM comments_comment ORDER BY id")
    findings = site.query(
        "SELECT comment_id, check_name, reason, attempts FROM comments_finding"
        " WHERE score IS NULL AND check_name != 'screening'"
    )
    return [
        (body, taken, {(name, why, tries) for of, name, why, tries in findings if of == pk})
        for pk, body, taken in comments
    ]


def test_poison_holds_up_nobody_and_comes_to_a_person(
    make_site: Callable[..., LiveSite],
) -> None:
    site = make_site(DJANGO_SETTINGS_MODULE="tests.integration.poisoned.settings")
    for kind in LEFT:
        for number in range(OF_EACH_KIND):
            poison(site, kind, number)
    for number in GOOD:
        assert post(site, number).status == 303
    wait_until_all_are_screened(site.query)
    site.manage("shell", "-c", RETRY_NOW)

    def left_by(kind: str) -> list[set[tuple[str, str, int]]]:
        return [left for body, _taken, left in what_could_not_run(site) if body.startswith(kind)]

    wait_until(
        lambda: all(left_by(kind) == [left] * OF_EACH_KIND for kind, left in LEFT.items()),
        what=lambda: str({kind: left_by(kind) for kind in LEFT}),
    )
    good = [one for one in what_could_not_run(site) if one[0].startswith("Thought")]
    assert sorted(body for body, _taken, _left in good) == sorted(map(body_of, GOOD))
    assert {(taken, len(left)) for _body, taken, left in good} == {(1, 0)}
