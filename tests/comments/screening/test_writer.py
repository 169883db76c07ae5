from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from comments.models import Comment, Status
from comments.screening.findings import Finding
from comments.screening.writer import check_first_comment, check_refused_before
from tests.comments.factories import CommentFactory

pytestmark = pytest.mark.django_db

APPROVED, REJECTED, SPAM, WAITING = Status.APPROVED, Status.REJECTED, Status.SPAM, Status.IN_REVIEW


@pytest.mark.parametrize(
    ("earlier", "is_first"),
    [([], True), ([WAITING], True), ([REJECTED], True), ([APPROVED], False)],
)
def test_a_writer_is_new_until_something_was_approved(
    earlier: list[Status], is_first: bool
) -> None:
    CommentFactory(status=APPROVED, email="somebody.else@mail.example")
    for status in earlier:
        CommentFactory(status=status, email="Ann@mail.example")
    finding = check_first_comment(CommentFactory(email="ann@mail.example"))
    assert (finding is not None) is is_first


@pytest.mark.parametrize(
    ("earlier", "score"),
    [
        ([], None),
        ([APPROVED, WAITING], None),
        ([REJECTED], 0.4),
        ([SPAM], 0.7),
        ([APPROVED, SPAM], 0.7),
        ([APPROVED, APPROVED, REJECTED], 0.2),
    ],
)
def test_earlier_refusals_call_for_caution(earlier: list[Status], score: float | None) -> None:
    for status in earlier:
        CommentFactory(status=status, email="ann@mail.example")
    CommentFactory(status=SPAM, email="somebody.else@mail.example")
    finding = check_refused_before(CommentFactory(email="ann@mail.example"))
    assert (finding and finding.score) == score


def test_the_reason_counts_the_decisions() -> None:
    for status in (SPAM, SPAM, APPROVED):
        CommentFactory(status=status, email="ann@mail.example")
    finding = check_refused_before(CommentFactory(email="ann@mail.example"))
    assert finding
    assert finding.reason == (
        "Comments from this address until then: 1 approved, 0 rejected, 2 spam."
    )


@pytest.mark.parametrize("check", [check_first_comment, check_refused_before])
def test_each_costs_one_query(
    check: Callable[[Comment], Finding | None], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    comment = CommentFactory()
    with django_assert_num_queries(1):
        check(comment)
