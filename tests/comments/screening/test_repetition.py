from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from comments.models import Comment, Status
from comments.screening.repetition import check_repetition
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory

pytestmark = pytest.mark.django_db

ONCE = "Much the same text was posted 1 other time in the 30 days before."
ELSEWHERE = "From the same address, but not from the same browser or network."
TEXT = "Make a thousand a week from home, write to me and I will tell you how it is done."


def test_a_text_of_its_own_is_no_repetition() -> None:
    CommentFactory(body="The choir sings in the old church every Sunday evening in the winter.")
    assert check_repetition(CommentFactory(body=TEXT)) is None


def test_a_short_text_is_never_a_repetition() -> None:
    CommentFactory(body="I agree.")
    assert check_repetition(CommentFactory(body="I agree.")) is None


@pytest.mark.parametrize(
    ("earlier", "score", "reason"),
    [
        (
            {"same_article": True, "same_writer": True},
            0.3,
            f"{ONCE} At that time: Submitted: 1.",
        ),
        (
            {"same_writer": True},
            0.5,
            f"{ONCE} Under 1 other article. At that time: Submitted: 1.",
        ),
        (
            {"same_article": True, "same_address": True},
            0.6,
            f"{ONCE} At that time: Submitted: 1. {ELSEWHERE}",
        ),
        (
            {"same_article": True},
            0.6,
            f"{ONCE} From 1 other address. At that time: Submitted: 1.",
        ),
        (
            {"same_article": True, "same_writer": True, "status": Status.REJECTED},
            0.9,
            f"{ONCE} At that time: Rejected: 1.",
        ),
        (
            {"status": Status.SPAM},
            0.9,
            f"{ONCE} Under 1 other article. From 1 other address. At that time: Spam: 1.",
        ),
    ],
)
def test_a_copy_weighs_by_where_it_stood_and_what_became_of_it(
    earlier: dict[str, object], score: float, reason: str
) -> None:
    article = ArticleFactory()
    fields: dict[str, object] = {"status": earlier.get("status", Status.SUBMITTED)}
    if "same_article" in earlier:
        fields["article"] = article
    if "same_writer" in earlier or "same_address" in earlier:
        fields["email"] = "ann@mail.example"
    if "same_writer" in earlier:
        fields["ip_address"] = "203.0.113.1"
    CommentFactory(body=TEXT, **fields)
    comment = CommentFactory(
        body=TEXT, article=article, email="ann@mail.example", ip_address="203.0.113.2"
    )
    finding = check_repetition(comment)
    assert finding
    assert (finding.score, finding.reason) == (score, reason)


def test_a_copy_in_disguise_is_a_copy() -> None:
    CommentFactory(body=TEXT)
    assert check_repetition(CommentFactory(body=TEXT.upper().replace("O", "О")))


def test_copies_are_counted_with_what_was_decided() -> None:
    for status in (Status.SPAM, Status.SPAM, Status.IN_REVIEW):
        CommentFactory(body=TEXT, status=status)
    finding = check_repetition(CommentFactory(body=TEXT))
    assert finding
    assert finding.reason == (
        "Much the same text was posted 3 other times in the 30 days before."
        " Under 3 other articles. From 3 other addresses."
        " At that time: Spam: 2, Awaiting review: 1."
    )


def test_what_is_older_than_thirty_days_is_forgotten() -> None:
    CommentFactory(body=TEXT, created_at=timezone.now() - timedelta(days=31))
    assert check_repetition(CommentFactory(body=TEXT)) is None


@pytest.mark.parametrize("others", [1, 20])
def test_it_costs_one_query(others: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    CommentFactory.create_batch(others, body=TEXT)
    comment = Comment.objects.for_screening().get(pk=CommentFactory(body=TEXT).pk)
    with django_assert_num_queries(1):
        assert check_repetition(comment)


def test_a_link_that_no_copy_has_is_named_and_marked() -> None:
    CommentFactory(body=f"{TEXT} https://known.example/")
    CommentFactory(body=TEXT)
    body = f"{TEXT} https://known.example/ https://casino.example/win"
    finding = check_repetition(CommentFactory(body=body))
    assert finding
    assert "None of those has its link: casino.example." in finding.reason
    [span] = finding.spans
    assert body[span.start : span.end] == "https://casino.example/win"


def test_where_every_copy_has_the_link_none_is_named() -> None:
    CommentFactory(body=f"{TEXT} https://casino.example/win")
    finding = check_repetition(CommentFactory(body=f"https://casino.example/win {TEXT}"))
    assert finding
    assert "link" not in finding.reason
    assert not finding.spans
