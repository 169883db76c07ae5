import dataclasses
import signal
from types import FrameType

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from comments import screening
from comments.models import Comment, Contact, Status
from comments.models import Finding as StoredFinding
from comments.screening import CHECKS, Check, CheckUnavailable, Finding, Result, pipeline
from comments.screening import is_surely_spam as surely
from tests.comments.factories import CommentFactory, WatchedWordFactory


def finds_something(_comment: Comment) -> Finding:
    return Finding(0.5, "Something.")


def finds_nothing(_comment: Comment) -> None:
    return None


def cannot_run(_comment: Comment) -> None:
    raise CheckUnavailable("Nobody answered.")


def breaks(comment: Comment) -> None:
    raise KeyError(comment.pk)


def takes_too_long(_comment: Comment) -> None:
    raise SoftTimeLimitExceeded


def check(name: str, function: object = finds_nothing) -> Check:
    return dataclasses.replace(CHECKS[0], name=name, function=function)  # type: ignore[arg-type]


def test_no_check_hides_another() -> None:
    checks = [
        check(function.__name__, function)
        for function in (breaks, cannot_run, finds_something, finds_nothing)
    ]
    assert screening.screen(Comment(body="Well said."), checks) == [
        Result("breaks", None, "The check failed; the log says why."),
        Result("cannot_run", None, "Nobody answered."),
        Result("finds_something", Finding(0.5, "Something.")),
        Result("finds_nothing", None),
    ]


def test_what_is_stopped_costs_those_behind_it_their_turn_and_nobody_else() -> None:
    """The soft limit is raised once: what ran after it would run without any."""
    checks = [
        check(function.__name__, function)
        for function in (finds_something, takes_too_long, finds_nothing)
    ]
    assert screening.screen(Comment(body="Well said."), checks) == [
        Result("finds_something", Finding(0.5, "Something.")),
        Result("takes_too_long", None, "The check took too long."),
        Result("finds_nothing", None, "The checks before it took all the time."),
    ]


def test_a_check_that_swallows_the_limit_leaves_no_time_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [100.0]
    monkeypatch.setattr(pipeline, "monotonic", lambda: clock[0])

    def swallows_the_limit(_comment: Comment) -> None:
        clock[0] += 5

    checks = [check("swallows", swallows_the_limit), check("next")]
    assert screening.screen(Comment(body="Well said."), checks, seconds=5) == [
        Result("swallows", None),
        Result("next", None, "The checks before it took all the time."),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_a_query_that_was_cut_off_costs_no_other_its_connection() -> None:
    """By itself psycopg says to every later one that another command is in progress."""

    def hangs_in_the_database(_comment: Comment) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(1)")

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SoftTimeLimitExceeded

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        (result,) = screening.screen(Comment(), [check("asks", hangs_in_the_database)])
    finally:
        signal.signal(signal.SIGALRM, before)
    assert result.unavailable == "The check took too long."
    assert not Comment.objects.exists()


def test_a_check_that_fails_is_logged_with_the_comments_number_and_no_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def quotes_the_text(comment: Comment) -> None:
        raise KeyError(comment.body)

    comment = Comment(pk=4711, body="A secret.", name="Ann")
    screening.screen(comment, [check("broken", quotes_the_text)])
    assert "Check broken failed on comment 4711 with KeyError" in caplog.text
    assert "in quotes_the_text" in caplog.text
    assert "secret" not in caplog.text
    assert "Ann" not in caplog.text


def test_checks_have_names_of_their_own_that_fit_the_column() -> None:
    names = [entry.name for entry in CHECKS]
    assert len(set(names)) == len(names)
    assert all(str(entry.label) for entry in CHECKS)
    for name in names:
        stored = StoredFinding(check_name=name, score=0.5, reason="Because.")
        stored.clean_fields(exclude={"comment", "spans"})


@pytest.mark.parametrize(
    ("results", "is_spam"),
    [
        ([], False),
        ([Result("links", None)], False),
        ([Result("links", None, "Could not run.")], False),
        ([Result("links", Finding(0.94, "x"))], False),
        ([Result("links", Finding(0.95, "x"))], True),
        ([Result("profanity", Finding(1, "x")), Result("refused_before", Finding(1, "x"))], False),
        ([Result("profanity", Finding(1, "x")), Result("watched_words", Finding(1, "x"))], True),
        ([Result("links", Finding(0.9, "x")), Result("repetition", Finding(0.9, "x"))], False),
    ],
)
def test_only_one_sure_check_that_speaks_of_spam_makes_spam(
    results: list[Result], is_spam: bool
) -> None:
    assert surely(results) is is_spam


def test_a_comment_that_was_never_saved_is_screened_by_its_text() -> None:
    comment = Comment(name="Ann", body="Damn good: http://bit.ly/x", website="")
    comment.contact = Contact(email="ann@mail.example")
    of_text = [entry for entry in CHECKS if entry.needs == "text"]
    results = screening.screen(comment, of_text)
    assert [result.check_name for result in results if result.finding] == ["links", "profanity"]


@pytest.mark.django_db
def test_a_decent_comment_by_a_known_writer_leaves_nothing_to_say() -> None:
    CommentFactory(email="ann@mail.example", status=Status.APPROVED)
    comment = CommentFactory(body="I disagree, and kindly.", email="ann@mail.example")
    results = screening.screen(comment)
    assert [result.check_name for result in results] == [entry.name for entry in CHECKS]
    assert [result for result in results if result.finding or result.unavailable] == []


@pytest.mark.django_db
@pytest.mark.parametrize("others", [1, 20])
def test_screening_costs_the_same_queries_and_changes_nothing(
    others: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    body = "Buy fine watches at http://watches.example before they are gone again for a year."
    CommentFactory.create_batch(others, body=body, ip_address="192.0.2.7", status=Status.SPAM)
    WatchedWordFactory.create_batch(others)
    # The list of words is read anew only where it has changed.
    screening.screen(CommentFactory())
    pk = CommentFactory(body=body, ip_address="192.0.2.7").pk
    before = Comment.objects.values().get(pk=pk)
    with django_assert_num_queries(13):
        results = screening.screen(Comment.objects.for_screening().get(pk=pk))
    assert not any(result.unavailable for result in results)
    assert Comment.objects.values().get(pk=pk) == before


@pytest.mark.django_db
def test_one_check_runs_again_by_its_name() -> None:
    result = screening.run_check("first_comment", CommentFactory())
    assert result.check_name == "first_comment"
    assert result.finding


def test_a_check_that_was_removed_since_cannot_run() -> None:
    result = screening.run_check("horoscope", Comment(body="Well said."))
    assert result == Result("horoscope", None, "This check is no longer among ours.")
