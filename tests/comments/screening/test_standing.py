from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from comments.models import Standing
from comments.screening.standing import check_standing
from tests.clock import FAR_AHEAD, LONG_AGO
from tests.comments.factories import CommentFactory, StandingFactory, UserFactory

pytestmark = pytest.mark.django_db

BANNED, HELD, TRUSTED = Standing.Kind


@pytest.mark.parametrize(
    ("settled", "score"),
    [
        ({"kind": BANNED}, 1.0),
        ({"kind": HELD}, 0.5),
        ({"kind": TRUSTED}, 0.0),
        ({"until": FAR_AHEAD}, 1.0),
        ({"until": LONG_AGO}, None),
        ({"email": "ben@mail.example"}, None),
        ({"network": "203.0.113.0/24"}, 1.0),
        ({"network": "198.51.100.0/24"}, None),
    ],
)
def test_what_colleagues_have_settled_is_reported_while_it_is_in_force(
    settled: dict[str, Any], score: float | None
) -> None:
    StandingFactory(**settled)
    finding = check_standing(CommentFactory(email="Ann@mail.example", ip_address="203.0.113.7"))
    assert (finding and finding.score) == score


def test_what_was_ended_counts_no_more() -> None:
    StandingFactory(ended_at=LONG_AGO, ended_by=UserFactory())
    assert check_standing(CommentFactory(email="ann@mail.example")) is None


def test_the_gravest_wins() -> None:
    CommentFactory(email="ann@mail.example", ip_address="203.0.113.1")
    for kind in (TRUSTED, BANNED, HELD):
        StandingFactory(kind=kind, reason=f"It is {kind}.")
    finding = check_standing(CommentFactory(email="ann@mail.example", ip_address="203.0.113.7"))
    assert finding
    assert finding.reason == "Banned when this came (this address), for good: It is banned."


def test_a_banned_address_that_is_only_typed_says_so() -> None:
    StandingFactory()
    finding = check_standing(CommentFactory(email="ann@mail.example"))
    assert finding
    assert finding.reason.endswith("anybody can type an address.")


def test_how_long_is_said() -> None:
    StandingFactory(network="203.0.113.0/24", until=FAR_AHEAD)
    finding = check_standing(CommentFactory(ip_address="203.0.113.7"))
    assert finding
    assert finding.reason.startswith("Banned when this came (this network), until ")


def test_a_comment_whose_network_was_erased_meets_no_ban_of_a_network() -> None:
    StandingFactory(network="203.0.113.0/24")
    assert check_standing(CommentFactory(contact__ip_address=None)) is None


def test_it_costs_two_queries_at_most(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    comment = CommentFactory(email="ann@mail.example")
    StandingFactory.create_batch(3)
    with django_assert_num_queries(2):
        check_standing(comment)
