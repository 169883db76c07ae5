"""Editors' picks: only what is published is one, and each step is taken back exactly."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from comments import moderation
from comments.models import Comment, ModeratorAction, Status
from comments.moderation import ChangedSince
from comments.moderation.bulk import start_job, work_on_job
from tests.comments.factories import CommentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana() -> User:
    return UserFactory(first_name="Dana", last_name="Reyes")


@pytest.fixture
def theo() -> User:
    return UserFactory(first_name="Theo", last_name="Brandt")


@pytest.fixture
def waiting() -> Comment:
    comment: Comment = CommentFactory(status=Status.IN_REVIEW)
    return comment


@pytest.fixture
def pick(dana: User) -> Comment:
    comment: Comment = CommentFactory(
        status=Status.APPROVED, decided_at=timezone.now(), article__comment_count=1
    )
    moderation.feature(comment, by=dana)
    return comment


def state(comment: Comment) -> tuple[Any, ...]:
    comment.refresh_from_db()
    comment.article.refresh_from_db()
    return (
        comment.status,
        comment.decided_at,
        comment.featured_at,
        comment.article.comment_count,
    )


def test_what_waits_is_approved_and_picked_in_one_step(waiting: Comment, dana: User) -> None:
    was = state(waiting)
    moderation.feature(waiting, by=dana)
    assert state(waiting)[0] == Status.APPROVED
    assert waiting.featured_at is not None
    assert ModeratorAction.objects.count() == 1
    assert moderation.undo_last(by=dana).decided == [waiting]
    assert state(waiting) == was


def test_a_pick_is_taken_back_and_given_back(pick: Comment, dana: User) -> None:
    picked = state(pick)
    moderation.unfeature(pick, by=dana)
    assert state(pick)[2] is None
    moderation.undo_last(by=dana)
    assert state(pick) == picked
    moderation.undo_last(by=dana)
    assert state(pick)[2] is None
    assert pick.status == Status.APPROVED


@pytest.mark.parametrize(
    "verb", [moderation.reject, moderation.mark_as_spam, moderation.return_to_review]
)
def test_what_leaves_the_page_is_no_pick_until_that_is_undone(
    verb: Any, pick: Comment, dana: User
) -> None:
    picked = state(pick)
    verb(pick, by=dana)
    assert state(pick)[2] is None
    moderation.undo_last(by=dana)
    assert state(pick) == picked


def test_what_is_approved_anew_is_not_a_pick_again(pick: Comment, dana: User) -> None:
    moderation.reject(pick, by=dana)
    moderation.approve(pick, by=dana)
    assert state(pick)[2] is None


def test_many_at_once_are_picks_no_more_and_are_again_when_undone(
    pick: Comment, dana: User
) -> None:
    Comment.objects.update(decided_at=None)
    picked = state(pick)
    job = start_job(Comment.objects.all(), Status.REJECTED, by=dana)
    work_on_job(job.pk)
    assert state(pick)[:3] == (Status.REJECTED, pick.decided_at, None)
    moderation.undo_last(by=dana)
    work_on_job(job.pk)
    assert state(pick) == picked


def test_a_colleague_who_saw_it_before_is_told(pick: Comment, dana: User, theo: User) -> None:
    seen = Comment.objects.get()
    moderation.unfeature(pick, by=dana)
    with pytest.raises(ChangedSince, match="Dana Reyes has changed"):
        moderation.feature(seen, by=theo)
    assert state(pick)[2] is None


def test_what_a_colleague_changed_since_stays(pick: Comment, dana: User, theo: User) -> None:
    moderation.unfeature(pick, by=theo)
    [refusal] = moderation.undo_last(by=dana).refused
    assert "Theo Brandt has changed this comment since" in str(refusal)
    assert state(pick)[2] is None
