from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from comments.screening.flood import check_flood
from tests.comments.factories import CommentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("others", "score", "reason"),
    [
        (0, None, ""),
        (4, None, ""),
        (5, 0.4, "5 other comments from the same network in the hour before this one."),
        (10, 0.6, "10 other comments from the same network in the hour before this one."),
        (20, 0.8, "20 other comments from the same network in the hour before this one."),
    ],
)
def test_many_comments_from_one_network_are_a_flood(
    others: int, score: float | None, reason: str
) -> None:
    CommentFactory.create_batch(others, ip_address="192.0.2.7", email="ann@mail.example")
    finding = check_flood(CommentFactory(ip_address="192.0.2.8", email="ann@mail.example"))
    assert (finding and finding.score) == score
    assert (finding.reason if finding else "") == reason


def test_several_addresses_weigh_more() -> None:
    CommentFactory.create_batch(5, ip_address="2001:db8::1")
    finding = check_flood(CommentFactory(ip_address="2001:db8::2"))
    assert finding
    assert finding.score == pytest.approx(0.5)
    assert finding.reason.endswith("They name 5 different addresses.")


def test_other_networks_and_other_hours_do_not_count() -> None:
    now = timezone.now()
    CommentFactory.create_batch(5, ip_address="192.0.3.7")
    for moved in (timedelta(hours=-2), timedelta(minutes=1)):
        CommentFactory.create_batch(5, ip_address="192.0.2.7", contact__created_at=now + moved)
    comment = CommentFactory(ip_address="192.0.2.7", contact__created_at=now)
    assert check_flood(comment) is None


def test_without_a_network_nothing_can_be_counted() -> None:
    CommentFactory.create_batch(6, ip_address=None)
    assert check_flood(CommentFactory(ip_address=None)) is None


def test_it_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    CommentFactory.create_batch(20, ip_address="192.0.2.7")
    comment = CommentFactory(ip_address="192.0.2.7")
    with django_assert_num_queries(1):
        assert check_flood(comment)
