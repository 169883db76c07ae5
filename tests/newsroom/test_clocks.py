"""Each periodic task does its work in time, whatever the clock did meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from celery.app.task import Task
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.module_loading import import_string
from pytest_django import Settings

from accounts.models import SignIn
from articles.models import WorkingCopy
from comments import moderation
from comments.models import (
    MAIL_LEASE,
    MAX_SCREENING_ATTEMPTS,
    Comment,
    Mail,
    ModeratorDigest,
    SignOfLife,
    Status,
)
from comments.tasks import show_sign_of_life
from newsroom.celery import app
from tests.clock import standing_at
from tests.comments.factories import CommentFactory, FindingFactory, UserFactory

pytestmark = pytest.mark.django_db

A_DAY: Final = timedelta(days=1)
AHEAD: Final = timedelta(hours=3)
A_SECOND: Final = timedelta(seconds=1)
MIDDAY: Final = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


class Work(NamedTuple):
    """Something to do: how it comes about, and how long after that the task is to do it."""

    task: str
    comes: Callable[[], object]
    after: timedelta = timedelta()

    def run(self) -> Any:
        return import_string(self.task)()


def a_comment_without_message() -> None:
    CommentFactory()


def a_comment_whose_worker_died() -> None:
    comment = CommentFactory(screening_attempts=1)
    lease = {"lease_token": uuid4(), "lease_ends_at": Now() + timedelta(seconds=20)}
    Comment.objects.filter(pk=comment.pk).update(**lease)


def a_check_that_could_not_run() -> None:
    FindingFactory(comment__status=Status.IN_REVIEW, score=None)


def a_decision() -> Comment:
    comment: Comment = CommentFactory(status=Status.IN_REVIEW, contact__wants_publication_mail=True)
    moderation.approve(comment, by=UserFactory())
    return comment


def a_job_without_worker() -> None:
    CommentFactory(status=Status.IN_REVIEW)
    waiting = Comment.objects.awaiting_review()
    moderation.start_job(waiting, Status.SPAM, by=UserFactory())


def news_for_moderators_who_had_a_digest() -> None:
    UserFactory(moderator=True, email="dana@newsroom.example")
    ModeratorDigest.objects.create(pk=1, sent_at=timezone.now() - A_SECOND)
    moderation.give_to_a_person(CommentFactory(screening_attempts=MAX_SCREENING_ATTEMPTS).pk)


def a_mail() -> Mail:
    mail = Mail.objects.create(kind=Mail.Kind.PUBLISHED)
    mail.comments.add(a_decision())
    # Its undo window was over when the mail was put into the outbox.
    Comment.objects.update(decided_at=timezone.now() - timedelta(minutes=1))
    return mail


def a_mail_that_the_server_put_off() -> None:
    Mail.objects.filter(pk=a_mail().pk).update(
        attempts=1, due_at=timezone.now() + timedelta(minutes=2)
    )


def a_mail_whose_worker_died() -> None:
    Mail.objects.filter(pk=a_mail().pk).update(attempts=1, lease_ends_at=Now() + MAIL_LEASE)


def an_article_nobody_saved() -> None:
    WorkingCopy.objects.keep(owner_id=UserFactory().pk, form="new", article=None, fields={})


def a_sign_in() -> None:
    SignIn.objects.create(result=SignIn.Result.RIGHT)


WORKS: Final = [
    Work(
        "comments.tasks.requeue_forgotten",
        a_comment_without_message,
        after=timedelta(seconds=45),
    ),
    Work(
        "comments.tasks.requeue_forgotten",
        a_comment_whose_worker_died,
        after=timedelta(seconds=20),
    ),
    Work(
        "comments.tasks.retry_unavailable_checks",
        a_check_that_could_not_run,
        after=timedelta(minutes=2),
    ),
    Work(
        "comments.tasks.continue_bulk_jobs",
        a_job_without_worker,
        after=timedelta(seconds=30),
    ),
    Work("comments.tasks.teach_learner", a_decision, after=timedelta(seconds=60)),
    Work("comments.tasks.rebuild_learner", a_decision),
    Work("comments.tasks.enqueue_mails", a_decision, after=timedelta(seconds=60)),
    Work(
        "comments.tasks.enqueue_mails",
        news_for_moderators_who_had_a_digest,
        after=timedelta(minutes=60),
    ),
    Work("comments.tasks.send_mails", a_mail),
    Work(
        "comments.tasks.send_mails",
        a_mail_that_the_server_put_off,
        after=timedelta(minutes=2),
    ),
    Work("comments.tasks.send_mails", a_mail_whose_worker_died, after=MAIL_LEASE),
    Work("articles.tasks.prune_unsaved_work", an_article_nobody_saved, after=timedelta(days=30)),
    Work("accounts.tasks.forget_old_sign_ins", a_sign_in, after=timedelta(days=90)),
    Work(
        "comments.tasks.erase_old_network_data",
        a_comment_without_message,
        after=timedelta(days=30),
    ),
]
each_work: Final = pytest.mark.parametrize(
    "work", WORKS, ids=lambda work: f"{work.task.rpartition('.')[2]}-{work.comes.__name__}"
)


@pytest.fixture(autouse=True)
def _as_shipped(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REQUEUE_GRACE = 45
    settings.SCREENING_LEASE = 20
    settings.UNDO_WINDOW = settings.DIGEST_MIN_INTERVAL = 60
    settings.KEEP_SIGN_INS_DAYS = 90
    settings.KEEP_NETWORK_DATA_DAYS = 30
    # Messages go nowhere.
    monkeypatch.setattr(Task, "delay", lambda *_ids: None)
    monkeypatch.setattr(Task, "apply_async", lambda *_ids, **_options: None)


def test_every_periodic_task_is_tried_here() -> None:
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {work.task for work in WORKS} | {"comments.tasks.show_sign_of_life"} == scheduled


@pytest.mark.parametrize("before", [MIDDAY + AHEAD, MIDDAY - AHEAD])
def test_a_sign_of_life_is_of_now_whatever_the_clock_said_before(before: datetime) -> None:
    for moment in (before, MIDDAY):
        with standing_at(moment):
            show_sign_of_life("mails")
    assert SignOfLife.objects.get().shown_at == MIDDAY


@each_work
@pytest.mark.parametrize(
    ("begins_at", "zone"),
    [
        (MIDDAY, "UTC"),
        # An hour is left out, or comes twice, a moment later.
        (datetime(2026, 3, 29, 0, 59, 50, tzinfo=UTC), "Europe/Berlin"),
        (datetime(2026, 10, 25, 0, 59, 50, tzinfo=UTC), "Europe/Berlin"),
        (datetime(2028, 2, 28, 23, 59, 50, tzinfo=UTC), "UTC"),
        (datetime(2028, 2, 29, 23, 59, 50, tzinfo=UTC), "UTC"),
    ],
)
def test_it_is_done_when_it_is_due_and_not_before(
    work: Work, begins_at: datetime, zone: str, settings: Settings
) -> None:
    settings.TIME_ZONE = zone
    with timezone.override(ZoneInfo(zone)):
        with standing_at(begins_at):
            work.comes()
        if work.after:
            with standing_at(begins_at + work.after - 2 * A_SECOND):
                assert not work.run()
        with standing_at(begins_at + work.after + A_SECOND):
            assert work.run()


@each_work
def test_a_clock_that_was_ahead_and_is_right_again_holds_nothing_up(work: Work) -> None:
    # Nobody waits for the end of what is kept for days: it comes three hours later.
    later = AHEAD if work.after > A_DAY else timedelta()
    with standing_at(MIDDAY + AHEAD):
        work.comes()
    with standing_at(MIDDAY + later + work.after + A_SECOND):
        assert work.run()


@each_work
def test_a_clock_that_goes_ahead_holds_nothing_up(work: Work) -> None:
    with standing_at(MIDDAY):
        work.comes()
    with standing_at(MIDDAY + AHEAD + work.after):
        assert work.run()
    with standing_at(MIDDAY + AHEAD + work.after + A_SECOND):
        is_whole_each_time = work.task.endswith("rebuild_learner")
        is_message_again = work.task.endswith(("continue_bulk_jobs", "unavailable_checks"))
        assert bool(work.run()) == (is_whole_each_time or is_message_again)
