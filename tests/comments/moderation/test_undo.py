"""Taking back: what a moderator did last, and again what came before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from comments import moderation
from comments.models import Comment, Decision, Status
from comments.moderation import MovedSince, NothingToUndo
from tests.comments.factories import CommentFactory, RejectionReasonFactory, UserFactory
from tests.comments.mails.sending import tell

pytestmark = pytest.mark.django_db

VERBS = {
    Status.APPROVED: moderation.approve,
    Status.REJECTED: moderation.reject,
    Status.SPAM: moderation.mark_as_spam,
    Status.IN_REVIEW: moderation.return_to_review,
}


@pytest.fixture
def dana() -> User:
    return UserFactory(first_name="Dana", last_name="Reyes")


@pytest.fixture
def theo() -> User:
    return UserFactory(first_name="Theo", last_name="Brandt")


def state(comment: Comment) -> tuple[Any, ...]:
    comment.refresh_from_db()
    comment.article.refresh_from_db()
    return comment.status, comment.decided_at, comment.article.comment_count


@pytest.mark.parametrize(
    ("before", "verb"),
    [
        (before, VERBS[after])
        for before, allowed in moderation.ALLOWED_MOVES.items()
        for after in sorted(allowed)
    ],
)
def test_every_move_is_undone_to_exactly_what_was(
    before: Status, verb: Callable[..., Decision], dana: User
) -> None:
    decided_at = None if before in {"submitted", "in_review"} else timezone.now()
    comment = CommentFactory(
        status=before, decided_at=decided_at, article__comment_count=int(before == "approved")
    )
    was = state(comment)
    decision = verb(comment, by=dana)
    outcome = moderation.undo_last(by=dana)
    assert outcome.decided == [comment]
    assert state(comment) == was
    undoing = comment.decisions.last()
    assert undoing is not None
    assert (undoing.undoes, undoing.by, undoing.to_status) == (decision, dana, before)


def test_twenty_steps_are_taken_back_one_after_the_other(dana: User) -> None:
    comments = [CommentFactory(status=Status.IN_REVIEW) for _ in range(10)]
    trail = []
    for comment in comments:
        for verb in (moderation.approve, moderation.reject):
            trail.append((comment, state(comment)))
            verb(comment, by=dana)
    for comment, was in reversed(trail):
        assert moderation.undo_last(by=dana).decided == [comment]
        assert state(comment) == was
    with pytest.raises(NothingToUndo, match="nothing to undo"):
        moderation.undo_last(by=dana)


def test_many_decided_together_are_one_step(dana: User) -> None:
    alone = CommentFactory(status=Status.IN_REVIEW)
    together = [CommentFactory(status=Status.IN_REVIEW) for _ in range(3)]
    moderation.approve(alone, by=dana)
    moderation.decide_all(together, moderation.mark_as_spam, by=dana)
    assert moderation.undo_last(by=dana).decided == together
    assert {state(comment)[0] for comment in together} == {Status.IN_REVIEW}
    assert state(alone)[0] == Status.APPROVED
    assert moderation.undo_last(by=dana).decided == [alone]


def test_everybody_takes_back_their_own(dana: User, theo: User) -> None:
    danas, theos = (CommentFactory(status=Status.IN_REVIEW) for _ in range(2))
    moderation.approve(danas, by=dana)
    moderation.approve(theos, by=theo)
    assert moderation.undo_last(by=dana).decided == [danas]
    assert state(theos)[0] == Status.APPROVED


def test_what_a_colleague_moved_since_is_left_alone_and_the_next_undo_goes_on(
    dana: User, theo: User
) -> None:
    earlier, moved = (CommentFactory(status=Status.IN_REVIEW) for _ in range(2))
    moderation.approve(earlier, by=dana)
    moderation.approve(moved, by=dana)
    moderation.reject(moved, by=theo)
    outcome = moderation.undo_last(by=dana)
    [refusal] = outcome.refused
    assert isinstance(refusal, MovedSince)
    assert str(refusal) == (
        "Theo Brandt has moved this comment since, so it stays as it is: “Rejected”."
    )
    assert (outcome.decided, state(moved)[0]) == ([], Status.REJECTED)
    assert moderation.undo_last(by=dana).decided == [earlier]


def test_what_a_colleague_moved_and_took_back_can_be_undone(dana: User, theo: User) -> None:
    comment = CommentFactory(status=Status.IN_REVIEW)
    moderation.approve(comment, by=dana)
    moderation.reject(comment, by=theo)
    moderation.undo_last(by=theo)
    assert moderation.undo_last(by=dana).decided == [comment]
    assert state(comment)[0] == Status.IN_REVIEW


def test_of_many_only_what_was_moved_stays(dana: User, theo: User) -> None:
    comments = [CommentFactory(status=Status.IN_REVIEW) for _ in range(3)]
    moderation.decide_all(comments, moderation.approve, by=dana)
    moderation.reject(comments[1], by=theo)
    outcome = moderation.undo_last(by=dana)
    assert outcome.decided == [comments[0], comments[2]]
    assert [refusal.comment for refusal in outcome.refused] == [comments[1]]


def test_undoing_says_to_the_writer_again_what_was_said_before(dana: User) -> None:
    comment = CommentFactory(status=Status.IN_REVIEW)
    off_topic = RejectionReasonFactory(sentence="Not about this article.")
    moderation.reject(comment, by=dana, because=off_topic)
    moderation.approve(comment, by=dana)
    moderation.undo_last(by=dana)
    last = comment.decisions.last()
    assert last is not None
    assert (last.reason, last.rejection_reason) == ("Not about this article.", off_topic)


def test_a_mail_is_never_sent_for_what_was_undone(
    dana: User, settings: Settings, mailoutbox: list[Any]
) -> None:
    settings.UNDO_WINDOW = 60
    comment = CommentFactory(status=Status.IN_REVIEW, contact__wants_publication_mail=True)
    moderation.approve(comment, by=dana)
    assert tell() == 0
    moderation.undo_last(by=dana)
    Comment.objects.filter(decided_at__isnull=False).update(
        decided_at=timezone.now() - timedelta(hours=1)
    )
    assert tell() == 0
    assert mailoutbox == []


# Reasons --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "told"), [("", "Not about this article."), ("See rule 3.", "See rule 3.")]
)
def test_the_writer_is_told_what_was_typed_or_else_the_reasons_sentence(
    typed: str, told: str, dana: User
) -> None:
    reason = RejectionReasonFactory(sentence="Not about this article.")
    decision = moderation.reject(
        CommentFactory(status=Status.IN_REVIEW), by=dana, reason=typed, because=reason
    )
    assert (decision.reason, decision.rejection_reason) == (told, reason)


def test_a_reason_that_is_reworded_later_changes_no_decision(dana: User) -> None:
    reason = RejectionReasonFactory(sentence="As it was.")
    comment = CommentFactory(status=Status.IN_REVIEW)
    moderation.reject(comment, by=dana, because=reason)
    reason.sentence = "Quite different."
    reason.save()
    assert comment.decisions.get().reason == "As it was."
