from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from comments import moderation
from comments.models import (
    MAX_SCREENING_ATTEMPTS,
    SCREENING_FAILED,
    Comment,
    Decision,
    DecisionIsPermanent,
    Finding,
    Status,
)
from comments.moderation import MoveNotAllowed, StaleDecision
from comments.screening import CHECKS, Result
from comments.screening import findings as evidence
from tests.clock import SOON
from tests.comments.factories import CommentFactory, FindingFactory, UserFactory

pytestmark = pytest.mark.django_db

VERBS = {
    Status.APPROVED: moderation.approve,
    Status.REJECTED: moderation.reject,
    Status.SPAM: moderation.mark_as_spam,
    Status.IN_REVIEW: moderation.return_to_review,
}


@pytest.fixture
def moderator() -> User:
    return UserFactory(username="dana", first_name="Dana", last_name="Reyes")


@pytest.mark.parametrize("before", Status.values)
@pytest.mark.parametrize(("after", "verb"), VERBS.items())
def test_only_the_moves_of_the_table_are_made(
    before: str, after: Status, verb: Callable[..., Decision], moderator: User
) -> None:
    comment = CommentFactory(status=before, article__comment_count=1)
    if after in moderation.ALLOWED_MOVES[before]:
        decision = verb(comment, by=moderator, reason="because")
        assert (decision.from_status, decision.to_status) == (before, after)
        assert (decision.by, decision.reason) == (moderator, "because")
        assert comment.status == Comment.objects.get().status == after
        assert comment.version == Comment.objects.get().version == 2
    else:
        with pytest.raises(MoveNotAllowed, match=str(after.label)):
            verb(comment, by=moderator)
        assert Comment.objects.get().status == before
        assert not Decision.objects.exists()


def test_every_status_has_moves_and_no_move_leads_back_to_submitted() -> None:
    assert set(moderation.ALLOWED_MOVES) == set(Status)
    assert all(Status.SUBMITTED not in moves for moves in moderation.ALLOWED_MOVES.values())


def test_a_stale_decision_is_refused_with_the_colleagues_name(moderator: User) -> None:
    comment = CommentFactory(status=Status.IN_REVIEW)
    seen_by_both = Comment.objects.get(pk=comment.pk)
    moderation.approve(comment, by=moderator)
    with pytest.raises(StaleDecision, match=r"Dana Reyes was first.*Approved") as refusal:
        moderation.reject(seen_by_both, by=UserFactory())
    assert refusal.value.comment.status == Status.APPROVED
    assert Comment.objects.get().status == Status.APPROVED
    assert Decision.objects.count() == 1


def test_a_decision_on_what_screening_moved_meanwhile_is_refused(moderator: User) -> None:
    comment = CommentFactory(lease_token=uuid4(), lease_ends_at=timezone.now())
    seen = Comment.objects.get(pk=comment.pk)
    assert moderation.apply_screening(comment.pk, token=comment.lease_token, results=[])
    with pytest.raises(StaleDecision, match=r"has changed since you saw it.*Awaiting review"):
        moderation.approve(seen, by=moderator)


def test_the_articles_count_follows_what_is_published(moderator: User) -> None:
    comment = CommentFactory(status=Status.IN_REVIEW)
    counts = []
    for verb in (
        moderation.approve,
        moderation.reject,
        moderation.approve,
        moderation.mark_as_spam,
        moderation.return_to_review,
    ):
        verb(comment, by=moderator)
        comment.article.refresh_from_db()
        counts.append(comment.article.comment_count)
    assert counts == [1, 0, 1, 0, 0]


def test_decisions_are_never_changed(moderator: User) -> None:
    decision = moderation.approve(CommentFactory(status=Status.IN_REVIEW), by=moderator)
    decision.reason = "rewritten"
    with pytest.raises(DecisionIsPermanent):
        decision.save()


def test_one_stale_comment_holds_up_no_other(moderator: User) -> None:
    waiting = [CommentFactory(status=Status.IN_REVIEW) for _ in range(3)]
    stale = Comment.objects.get(pk=waiting[1].pk)
    moderation.reject(stale, by=moderator)
    outcome = moderation.decide_all(waiting, moderation.approve, by=moderator)
    assert outcome.decided == [waiting[0], waiting[2]]
    assert [type(refusal) for refusal in outcome.refused] == [StaleDecision]


def result(check_name: str, score: float | None) -> Result:
    if score is None:
        return Result(check_name, None, unavailable="It was away.")
    return Result(check_name, evidence.Finding(score, "Seen.", (evidence.Span(0, 2),)))


@pytest.mark.parametrize(
    ("results", "status"),
    [
        ([], Status.IN_REVIEW),
        ([result("links", 0.9)], Status.IN_REVIEW),
        ([result("links", 1.0)], Status.SPAM),
        ([result("profanity", 1.0)], Status.IN_REVIEW),
        ([result("akismet", None)], Status.IN_REVIEW),
        ([result("akismet", None), result("links", 1.0)], Status.SPAM),
    ],
)
def test_screening_sends_a_comment_to_a_person_unless_it_is_sure(
    results: list[Result], status: Status
) -> None:
    comment = CommentFactory(lease_token=uuid4(), lease_ends_at=timezone.now())
    assert moderation.apply_screening(comment.pk, token=comment.lease_token, results=results)
    comment.refresh_from_db()
    assert comment.status == status
    assert comment.lease_token is None
    assert comment.screened_at
    assert comment.decisions.get().by is None
    assert list(comment.findings.values_list("check_name", "score")) == [
        (each.check_name, each.finding.score if each.finding else None)
        for each in sorted(results, key=lambda each: each.finding is None)
    ]


@pytest.mark.parametrize(
    ("scores", "risk"),
    [([], 0), ([0.1], 10), ([0.1, 0.714], 71), ([0.1, None], 50), ([None, 0.9], 90), ([1.0], 100)],
)
def test_screening_notes_the_risk_that_queues_are_sorted_by(
    scores: list[float | None], risk: int
) -> None:
    comment = CommentFactory(lease_token=uuid4(), lease_ends_at=timezone.now())
    names = ("profanity", "akismet")
    results = [result(name, score) for name, score in zip(names, scores, strict=False)]
    moderation.apply_screening(comment.pk, token=comment.lease_token, results=results)
    comment.refresh_from_db()
    assert comment.risk == risk


@pytest.mark.parametrize("loss", ["another screening took over", "a moderator decided"])
def test_a_screening_that_lost_its_lease_writes_nothing(loss: str, moderator: User) -> None:
    token = uuid4()
    comment = CommentFactory(lease_token=token, lease_ends_at=timezone.now())
    if loss == "a moderator decided":
        moderation.approve(Comment.objects.get(), by=moderator)
    else:
        Comment.objects.update(lease_token=uuid4())
    assert not moderation.apply_screening(comment.pk, token=token, results=[result("links", 1.0)])
    assert not Finding.objects.exists()
    assert Comment.objects.get().status in {Status.SUBMITTED, Status.APPROVED}


def test_what_failed_too_often_goes_to_a_person_who_is_told(moderator: User) -> None:
    comment = CommentFactory(screening_attempts=MAX_SCREENING_ATTEMPTS)
    assert moderation.give_to_a_person(comment.pk)
    comment.refresh_from_db()
    assert comment.status == Status.IN_REVIEW
    told = comment.findings.all()
    assert {finding.check_name for finding in told} == {
        SCREENING_FAILED,
        *(check.name for check in CHECKS),
    }
    assert all(finding.could_not_run for finding in told)
    assert not moderation.give_to_a_person(comment.pk)


@pytest.mark.parametrize(
    "kept_back",
    [
        {"screening_attempts": MAX_SCREENING_ATTEMPTS - 1},
        {
            "screening_attempts": MAX_SCREENING_ATTEMPTS,
            "lease_token": uuid4(),
            "lease_ends_at": SOON,
        },
    ],
)
def test_what_may_still_be_screened_is_not_given_away(kept_back: dict[str, object]) -> None:
    assert not moderation.give_to_a_person(CommentFactory(**kept_back).pk)


@pytest.mark.parametrize(
    ("needed", "earlier", "score", "status"),
    [
        (0, [Status.APPROVED] * 9, 0.0, Status.IN_REVIEW),
        (3, [Status.APPROVED] * 3, 0.0, Status.APPROVED),
        (3, [Status.APPROVED] * 3, 0.19, Status.APPROVED),
        (3, [Status.APPROVED] * 3, 0.2, Status.IN_REVIEW),
        (3, [Status.APPROVED] * 3, None, Status.IN_REVIEW),
        (3, [Status.APPROVED] * 2, 0.0, Status.IN_REVIEW),
        (3, [Status.APPROVED] * 3 + [Status.REJECTED], 0.0, Status.IN_REVIEW),
        (3, [Status.APPROVED] * 3 + [Status.SPAM], 0.0, Status.IN_REVIEW),
    ],
)
def test_a_machine_publishes_only_where_the_operator_trusts_it_to(
    needed: int, earlier: list[Status], score: float | None, status: Status, settings: Settings
) -> None:
    settings.PUBLISH_WRITERS_WITH_APPROVED = needed
    for before in earlier:
        CommentFactory(status=before, email="ann@example.org", browser="1" * 32)
    comment = CommentFactory(
        email="Ann@example.org",
        browser="1" * 32,
        lease_token=uuid4(),
        lease_ends_at=timezone.now(),
    )
    moderation.apply_screening(
        comment.pk, token=comment.lease_token, results=[result("links", score)]
    )
    comment.refresh_from_db()
    comment.article.refresh_from_db()
    assert comment.status == status
    assert comment.article.comment_count == (status == Status.APPROVED)


def test_nobody_is_published_unseen_for_typing_a_regulars_address(settings: Settings) -> None:
    settings.PUBLISH_WRITERS_WITH_APPROVED = 1
    CommentFactory(status=Status.APPROVED, email="ann@example.org", browser="1" * 32)
    for browser in ("", "2" * 32):
        comment = CommentFactory(
            email="ann@example.org",
            browser=browser,
            lease_token=uuid4(),
            lease_ends_at=timezone.now(),
        )
        moderation.apply_screening(comment.pk, token=comment.lease_token, results=[])
        comment.refresh_from_db()
        assert comment.status == Status.IN_REVIEW


def test_a_regulars_approvals_do_not_count_for_another_browser(settings: Settings) -> None:
    settings.PUBLISH_WRITERS_WITH_APPROVED = 2
    for browser in ("1" * 32, "1" * 32, "2" * 32):
        CommentFactory(status=Status.APPROVED, email="ann@example.org", browser=browser)
    for browser, status in (("2" * 32, Status.IN_REVIEW), ("1" * 32, Status.APPROVED)):
        comment = CommentFactory(
            email="ann@example.org",
            browser=browser,
            lease_token=uuid4(),
            lease_ends_at=timezone.now(),
        )
        moderation.apply_screening(comment.pk, token=comment.lease_token, results=[])
        comment.refresh_from_db()
        assert comment.status == status


@pytest.mark.parametrize(
    ("second_try", "left"),
    [
        (result("akismet", None), [(None, 2)]),
        (result("akismet", 0.9), [(0.9, 1)]),
        (Result("akismet", None), []),
    ],
)
def test_a_second_try_takes_the_place_of_the_first(
    second_try: Result, left: list[tuple[float | None, int]]
) -> None:
    finding = FindingFactory(check_name="akismet", score=None)
    assert moderation.record_retry(finding, second_try) is not bool(second_try.unavailable)
    assert list(Finding.objects.values_list("score", "attempts")) == left
