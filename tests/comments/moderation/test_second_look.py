"""Appeals against rejections: which decisions answer them, and what taking those back does."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import moderation
from comments.models import Appeal, Comment, Decision, Status
from comments.moderation import CannotAppeal, NoOpenAppeal, StaleDecision, bulk
from tests.comments.factories import CommentFactory, RejectionReasonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana() -> User:
    return UserFactory(first_name="Dana", last_name="Okoro")


@pytest.fixture
def theo() -> User:
    return UserFactory(first_name="Theo", last_name="Brandt")


def rejected_comment(*, by: User, reason: str = "Off topic.") -> Comment:
    comment: Comment = CommentFactory(status=Status.IN_REVIEW)
    moderation.reject(comment, by=by, reason=reason)
    return comment


def appealed_comment(*, by: User, text: str = "I only quoted the mayor.") -> Comment:
    comment = rejected_comment(by=by)
    moderation.appeal(comment, text=text)
    comment.refresh_from_db()
    return comment


def open_appeals() -> list[str]:
    """Return what open appeals say, as the appeals do and as the comments do."""
    texts = list(Appeal.objects.open().values_list("text", flat=True))
    comments = Comment.objects.appealed()
    assert [one.appealed_at for one in comments] == [
        one.created_at for one in Appeal.objects.open()
    ]
    return texts


# Asking ---------------------------------------------------------------------------------------


def test_an_appeal_is_against_the_rejection_that_stands(dana: User) -> None:
    comment = rejected_comment(by=dana)
    appeal = moderation.appeal(comment, text="I only quoted the mayor.")
    assert appeal.decision == comment.decisions.get()
    assert (appeal.is_open, appeal.answered_at, appeal.answered_by) == (True, None, None)
    assert open_appeals() == ["I only quoted the mayor."]


def test_a_rejection_is_appealed_against_once(dana: User, theo: User) -> None:
    comment = appealed_comment(by=dana)
    with pytest.raises(CannotAppeal):
        moderation.appeal(comment, text="Again.")
    moderation.uphold(comment, by=theo)
    with pytest.raises(CannotAppeal):
        moderation.appeal(comment, text="And again.")
    assert Appeal.objects.count() == 1


def test_a_new_rejection_can_be_appealed_against_anew(dana: User, theo: User) -> None:
    comment = appealed_comment(by=dana)
    moderation.approve(comment, by=theo)
    moderation.reject(comment, by=dana)
    moderation.appeal(comment, text="Once more.")
    assert open_appeals() == ["Once more."]


@pytest.mark.parametrize(
    "status", [Status.SUBMITTED, Status.IN_REVIEW, Status.SPAM, Status.APPROVED]
)
def test_only_what_is_rejected_is_appealed_against(status: Status) -> None:
    with pytest.raises(CannotAppeal):
        moderation.appeal(CommentFactory(status=status), text="")


def test_a_rejection_by_the_machine_can_be_appealed_against() -> None:
    comment = CommentFactory(status=Status.REJECTED)
    Decision.objects.create(
        comment=comment, from_status=Status.SUBMITTED, to_status=Status.REJECTED
    )
    moderation.appeal(comment, text="I am no machine.")
    assert open_appeals() == ["I am no machine."]


# Answering ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decide", "is_granted"),
    [(moderation.approve, True), (moderation.mark_as_spam, False), (moderation.uphold, False)],
)
def test_a_decision_answers_the_appeal_in_the_same_step(
    decide: Callable[..., Decision], is_granted: bool, dana: User, theo: User
) -> None:
    comment = appealed_comment(by=dana)
    decision = decide(comment, by=theo)
    appeal = Appeal.objects.get()
    assert (appeal.answered_with, appeal.answered_by) == (decision, theo)
    assert appeal.answered_at == decision.created_at
    assert appeal.is_granted == is_granted
    assert comment.appealed_at is None
    assert open_appeals() == []


def test_waiting_again_answers_nothing_and_rejecting_again_does(dana: User, theo: User) -> None:
    comment = appealed_comment(by=dana)
    moderation.return_to_review(comment, by=theo)
    assert open_appeals() == ["I only quoted the mayor."]
    moderation.reject(comment, by=theo)
    assert open_appeals() == []
    assert not Appeal.objects.get().is_granted


def test_who_stays_with_a_rejection_keeps_its_reason_and_may_answer(dana: User, theo: User) -> None:
    comment = CommentFactory(status=Status.IN_REVIEW)
    rude = RejectionReasonFactory(sentence="You were rude.")
    moderation.reject(comment, by=dana, because=rude)
    moderation.appeal(comment, text="")
    decision = moderation.uphold(comment, by=theo, answer="It was about a person.")
    assert (decision.from_status, decision.to_status) == (Status.REJECTED, Status.REJECTED)
    assert (decision.reason, decision.rejection_reason) == ("You were rude.", rude)
    assert Appeal.objects.get().answer == "It was about a person."


def test_staying_with_what_a_colleague_has_moved_is_refused(dana: User, theo: User) -> None:
    comment = appealed_comment(by=dana)
    seen = Comment(pk=comment.pk, version=comment.version)
    moderation.approve(comment, by=dana)
    with pytest.raises(StaleDecision, match="Dana Okoro was first"):
        moderation.uphold(seen, by=theo)


@pytest.mark.parametrize("status", [Status.REJECTED, Status.IN_REVIEW, Status.APPROVED])
def test_there_is_nothing_to_stay_with_where_nobody_asked(status: Status, theo: User) -> None:
    comment = CommentFactory(status=status)
    with pytest.raises(NoOpenAppeal):
        moderation.uphold(comment, by=theo)
    assert not comment.decisions.exists()


def test_many_decided_together_answer_their_own_appeals(dana: User, theo: User) -> None:
    comments = [appealed_comment(by=dana, text=f"Reason {n}") for n in range(3)]
    plain = rejected_comment(by=dana)
    job = bulk.start_job(Comment.objects.all(), Status.SPAM, by=theo)
    assert not bulk.work_on_job(job.pk)
    assert open_appeals() == []
    for comment in comments:
        assert comment.appeals.get().answered_with == comment.decisions.last()
    moderation.undo_last(by=theo)
    assert not bulk.work_on_job(job.pk)
    assert open_appeals() == [f"Reason {n}" for n in range(3)]
    assert Comment.objects.get(pk=plain.pk).status == Status.REJECTED


def test_many_appeals_are_answered_in_as_few_queries_as_one(dana: User, theo: User) -> None:
    counts = []
    for number in (1, 10):
        pks = [appealed_comment(by=dana).pk for _ in range(number)]
        job = bulk.start_job(Comment.objects.filter(pk__in=pks), Status.SPAM, by=theo)
        with CaptureQueriesContext(connection) as queries:
            bulk.work_on_job(job.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Taking back ----------------------------------------------------------------------------------


@pytest.mark.parametrize("decide", [moderation.approve, moderation.mark_as_spam, moderation.uphold])
def test_undo_opens_the_appeal_again_exactly_as_it_was(
    decide: Callable[..., Decision], dana: User, theo: User
) -> None:
    before = appealed_comment(by=dana)
    appeal = Appeal.objects.values().get()
    decide(Comment.objects.get(), by=theo)
    moderation.undo_last(by=theo)
    after = Comment.objects.get()
    assert (after.status, after.decided_at, after.appealed_at) == (
        Status.REJECTED,
        before.decided_at,
        before.appealed_at,
    )
    assert Appeal.objects.values().get() == appeal


def test_undoing_what_answered_nothing_leaves_the_appeal_open(dana: User, theo: User) -> None:
    comment = appealed_comment(by=dana)
    moderation.return_to_review(comment, by=theo)
    moderation.undo_last(by=theo)
    assert open_appeals() == ["I only quoted the mayor."]


def test_undoing_the_rejection_brings_the_comment_back_with_its_appeal(dana: User) -> None:
    comment = appealed_comment(by=dana)
    moderation.undo_last(by=dana)
    comment.refresh_from_db()
    assert comment.status == Status.IN_REVIEW
    assert open_appeals() == ["I only quoted the mayor."]


def test_undoing_a_rejection_of_what_was_published_grants_the_appeal(
    dana: User, theo: User
) -> None:
    comment = CommentFactory(status=Status.IN_REVIEW)
    moderation.approve(comment, by=theo)
    moderation.reject(comment, by=dana)
    moderation.appeal(comment, text="It was fine before.")
    moderation.undo_last(by=dana)
    assert open_appeals() == []
    assert Appeal.objects.get().is_granted


def test_a_second_answer_is_undone_to_the_first(dana: User, theo: User) -> None:
    comment = appealed_comment(by=dana)
    upheld = moderation.uphold(comment, by=theo, answer="We stay with it.")
    moderation.approve(comment, by=theo)
    moderation.undo_last(by=theo)
    appeal = Appeal.objects.get()
    assert (appeal.answered_with, appeal.answer) == (upheld, "We stay with it.")
    moderation.undo_last(by=theo)
    assert open_appeals() == ["I only quoted the mayor."]


def test_a_restored_rejection_is_no_new_one(dana: User, theo: User) -> None:
    comment = appealed_comment(by=dana)
    moderation.uphold(comment, by=theo)
    moderation.approve(comment, by=theo)
    moderation.undo_last(by=theo)
    with pytest.raises(CannotAppeal):
        moderation.appeal(comment, text="Again.")
