"""How well the queue keeps what it promises."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from comments import moderation
from comments.desk.queue import promise
from comments.desk.queue.promise import figures_for, queue_promise
from comments.models import Comment, Decision, Status
from comments.moderation import bulk
from tests.comments.desk.page import Desk, text_of, waiting_comment

# What is due, of today or fresh depends on the clock.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_it_tells_of_the_oldest_and_of_todays_waits(moderator: User, settings: Settings) -> None:
    settings.REVIEW_PROMISE = 60
    now = timezone.now()
    oldest = waiting_comment(created_at=now - timedelta(hours=9))
    for minutes in (5, 10, 90):
        comment = waiting_comment(created_at=now - timedelta(minutes=minutes))
        moderation.approve(comment, by=moderator)
    kept = queue_promise(figures_for(moderator))
    assert kept.oldest_at == oldest.created_at
    assert kept.median_since is not None
    assert round((now - kept.median_since) / timedelta(minutes=1)) == 10
    assert (kept.percent_kept, kept.promised_minutes) == (67, 60)


def test_each_moderator_is_told_their_own_number_of_today(
    desk: Desk, moderator: User, colleague: User
) -> None:
    for _ in range(3):
        moderation.approve(waiting_comment(), by=moderator)
    moderation.undo_last(by=moderator)
    moderation.approve(waiting_comment(), by=colleague)
    assert queue_promise(figures_for(moderator)).own == 2
    assert "You have decided on <strong>2</strong> today" in text_of(desk.show())


def test_what_was_undone_or_decided_earlier_does_not_count(moderator: User) -> None:
    moderation.approve(waiting_comment(), by=moderator)
    moderation.undo_last(by=moderator)
    moderation.approve(waiting_comment(), by=moderator)
    Decision.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert queue_promise(figures_for(moderator)).percent_kept is None


def test_the_desk_shows_it(desk: Desk) -> None:
    assert "The oldest waits" not in text_of(desk.show())
    desk.decide("approve", waiting_comment())
    assert "<strong>100 %</strong> within 120 minutes" in text_of(desk.show())


def test_after_a_big_step_is_undone_the_earlier_ones_still_count(
    moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promise, "_LATEST", 3)
    moderation.approve(waiting_comment(), by=moderator)
    comments = [waiting_comment() for _ in range(4)]
    moderation.decide_all(comments, moderation.mark_as_spam, by=moderator)
    moderation.undo_last(by=moderator)
    assert queue_promise(figures_for(moderator)).percent_kept == 100


def test_bulk_decisions_count_too(moderator: User) -> None:
    waiting_comment(created_at=timezone.now() - timedelta(days=1))
    job = bulk.start_job(Comment.objects.all(), Status.SPAM, by=moderator)
    bulk.work_on_job(job.pk)
    assert queue_promise(figures_for(moderator)).percent_kept == 0
    moderation.undo_last(by=moderator)
    assert queue_promise(figures_for(moderator)).percent_kept is None
