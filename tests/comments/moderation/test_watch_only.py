"""What is only watched is stored and shown, and counts for nothing."""

from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from comments import moderation, screening
from comments.models import CheckSetting, Comment, Status, WatchedWord, WordHit
from comments.models import Finding as StoredFinding
from comments.screening import Finding, Result
from tests.comments.factories import (
    CheckSettingFactory,
    CommentFactory,
    FindingFactory,
    WatchedWordFactory,
)

pytestmark = pytest.mark.django_db

WATCH = CheckSetting.Mode.WATCH_ONLY


def screened(*results: Result, **fields: object) -> Comment:
    token: UUID = uuid4()
    comment: Comment = CommentFactory(lease_token=token, lease_ends_at=timezone.now(), **fields)
    assert moderation.apply_screening(comment.pk, token=token, results=list(results))
    return Comment.objects.get(pk=comment.pk)


def test_a_watched_check_counts_neither_for_risk_nor_for_the_verdict() -> None:
    CheckSettingFactory(check_name="links", mode=WATCH)
    comment = screened(
        Result("links", Finding(1, "Links.")), Result("first_comment", Finding(0.1, "First."))
    )
    assert (comment.status, comment.risk) == (Status.IN_REVIEW, 10)
    stored = {finding.check_name: finding for finding in comment.findings.all()}
    assert stored["links"].is_watch_only
    assert not stored["first_comment"].is_watch_only


def test_a_check_that_counts_is_not_hidden_by_a_watched_one() -> None:
    CheckSettingFactory(check_name="links", mode=WATCH)
    comment = screened(
        Result("links", Finding(0.5, "Links.")), Result("flood", Finding(1, "Flood."))
    )
    assert (comment.status, comment.risk) == (Status.SPAM, 100)


def test_a_lower_threshold_sends_to_spam_and_none_never_does() -> None:
    CheckSettingFactory(check_name="links", sure_from=60)
    assert screened(Result("links", Finding(0.6, "Links."))).status == Status.SPAM
    CheckSetting.objects.update(sure_from=None)
    assert screened(Result("links", Finding(1, "Links."))).status == Status.IN_REVIEW


@pytest.mark.parametrize(
    "result", [Result("links", Finding(0.9, "Links.")), Result("links", None, "Could not run.")]
)
def test_a_watched_check_keeps_nobody_from_being_published_unseen(
    settings: Settings, result: Result
) -> None:
    settings.PUBLISH_WRITERS_WITH_APPROVED = 1
    ann = {"email": "ann@mail.example", "browser": "1" * 32}
    CommentFactory(**ann, status=Status.APPROVED)
    assert screened(result, **ann).status == Status.IN_REVIEW
    Comment.objects.awaiting_review().delete()
    CheckSettingFactory(check_name="links", mode=WATCH)
    published = screened(result, **ann)
    assert (published.status, published.risk) == (Status.APPROVED, 0)


def test_a_second_try_of_a_watched_check_changes_no_risk() -> None:
    CheckSettingFactory(check_name="akismet", mode=WATCH)
    comment = CommentFactory(status=Status.IN_REVIEW, risk=10)
    FindingFactory(comment=comment, check_name="first_comment", score=0.1)
    failed = FindingFactory(comment=comment, check_name="akismet", score=None, is_watch_only=True)
    assert moderation.record_retry(failed, Result("akismet", Finding(1, "Spam.")))
    comment.refresh_from_db()
    assert comment.risk == 10
    assert StoredFinding.objects.get(check_name="akismet").is_watch_only


def test_a_watched_word_stands_beside_a_real_one_and_both_are_counted() -> None:
    trial = WatchedWordFactory(text="casino", action=WatchedWord.Action.WATCH)
    real = WatchedWordFactory(text="pills")
    unsaved = CommentFactory(body="casino pills", status=Status.SUBMITTED)
    results = screening.screen(Comment.objects.for_screening().get(pk=unsaved.pk))
    comment = screened(*(one for one in results if "word" in one.check_name), body="casino pills")
    findings = {finding.check_name: finding for finding in comment.findings.all()}
    assert findings["words_on_trial"].is_watch_only
    assert not findings["watched_words"].is_watch_only
    assert comment.risk == 70
    assert set(comment.word_hits.values_list("word", flat=True)) == {trial.pk, real.pk}


def test_a_word_that_would_block_is_harmless_while_it_is_watched() -> None:
    word = WatchedWordFactory(text="casino", action=WatchedWord.Action.WATCH)
    finding = Finding(1, "Would be held: “casino” in the text.", words=(word.pk,))
    comment = screened(Result("words_on_trial", finding))
    assert (comment.status, comment.risk) == (Status.IN_REVIEW, 0)


def test_a_word_that_was_deleted_meanwhile_leaves_the_finding_alone() -> None:
    word = WatchedWordFactory()
    kept = WatchedWordFactory()
    gone = word.pk
    word.delete()
    comment = screened(Result("watched_words", Finding(0.7, "Held.", words=(gone, kept.pk))))
    assert comment.findings.count() == 1
    assert [hit.word for hit in WordHit.objects.all()] == [kept]
