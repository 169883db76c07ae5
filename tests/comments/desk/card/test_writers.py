"""What a card says of how sure it is who wrote."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from comments import moderation, tasks
from comments.guests import confirm_address, is_surely_trusted
from comments.models import Comment, Standing, Status
from tests.articles.factories import ArticleFactory
from tests.comments.desk.page import Desk, text_of, waiting_comment
from tests.comments.factories import CommentFactory, StandingFactory

pytestmark = pytest.mark.django_db

ANN = "ann@mail.example"
HERE = "1" * 32
MARCH = datetime(2026, 3, 3, tzinfo=UTC)

BROWSER = "Same browser as 2 approved comments"
CONFIRMED = "Address confirmed on 3 March 2026"
UNSEEN = "This browser was not seen with it before"
TYPED = "Only typed: anybody can type an address"


@pytest.mark.parametrize(
    ("browser", "confirmed", "said"),
    [
        ("", False, {TYPED}),
        (HERE, False, {BROWSER}),
        (HERE, True, {BROWSER, CONFIRMED}),
        ("2" * 32, True, {CONFIRMED, UNSEEN}),
        ("", True, {CONFIRMED, UNSEEN}),
    ],
)
def test_a_card_says_whether_its_writer_is_proven_or_only_typed(
    desk: Desk, browser: str, confirmed: bool, said: set[str]
) -> None:
    earlier: dict[str, Any] = {"email": ANN, "browser": HERE, "status": Status.APPROVED}
    CommentFactory(**earlier, contact__confirmed_at=MARCH if confirmed else None)
    CommentFactory(**earlier)
    waiting_comment(email=ANN, browser=browser)
    page = " ".join(text_of(desk.show()).split())
    assert {words for words in (BROWSER, CONFIRMED, UNSEEN, TYPED) if words in page} == said


@pytest.mark.parametrize(("browser", "is_warned"), [("", True), (HERE, False)])
def test_somebody_who_may_be_borrowing_a_trusted_address_is_pointed_out(
    desk: Desk, browser: str, is_warned: bool
) -> None:
    CommentFactory(email=ANN, browser=HERE, status=Status.APPROVED)
    StandingFactory(kind=Standing.Kind.TRUSTED)
    waiting_comment(email=ANN, browser=browser)
    assert ("somebody may be borrowing it" in text_of(desk.show())) is is_warned


@pytest.mark.parametrize("number", [1, 5])
def test_the_card_warns_where_the_verdict_would_not_trust(
    desk: Desk, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """By the same rule: what was approved from a browser since trust was given says nothing."""
    StandingFactory(kind=Standing.Kind.TRUSTED, email=ANN)
    for browser in [HERE] * number:
        CommentFactory(email=ANN, browser=browser, status=Status.APPROVED)
        comment = waiting_comment(email=ANN, browser=browser)
    assert not is_surely_trusted(Standing.objects.get(), comment.contact)
    with django_assert_max_num_queries(20):
        page = text_of(desk.show())
    assert page.count("somebody may be borrowing it") == number
    confirm_address(comment.pk)
    assert is_surely_trusted(Standing.objects.get(), comment.contact)
    assert "somebody may be borrowing it" not in text_of(desk.show())


def test_how_many_wait_is_said_beside_the_ban(desk: Desk) -> None:
    for _ in range(3):
        waiting_comment(email=ANN)
    CommentFactory(email=ANN, status=Status.SPAM)
    assert "(3 from this address)" in text_of(desk.show())


def test_a_card_does_not_contradict_itself_once_something_was_approved(
    desk: Desk, moderator: User
) -> None:
    article = ArticleFactory()
    first, second = (
        CommentFactory(article=article, email="ann@mail.example", body=body)
        for body in ("I agree.", "I disagree.")
    )
    for comment in (first, second):
        tasks.screen_comment(comment.pk)
    moderation.approve(Comment.objects.get(pk=first.pk), by=moderator)
    page = " ".join(text_of(desk.show()).split())
    assert "1 approved" in page
    assert re.search("Checked [^:]+ ago:", page)
    assert "so far" not in page
    assert "Nothing from this address had been approved before." in page
