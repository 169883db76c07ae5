"""The newsroom's own replies: published with one step, taken back with one, learnt from never."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from comments import moderation
from comments.models import Comment, ModeratorAction, Status
from comments.moderation import RepliedAlready, StaleDecision
from comments.screening.learner.versions import teach_learner
from comments.screening.links.refused import check_refused_hosts
from comments.screening.repetition import check_repetition
from tests.comments.factories import CommentFactory, UserFactory

pytestmark = pytest.mark.django_db

THANKS = "Thank you: we have corrected the timetable in the article above, and said so."


@pytest.fixture
def dana() -> User:
    return UserFactory(first_name="Dana", last_name="Reyes")


@pytest.fixture
def comment() -> Comment:
    comment: Comment = CommentFactory(status=Status.IN_REVIEW)
    return comment


def count(comment: Comment) -> int:
    comment.article.refresh_from_db()
    return comment.article.comment_count


def test_a_reply_approves_and_is_signed_by_the_newsroom(
    comment: Comment, dana: User, settings: Settings
) -> None:
    settings.NEWSROOM_SIGNATURE = "The editors"
    said = moderation.reply(comment, by=dana, body=f"{THANKS}\n\n<i>The desk</i>")
    comment.refresh_from_db()
    said.refresh_from_db()
    assert (comment.status, said.status) == (Status.APPROVED, Status.APPROVED)
    assert (said.parent, said.name, said.author) == (comment, "The editors", dana)
    assert said.is_by_newsroom
    assert not comment.is_by_newsroom
    assert "<i>The desk</i>" in said.body_html
    assert not hasattr(said, "contact")
    assert not said.findings.exists()
    assert said.decisions.get().by == dana
    assert ModeratorAction.objects.get().decisions.count() == 2
    assert count(comment) == 2


def test_one_undo_takes_back_both_and_keeps_the_text(comment: Comment, dana: User) -> None:
    said = moderation.reply(comment, by=dana, body=THANKS)
    assert moderation.undo_last(by=dana).decided == [comment, said]
    comment.refresh_from_db()
    said.refresh_from_db()
    assert (comment.status, said.status) == (Status.IN_REVIEW, Status.REJECTED)
    assert (comment.decided_at, said.body) == (None, THANKS)
    assert count(comment) == 0


def test_a_reply_that_was_taken_back_is_published_again_not_stored_twice(
    comment: Comment, dana: User
) -> None:
    said = moderation.reply(comment, by=dana, body=THANKS)
    moderation.undo_last(by=dana)
    comment.refresh_from_db()
    assert moderation.reply(comment, by=dana, body=THANKS) == said
    assert Comment.objects.by_the_newsroom().approved().get() == said


@pytest.mark.parametrize("again", [THANKS, THANKS.upper()])
def test_a_reply_publishes_the_words_that_were_typed_whatever_became_of_others(
    again: str, comment: Comment, dana: User
) -> None:
    said = moderation.reply(comment, by=dana, body=THANKS)
    moderation.undo_last(by=dana)
    said.refresh_from_db()
    moderation.edit(said, by=dana, body="We are closed for ever.")
    comment.refresh_from_db()
    moderation.reply(comment, by=dana, body=again)
    assert [one.body for one in Comment.objects.by_the_newsroom().approved()] == [again]


def test_an_edited_reply_does_not_stand_in_the_way_of_its_first_words(
    comment: Comment, dana: User
) -> None:
    said = moderation.reply(comment, by=dana, body=THANKS)
    said.refresh_from_db()
    moderation.edit(said, by=dana, body="We are looking into it.")
    comment.refresh_from_db()
    assert moderation.reply(comment, by=dana, body=THANKS).body == THANKS


def test_what_is_approved_already_is_only_replied_to(comment: Comment, dana: User) -> None:
    moderation.approve(comment, by=dana)
    said = moderation.reply(comment, by=dana, body=THANKS)
    assert comment.decisions.count() == 1
    assert moderation.undo_last(by=dana).decided == [said]
    comment.refresh_from_db()
    assert comment.status == Status.APPROVED
    assert count(comment) == 1


def test_the_same_is_not_said_twice(comment: Comment, dana: User) -> None:
    moderation.approve(comment, by=dana)
    moderation.reply(comment, by=dana, body=THANKS)
    with pytest.raises(RepliedAlready, match="given this reply already"):
        moderation.reply(comment, by=dana, body=THANKS)
    assert Comment.objects.by_the_newsroom().count() == 1
    assert ModeratorAction.objects.count() == 2


def test_a_stale_reply_publishes_nothing(comment: Comment, dana: User) -> None:
    seen = Comment.objects.get()
    moderation.reject(comment, by=UserFactory(first_name="Theo"))
    with pytest.raises(StaleDecision, match="Theo was first"):
        moderation.reply(seen, by=dana, body=THANKS)
    assert Comment.objects.count() == 1
    comment.refresh_from_db()
    assert comment.status == Status.REJECTED


def test_nothing_is_learnt_from_the_newsroom(
    comment: Comment, dana: User, settings: Settings
) -> None:
    settings.UNDO_WINDOW = 0
    moderation.approve(comment, by=dana)
    moderation.reply(comment, by=dana, body=THANKS)
    assert teach_learner() == 1


def test_readers_are_not_compared_with_the_newsroom(comment: Comment, dana: User) -> None:
    said = moderation.reply(comment, by=dana, body=f"{THANKS} https://timetable.example/")
    moderation.reject(said, by=dana)
    moderation.edit(said, by=dana, body=f"{THANKS} See https://timetable.example/ for more.")
    copy = CommentFactory(body=said.body, created_at=timezone.now() + timedelta(minutes=1))
    assert check_repetition(copy) is None
    assert check_refused_hosts(copy) is None
