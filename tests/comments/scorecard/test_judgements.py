"""What people decided last, and what the checks had said before."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from comments import moderation
from comments.models import SCREENING_FAILED, Comment, Status
from comments.scorecard.judgements import latest_judgements, left_in_spam
from tests.comments.factories import CommentFactory, FindingFactory
from tests.comments.scorecard.newsroom import decided, screened

pytestmark = pytest.mark.django_db


def test_the_latest_come_first_with_their_scores(moderator: User) -> None:
    older = decided(Status.SPAM, by=moderator, links=0.5, akismet=None)
    newer = decided(Status.APPROVED, by=moderator)
    first, second = latest_judgements(10)
    assert [first.comment_id, second.comment_id] == [newer.pk, older.pk]
    assert (second.verdict, second.scores) == (Status.SPAM, {"links": 0.5, "akismet": None})
    assert (first.is_refused, second.is_refused) == (False, True)
    assert (second.fired("links"), second.fired("links", from_score=0.6)) == (True, False)
    assert (second.fired("akismet"), second.fired("flood")) == (False, False)


def test_no_more_are_read_than_asked_for(moderator: User) -> None:
    comments = [decided(Status.APPROVED, by=moderator) for _ in range(4)]
    assert [one.comment_id for one in latest_judgements(2)] == [comments[3].pk, comments[2].pk]


def test_what_only_the_machine_decided_is_no_judgement(moderator: User) -> None:
    screened(to=Status.SPAM)
    screened(to=Status.APPROVED)
    screened()
    assert latest_judgements(10) == []


def test_what_was_taken_back_does_not_count(moderator: User) -> None:
    decided(Status.SPAM, by=moderator)
    moderation.undo_last(by=moderator)
    assert latest_judgements(10) == []


def test_of_several_decisions_the_last_that_stands_counts(moderator: User) -> None:
    comment = decided(Status.APPROVED, by=moderator)
    moderation.mark_as_spam(comment, by=moderator)
    moderation.reject(comment, by=moderator)
    moderation.undo_last(by=moderator)
    assert [one.verdict for one in latest_judgements(10)] == [Status.SPAM]


def test_what_waits_again_does_not_count(moderator: User) -> None:
    comment = decided(Status.APPROVED, by=moderator)
    moderation.return_to_review(comment, by=moderator)
    assert latest_judgements(10) == []


@pytest.mark.parametrize(
    ("machine", "has_waited"),
    [(Status.IN_REVIEW, True), (Status.SPAM, False), (Status.APPROVED, False)],
)
def test_only_what_waited_for_a_person_judges_the_checks(
    moderator: User, machine: Status, has_waited: bool
) -> None:
    verdict = Status.REJECTED
    decided(verdict, by=moderator, machine=machine)
    (one,) = latest_judgements(10)
    assert (one.machine, one.has_waited) == (machine, has_waited)


def test_what_was_never_screened_judges_no_check(moderator: User) -> None:
    moderation.approve(CommentFactory(status=Status.SUBMITTED), by=moderator)
    comment = screened()
    FindingFactory(comment=comment, check_name=SCREENING_FAILED, score=None)
    moderation.approve(comment, by=moderator)
    assert [one.has_waited for one in latest_judgements(10)] == [False, False]


def test_what_stayed_in_the_spam_box_is_known_without_what_people_put_there(
    moderator: User,
) -> None:
    decided(Status.SPAM, by=moderator)
    decided(Status.APPROVED, by=moderator, machine=Status.SPAM)
    older, newer = (screened(to=Status.SPAM, links=1.0) for _ in range(2))
    earlier = screened(to=Status.SPAM)
    long_ago = timezone.now() - timedelta(days=9)
    Comment.objects.filter(pk=earlier.pk).update(created_at=long_ago)
    left = left_in_spam(latest_judgements(10), 10)
    assert [one.comment_id for one in left] == [newer.pk, older.pk]
    assert {(one.verdict, one.machine, one.has_waited) for one in left} == {
        (Status.SPAM, Status.SPAM, False)
    }
    assert left[0].scores == {"links": 1.0}
    assert len(left_in_spam(latest_judgements(10), 1)) == 1


def test_without_decisions_there_is_no_time_to_look_back_on() -> None:
    screened(to=Status.SPAM)
    assert left_in_spam([], 10) == []
