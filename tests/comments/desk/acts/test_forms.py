"""Filters: the address bar decides what the queue shows."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from comments.models import Status
from tests.articles.factories import ArticleFactory
from tests.comments.desk.page import Desk, cards_of, text_of, waiting_comment
from tests.comments.factories import CommentFactory, FindingFactory

# What is due, of today or fresh depends on the clock.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("winter timetable", True),
        ("WINTER", True),
        ("Petersen", True),
        ("hanno@mail.example", True),
        ("Hanno@Mail.Example", True),
        ("hanno@", True),
        ("summer", False),
        ("hanno@mail.examples", False),
        ("100%", False),
    ],
)
def test_search_looks_in_text_name_and_address(desk: Desk, words: str, found: bool) -> None:
    comment = waiting_comment(
        body="The winter timetable.", name="Hanno Petersen", email="hanno@mail.example"
    )
    waiting_comment()
    assert cards_of(desk.search(words)) == ([comment.pk] if found else [])


def test_an_address_is_searched_for_among_comments_that_have_none(desk: Desk) -> None:
    wanted = waiting_comment(email="hanno@mail.example")
    waiting_comment(contact=None)
    assert cards_of(desk.search("hanno@mail.example")) == [wanted.pk]


def test_a_finding_can_be_asked_for(desk: Desk) -> None:
    wanted = FindingFactory(check_name="links", comment__status=Status.IN_REVIEW).comment
    FindingFactory(check_name="profanity", comment__status=Status.IN_REVIEW)
    assert cards_of(desk.show(check="links")) == [wanted.pk]


def test_an_article_can_be_asked_for_by_words_of_its_headline(desk: Desk) -> None:
    wanted = waiting_comment(article=ArticleFactory(headline="The ferry runs on"))
    waiting_comment()
    assert cards_of(desk.show(article="FERRY")) == [wanted.pk]


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ("", ["month", "5 days", "day", "now"]),
        ("today", ["now"]),
        ("2-days", ["day", "now"]),
        ("week", ["5 days", "day", "now"]),
        ("older", ["month"]),
    ],
)
def test_an_age_can_be_asked_for(desk: Desk, age: str, expected: list[str]) -> None:
    now = timezone.now()
    ages = {"month": 30, "5 days": 5, "day": 1, "now": 0}
    by_pk = {
        waiting_comment(created_at=now - timedelta(days=days)).pk: name
        for name, days in ages.items()
    }
    assert [by_pk[pk] for pk in cards_of(desk.show(age=age))] == expected


def test_a_writers_others_can_be_asked_for_without_an_address(desk: Desk) -> None:
    one = waiting_comment(email="ann@example.org")
    other = CommentFactory(email="ANN@example.org", status=Status.REJECTED)
    CommentFactory(status=Status.REJECTED)
    response = desk.show(writer=one.pk, status="rejected")
    assert cards_of(response) == [other.pk]


def test_filters_narrow_together(desk: Desk) -> None:
    wanted = waiting_comment(body="ferry", name="Ann")
    FindingFactory(comment=wanted, check_name="links")
    waiting_comment(body="ferry", name="Ben")
    assert cards_of(desk.show(q="ferry", check="links", age="today")) == [wanted.pk]


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "published"},
        {"check": "astrology"},
        {"age": "tomorrow"},
        {"comment": "x"},
        {"comment": str(2**70)},
        {"writer": "-1"},
        {"q": "\0"},
    ],
)
def test_what_makes_no_sense_is_left_out(desk: Desk, asked: dict[str, Any]) -> None:
    comment = waiting_comment()
    assert cards_of(desk.show(**asked)) == [comment.pk]


def test_the_form_keeps_what_was_asked(desk: Desk) -> None:
    page = text_of(desk.show(q='fer"ry', article="Quay", age="week", status="spam"))
    assert 'value="fer&quot;ry"' in page
    assert 'value="Quay"' in page
    assert '<option value="week" selected>' in page
    assert 'name="status" value="spam"' in page


def test_tabs_keep_the_filters(desk: Desk) -> None:
    page = text_of(desk.show(q="ferry", after="1-1"))
    assert 'href="?q=ferry&amp;status=spam"' in page
