import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NoReturn
from uuid import uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import task_prerun
from django.db import OperationalError, transaction
from django.utils import timezone
from pytest_django import Settings
from redis import Redis

from comments import moderation, screening, tasks
from comments.models import (
    MAX_SCREENING_ATTEMPTS,
    SCREENING_FAILED,
    Comment,
    Contact,
    Finding,
    SignOfLife,
    Standing,
    Status,
)
from comments.screening import Result
from comments.screening.findings import Finding as Evidence
from newsroom.database.patience import Process
from tests.clock import LONG_AGO, SOON
from tests.comments.factories import (
    NOBODYS_ID,
    CommentFactory,
    FindingFactory,
    StandingFactory,
    UserFactory,
)

# What is due, of today or fresh depends on the clock.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

HELD = {"lease_token": uuid4(), "lease_ends_at": SOON}
# Taken by a clock that was three hours ahead.
VOID = {"lease_token": uuid4(), "lease_ends_at": SOON + timedelta(hours=3)}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the messages that would go to the broker, about comments never tried."""
    messages: list[int] = []
    monkeypatch.setattr(tasks.screen_comment, "delay", messages.append)
    return messages


@pytest.fixture
def sent_again(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the messages that would go to the queue of retries, about comments."""
    messages: list[int] = []
    monkeypatch.setattr(tasks.screen_again, "delay", messages.append)
    return messages


@pytest.fixture
def retried(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the messages that would go there, about checks."""
    messages: list[int] = []

    def note(arguments: tuple[int], *, expires: float) -> None:
        # Workers' clocks may differ by minutes.
        assert expires == 600
        messages.extend(arguments)

    monkeypatch.setattr(tasks.retry_check, "apply_async", note)
    return messages


def test_a_submitted_comment_is_screened_once() -> None:
    comment = CommentFactory(body="Buy https://a.example https://b.example https://c.example")
    assert tasks.screen_comment(comment.pk)
    assert not tasks.screen_comment(comment.pk)
    comment.refresh_from_db()
    assert comment.status == Status.IN_REVIEW
    assert comment.findings.filter(check_name="links").exists()
    assert comment.decisions.count() == 1
    assert comment.screening_attempts == 1


@pytest.mark.parametrize(
    "state",
    [
        {"status": Status.IN_REVIEW},
        {"status": Status.APPROVED},
        HELD,
        {"screening_attempts": MAX_SCREENING_ATTEMPTS},
    ],
)
def test_what_is_decided_held_or_given_up_is_not_claimed(state: dict[str, object]) -> None:
    comment = CommentFactory(**state)
    assert not tasks.screen_comment(comment.pk)
    assert not tasks.screen_again(comment.pk)
    assert not Finding.objects.exists()


@pytest.mark.parametrize("lost", [{"lease_token": uuid4(), "lease_ends_at": LONG_AGO}, VOID])
def test_a_lease_that_ended_or_cannot_be_is_taken_over(lost: dict[str, object]) -> None:
    comment = CommentFactory(screening_attempts=1, **lost)
    assert tasks.screen_again(comment.pk)
    comment.refresh_from_db()
    assert comment.screening_attempts == 2


def test_what_was_lost_once_never_stands_before_what_was_not_tried() -> None:
    """Its first message may come twice: from a broker that waited, or from the sweeper."""
    lost = CommentFactory(screening_attempts=1, lease_token=uuid4(), lease_ends_at=LONG_AGO)
    fresh = CommentFactory()
    assert not tasks.screen_comment(lost.pk)
    assert not tasks.screen_again(fresh.pk)


def test_an_attempt_counts_whatever_becomes_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    comment = CommentFactory()

    def die(_comment: Comment, **_seconds: float) -> list[Result]:
        raise SystemExit

    monkeypatch.setattr(screening, "screen", die)
    with pytest.raises(SystemExit):
        tasks.screen_comment(comment.pk)
    comment.refresh_from_db()
    assert comment.screening_attempts == 1
    assert not Comment.objects.awaiting_first_screening().exists()


def test_what_the_database_could_not_store_was_no_attempt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    comment = CommentFactory()

    def refuse(_comment_id: int, **_screened: object) -> bool:
        raise OperationalError("database is locked")

    with monkeypatch.context() as held:
        held.setattr(moderation, "apply_screening", refuse)
        for _time in range(MAX_SCREENING_ATTEMPTS + 1):
            with pytest.raises(OperationalError):
                tasks.screen_comment(comment.pk)

    assert tasks.screen_comment(comment.pk)
    comment.refresh_from_db()
    assert (comment.status, comment.screening_attempts) == (Status.IN_REVIEW, 1)


def test_a_task_ends_before_its_limit_where_somebody_holds_the_databases_file(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(Process, "patience", Process.patience)
    for task in (tasks.screen_comment, tasks.screen_again, tasks.retry_check):
        task_prerun.send(sender=task, task=task)
        assert 1 <= Process.patience.file < settings.SCREENING_SOFT_LIMIT / 2

    task_prerun.send(sender=tasks.requeue_forgotten, task=tasks.requeue_forgotten)
    assert 5 <= Process.patience.file < settings.CELERY_TASK_SOFT_TIME_LIMIT / 2


def cut_off_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the soft limit come just before what stores it has committed."""
    store = getattr(moderation, name)
    limits = [SoftTimeLimitExceeded]

    def store_in_halves(*arguments: Any, **options: Any) -> bool:
        with transaction.atomic():
            is_stored = bool(store(*arguments, **options))
            if limits:
                raise limits.pop()
        return is_stored

    monkeypatch.setattr(moderation, name, store_in_halves)


def test_what_was_found_is_stored_where_the_limit_comes_a_second_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So it does in a worker that is told to end while a check hangs."""
    comment = CommentFactory()
    cut_off_once("apply_screening", monkeypatch)
    assert tasks.screen_comment(comment.pk)
    comment.refresh_from_db()
    assert (comment.status, comment.screening_attempts) == (Status.IN_REVIEW, 1)
    assert comment.decisions.count() == 1


def test_what_a_check_found_when_it_was_tried_again_is_stored_likewise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    finding = FindingFactory(
        check_name="horoscope",
        score=None,
        comment__status=Status.IN_REVIEW,
        created_at=timezone.now() - timedelta(minutes=3),
    )
    cut_off_once("record_retry", monkeypatch)
    assert not tasks.retry_check(finding.pk)
    finding.refresh_from_db()
    assert (finding.attempts, finding.reason) == (2, "This check is no longer among ours.")


def test_what_runs_checks_has_limits_within_the_lease(settings: Settings) -> None:
    for task in (tasks.screen_comment, tasks.screen_again, tasks.retry_check):
        assert task.soft_time_limit == settings.SCREENING_SOFT_LIMIT == 5
        assert task.time_limit == settings.SCREENING_HARD_LIMIT == 8
    assert settings.SCREENING_HARD_LIMIT < settings.SCREENING_LEASE


def test_a_comment_that_is_gone_is_no_error() -> None:
    assert not tasks.screen_comment(NOBODYS_ID)


def test_a_worker_that_lost_its_lease_has_no_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    comment = CommentFactory()

    def screen_slowly(_comment: Comment, **_seconds: float) -> list[Result]:
        Comment.objects.update(lease_token=uuid4())
        return [Result("links", Evidence(1.0, "Seen."))]

    monkeypatch.setattr(screening, "screen", screen_slowly)
    assert not tasks.screen_comment(comment.pk)
    assert Comment.objects.get().status == Status.SUBMITTED


@pytest.mark.parametrize(
    ("state", "age", "silence", "is_sent"),
    [
        ({}, 50, 50, True),
        ({}, 40, 40, False),
        ({}, 1000, 46, False),
        ({}, 1000, 460, True),
        ({}, 90_000, 451, True),
        ({"status": Status.IN_REVIEW}, 1000, 1000, False),
        (HELD, 1000, 1000, False),
        ({"lease_token": uuid4(), "lease_ends_at": LONG_AGO}, 1000, 1000, True),
        # Stored, sent or held by a clock that was three hours ahead.
        ({}, -10_800, -10_800, True),
        ({}, 1000, -10_800, True),
        ({}, -10_800, 46, True),
        ({}, -10_800, 44, False),
        (VOID, 1000, 1000, True),
        # Other machines' clocks differ a little.
        ({}, -2, -2, False),
    ],
)
def test_what_waits_without_a_message_gets_one_again(  # noqa: PLR0917 (fixtures)
    state: dict[str, object],
    age: int,
    silence: int,
    is_sent: bool,
    sent: list[int],
    redis_server: Redis,
    settings: Settings,
) -> None:
    """Ages in seconds; the grace is 45 seconds, and ten times that at the most."""
    settings.REQUEUE_GRACE = 45
    redis_server.rpush("screening", "another's")
    comment = CommentFactory(
        created_at=timezone.now() - timedelta(seconds=age),
        queued_at=timezone.now() - timedelta(seconds=silence),
        **state,
    )
    assert tasks.requeue_forgotten() == is_sent
    assert sent == ([comment.pk] if is_sent else [])
    assert tasks.requeue_forgotten() == 0


@pytest.mark.parametrize(("in_the_queue", "is_sent"), [((), True), (("another's",), False)])
def test_nobody_waits_for_long_where_the_queue_is_empty(
    in_the_queue: tuple[str, ...],
    is_sent: bool,
    sent: list[int],
    redis_server: Redis,
    settings: Settings,
) -> None:
    settings.REQUEUE_GRACE = 45
    now = timezone.now()
    CommentFactory(created_at=now - timedelta(hours=1), queued_at=now - timedelta(seconds=46))
    for message in in_the_queue:
        redis_server.rpush("screening", message)
    assert tasks.requeue_forgotten() == is_sent


def test_what_failed_too_often_is_given_to_a_person_and_not_sent_again(sent: list[int]) -> None:
    long_ago = timezone.now() - timedelta(days=1)
    CommentFactory(
        screening_attempts=MAX_SCREENING_ATTEMPTS, created_at=long_ago, queued_at=long_ago
    )
    tasks.requeue_forgotten()
    assert Comment.objects.get().status == Status.IN_REVIEW
    assert sent == []


def test_one_that_cannot_be_given_away_holds_up_no_other(
    sent: list[int],
) -> None:
    long_ago = timezone.now() - timedelta(days=1)
    old = {"created_at": long_ago, "queued_at": long_ago}
    wrong, lost = CommentFactory.create_batch(2, screening_attempts=MAX_SCREENING_ATTEMPTS, **old)
    fresh = CommentFactory(**old)
    # One finding of a check is all that a comment may have.
    finding = FindingFactory(comment=wrong, check_name=SCREENING_FAILED, score=None)

    assert tasks.requeue_forgotten() == 1

    assert sent == [fresh.pk]
    statuses = dict(Comment.objects.values_list("pk", "status"))
    assert (statuses[wrong.pk], statuses[lost.pk]) == (Status.SUBMITTED, Status.IN_REVIEW)
    # Somebody has to look at it.
    assert not SignOfLife.objects.filter(pk="sweep").exists()
    finding.delete()
    tasks.requeue_forgotten()
    assert SignOfLife.objects.filter(pk="sweep").exists()


@pytest.mark.parametrize(
    ("ended", "sent_before", "is_sent"),
    [
        # Its message was taken by a worker that ended: there is nothing to wait for.
        (1, 25, True),
        # It has a new one: that may lie behind others.
        (25, 1, False),
        (50, 46, True),
    ],
)
def test_what_lost_its_lease_is_sent_to_the_retries_at_once(  # noqa: PLR0917 (fixtures)
    ended: int,
    sent_before: int,
    is_sent: bool,
    sent: list[int],
    sent_again: list[int],
    settings: Settings,
) -> None:
    settings.REQUEUE_GRACE = 45
    now = timezone.now()
    comment = CommentFactory(
        screening_attempts=1,
        lease_token=uuid4(),
        lease_ends_at=now - timedelta(seconds=ended),
        queued_at=now - timedelta(seconds=sent_before),
    )
    assert tasks.requeue_forgotten() == is_sent
    assert sent_again == ([comment.pk] if is_sent else [])
    assert tasks.requeue_forgotten() == 0
    assert sent == []


@pytest.mark.parametrize(("minutes", "is_given"), [(9, False), (11, True)])
def test_a_person_gets_what_no_worker_takes_again(
    minutes: int, is_given: bool, sent_again: list[int]
) -> None:
    """So it is where the only workers do not take retries."""
    now = timezone.now()
    CommentFactory(
        screening_attempts=1,
        lease_token=uuid4(),
        lease_ends_at=now - timedelta(minutes=minutes),
        queued_at=now - timedelta(minutes=1),
        created_at=now - timedelta(minutes=minutes + 1),
    )
    tasks.requeue_forgotten()
    assert (Comment.objects.get().status == Status.IN_REVIEW) is is_given


def test_the_checks_of_what_failed_as_a_whole_are_tried_one_by_one(
    retried: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = CommentFactory(
        body="See https://a.example and https://b.example",
        screening_attempts=MAX_SCREENING_ATTEMPTS,
    )
    tasks.requeue_forgotten()
    Finding.objects.update(created_at=LONG_AGO)
    assert tasks.retry_unavailable_checks() == len(screening.CHECKS)
    run_check = screening.run_check

    def die_in_one(name: str, comment: Comment) -> Result:
        if name == "flood":
            raise SystemExit
        return run_check(name, comment)

    monkeypatch.setattr(screening, "run_check", die_in_one)
    for pk in retried:
        with contextlib.suppress(SystemExit):
            tasks.retry_check(pk)
    left = comment.findings.filter(score__isnull=True)
    assert {finding.check_name: finding.reason for finding in left} == {
        "screening": "Screening failed 2 times: each check is tried again by itself.",
        "flood": "The check was started again by itself, and never came to an end.",
    }
    assert comment.findings.get(check_name="links").score
    # What ended its process once would do so again.
    Finding.objects.update(created_at=LONG_AGO)
    assert tasks.retry_unavailable_checks() == 0
    assert not tasks.retry_check(left.get(check_name="flood").pk)


def test_a_lease_from_the_future_keeps_no_comment_from_a_person(sent: list[int]) -> None:
    CommentFactory(screening_attempts=MAX_SCREENING_ATTEMPTS, **VOID)
    tasks.requeue_forgotten()
    assert Comment.objects.get().status == Status.IN_REVIEW


def test_a_broker_that_is_away_leaves_the_row_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = timezone.now() - timedelta(days=1)
    CommentFactory(created_at=long_ago, queued_at=long_ago)

    def fail(_pk: int) -> None:
        raise ConnectionError

    monkeypatch.setattr(tasks.screen_comment, "delay", fail)
    with pytest.raises(ConnectionError):
        tasks.requeue_forgotten()
    assert Comment.objects.get().queued_at == long_ago


@pytest.mark.parametrize(
    ("minutes_ago", "attempts", "status", "is_tried"),
    [
        (3, 1, Status.IN_REVIEW, True),
        (1, 1, Status.IN_REVIEW, False),
        (3, 2, Status.IN_REVIEW, False),
        (5, 2, Status.IN_REVIEW, True),
        (9999, 5, Status.IN_REVIEW, False),
        (-180, 1, Status.IN_REVIEW, True),
        (3, 1, Status.APPROVED, False),
    ],
)
def test_a_check_that_could_not_run_is_tried_again_with_growing_patience(
    minutes_ago: int, attempts: int, status: Status, is_tried: bool, retried: list[int]
) -> None:
    finding = FindingFactory(
        comment__status=status,
        comment__body="See https://a.example and https://b.example",
        check_name="links",
        score=None,
        reason="It was away.",
        attempts=attempts,
        created_at=timezone.now() - timedelta(minutes=minutes_ago),
    )
    assert tasks.retry_unavailable_checks() == is_tried
    assert retried == ([finding.pk] if is_tried else [])
    assert tasks.retry_check(finding.pk) is is_tried
    assert not tasks.retry_check(finding.pk)
    assert (Finding.objects.get().score is not None) is is_tried


@pytest.mark.parametrize(
    ("task", "breaks", "sign"),
    [
        (tasks.requeue_forgotten, "comments.tasks._without_message", "sweep"),
        (tasks.enqueue_mails, "comments.mails.enqueue_digests", "outbox"),
    ],
)
def test_only_work_that_comes_to_its_end_says_so(
    task: Callable[[], int], breaks: str, sign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> NoReturn:
        raise OSError("away")

    with monkeypatch.context() as patch:
        patch.setattr(breaks, fail)
        with pytest.raises(OSError, match="away"):
            task()
    assert not SignOfLife.objects.exists()
    task()
    assert SignOfLife.objects.get().queue == sign


def test_a_check_that_still_cannot_run_says_why_now_and_has_an_attempt_less() -> None:
    finding = FindingFactory(
        check_name="horoscope",
        score=None,
        comment__status=Status.IN_REVIEW,
        created_at=timezone.now() - timedelta(minutes=3),
    )
    assert not tasks.retry_check(finding.pk)
    finding.refresh_from_db()
    assert finding.attempts == 2
    assert finding.reason == "This check is no longer among ours."
    # Its message may come twice.
    assert not tasks.retry_check(finding.pk)
    finding.refresh_from_db()
    assert finding.attempts == 2


def test_network_data_is_forgotten_after_its_days(settings: Settings) -> None:
    settings.KEEP_NETWORK_DATA_DAYS = 30
    old, new = (CommentFactory(browser="1" * 32).contact for _ in range(2))
    Contact.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert tasks.erase_old_network_data() == 1
    assert tasks.erase_old_network_data() == 0
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.ip_address, old.network, old.user_agent) == (None, "", "")
    assert old.browser_digest == ""
    assert old.email
    assert new.ip_address
    assert new.browser_digest
    # Where it was sent from is in this key, too.
    assert Comment.objects.get(pk=old.pk).duplicate_key == old.comment.receipt_digest
    assert Comment.objects.get(pk=new.pk).duplicate_key == new.comment.duplicate_key


def test_what_was_settled_about_a_network_is_forgotten_after_it_is_over(settings: Settings) -> None:
    settings.KEEP_NETWORK_DATA_DAYS = 30
    network = "203.0.113.0/24"
    long_ago, lately = timezone.now() - timedelta(days=31), timezone.now() - timedelta(days=29)
    kept = [
        StandingFactory(network=network, created_at=long_ago),
        StandingFactory(network=network, until=lately),
        StandingFactory(network=network, ended_at=lately, ended_by=UserFactory()),
        StandingFactory(until=long_ago),
    ]
    StandingFactory(network=network, until=long_ago)
    StandingFactory(network=network, ended_at=long_ago, ended_by=UserFactory())
    assert tasks.erase_old_network_data() == 2
    assert set(Standing.objects.all()) == set(kept)
