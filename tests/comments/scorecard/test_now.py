"""How screening is at the moment."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from comments.models import COUNT_CAP, SCREENING_FAILED, Finding, Status
from comments.scorecard.now import failures, learner_state, unscreened
from comments.screening.learner.versions import teach_learner
from tests.comments.factories import CommentFactory, FindingFactory
from tests.comments.scorecard.newsroom import decided

pytestmark = pytest.mark.django_db


def test_nothing_waits_for_screening() -> None:
    CommentFactory(status=Status.IN_REVIEW)
    waiting = unscreened()
    assert (waiting.count, waiting.oldest_at, waiting.is_late) == (0, None, False)


@pytest.mark.parametrize(("minutes", "is_late"), [(1, False), (6, True)])
def test_what_waits_for_long_is_late(minutes: int, is_late: bool) -> None:
    CommentFactory()
    oldest = CommentFactory(created_at=timezone.now() - timedelta(minutes=minutes))
    waiting = unscreened()
    assert (waiting.count, waiting.oldest_at) == (2, oldest.created_at)
    assert waiting.is_late == is_late


def fail(check: str, *, status: Status, days: int = 0) -> None:
    at = timezone.now() - timedelta(days=days)
    FindingFactory(comment__status=status, check_name=check, score=None, created_at=at)


def test_what_could_not_run_is_told_with_how_many_wait() -> None:
    fail("akismet", status=Status.IN_REVIEW)
    fail("akismet", status=Status.IN_REVIEW)
    fail("akismet", status=Status.APPROVED)
    FindingFactory(check_name="links", comment__status=Status.IN_REVIEW)
    (failure,) = failures()
    assert (failure.label, failure.waiting) == ("Akismet", 2)


def test_what_failed_long_ago_is_told_only_while_something_waits_for_it() -> None:
    fail("akismet", status=Status.APPROVED, days=2)
    fail(SCREENING_FAILED, status=Status.IN_REVIEW, days=2)
    fail("flood", status=Status.APPROVED)
    assert [(one.label, one.waiting) for one in failures()] == [
        ("Flood", 0),
        ("Screening as a whole", 1),
    ]


def test_years_of_failures_are_not_counted() -> None:
    fail("akismet", status=Status.IN_REVIEW)
    comments = CommentFactory.create_batch(2)
    made = [
        Finding(comment=comments[0], check_name=f"check{number}", score=None, reason="Away.")
        for number in range(COUNT_CAP)
    ]
    Finding.objects.bulk_create(made)
    assert "Akismet" not in {one.label for one in failures()}


def test_a_beginner_has_no_thresholds() -> None:
    state = learner_state()
    assert (state.learnt_at, state.decisions, state.is_still_learning) == (None, 0, True)
    assert (state.sure_from, state.fine_below) == (None, None)


def test_thresholds_are_likelihoods_that_nobody_reads_as_certain(
    moderator: User, settings: Settings
) -> None:
    settings.UNDO_WINDOW = 0
    for number in range(15):
        text = f"Cheap watches, order number {number} now at https://watches.example/"
        decided(Status.SPAM, by=moderator, body=text)
        decided(Status.APPROVED, by=moderator, body=f"The bridge at pier {number} was better.")
    assert teach_learner() == 30
    state = learner_state()
    assert state.learnt_at is not None
    assert (state.decisions, state.is_still_learning) == (30, False)
    assert state.sure_from
    assert state.fine_below
    assert 1 <= state.fine_below < 50 < state.sure_from <= 99
