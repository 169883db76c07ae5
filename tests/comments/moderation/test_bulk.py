"""Deciding on very many in the background, and taking all of it back as one."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from comments import moderation, tasks
from comments.models import BulkJob, Comment, Decision, Status
from comments.moderation import bulk
from tests.articles.factories import ArticleFactory
from tests.comments.desk.page import Desk, messages_of, text_of
from tests.comments.factories import CommentFactory, RejectionReasonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana() -> User:
    return UserFactory(first_name="Dana", moderator=True)


def waiting(count: int) -> list[Comment]:
    article = ArticleFactory()
    return [CommentFactory(article=article, status=Status.IN_REVIEW) for _ in range(count)]


def start(dana: User, to: Status = Status.SPAM) -> BulkJob:
    return bulk.start_job(Comment.objects.awaiting_review().order_by("pk"), to, by=dana)


def finish(job: BulkJob) -> BulkJob:
    tasks.work_on_bulk_job(job.pk)
    job.refresh_from_db()
    assert job.finished_at
    return job


def test_all_are_decided_counted_and_taken_back_as_one(
    dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_AT_ONCE", 3)
    comments = waiting(8)
    was = list(Comment.objects.order_by("pk").values_list("status", "decided_at"))
    job = finish(start(dana))
    assert (job.done, job.refused) == (8, 0)
    assert Comment.objects.filter(status=Status.SPAM, version=2).count() == 8
    assert set(Decision.objects.values_list("by", "action")) == {(dana.pk, job.pk)}

    assert moderation.undo_last(by=dana).job_id == job.pk
    job = finish(job)
    assert job.undone == 8
    assert list(Comment.objects.order_by("pk").values_list("status", "decided_at")) == was
    assert comments[0].decisions.count() == 2


def test_nothing_is_published_in_the_background(dana: User) -> None:
    waiting(2)
    with pytest.raises(moderation.PublishesUnseen):
        start(dana, Status.APPROVED)


def test_what_readers_saw_is_counted_and_on_the_page_again(dana: User) -> None:
    comments = waiting(3)
    for comment in comments:
        moderation.approve(comment, by=dana)
    job = finish(bulk.start_job(Comment.objects.approved(), Status.REJECTED, by=dana))
    assert Article.objects.get().comment_count == 0
    edited = Comment.objects.get(pk=comments[0].pk)
    moderation.edit(edited, by=UserFactory(), body="Something else.")
    moderation.undo_last(by=dana)
    assert finish(job).undone == 2
    assert set(Comment.objects.approved()) == set(comments[1:])
    assert Article.objects.get().comment_count == 2


def test_what_came_or_was_decided_meanwhile_is_left_alone(dana: User) -> None:
    moved, _other = waiting(2)
    job = start(dana, Status.SPAM)
    [late] = waiting(1)
    moderation.approve(moved, by=UserFactory())
    job = finish(job)
    assert (job.done, job.refused) == (2, 1)
    moved.refresh_from_db()
    late.refresh_from_db()
    assert (moved.status, late.status) == (Status.APPROVED, Status.IN_REVIEW)


def test_undoing_leaves_alone_what_a_colleague_moved_since(dana: User) -> None:
    moved, other = waiting(2)
    job = finish(start(dana))
    moved.refresh_from_db()
    moderation.reject(moved, by=UserFactory())
    moderation.undo_last(by=dana)
    assert finish(job).undone == 1
    moved.refresh_from_db()
    other.refresh_from_db()
    assert (moved.status, other.status) == (Status.REJECTED, Status.IN_REVIEW)


def test_undoing_stops_what_is_still_under_way(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_AT_ONCE", 2)
    waiting(6)
    job = start(dana)
    assert bulk.work_on_job(job.pk)
    moderation.undo_last(by=dana)
    job = finish(job)
    assert (job.done, job.undone) == (2, 2)
    assert Comment.objects.awaiting_review().count() == 6


def test_decided_comments_get_back_their_time_and_what_was_said(dana: User) -> None:
    [comment] = waiting(1)
    reason = RejectionReasonFactory(sentence="Not about this.")
    moderation.reject(comment, by=dana, because=reason)
    rejected = Comment.objects.filter(status=Status.REJECTED)
    job = finish(bulk.start_job(rejected, Status.SPAM, by=dana))
    moderation.undo_last(by=dana)
    finish(job)
    again = Comment.objects.get()
    assert (again.status, again.decided_at) == (Status.REJECTED, comment.decided_at)
    last = again.decisions.last()
    assert last is not None
    assert last.reason == "Not about this."


def test_the_reason_is_told_to_every_writer(dana: User) -> None:
    waiting(2)
    reason = RejectionReasonFactory(sentence="Not about this.")
    job = bulk.start_job(Comment.objects.all(), Status.REJECTED, by=dana, because=reason)
    finish(job)
    told = set(Decision.objects.values_list("reason", "rejection_reason"))
    assert told == {("Not about this.", reason.pk)}


def test_a_stretch_takes_as_many_queries_whatever_its_length(
    dana: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    waiting(1)
    job = start(dana)
    with django_assert_num_queries(11):
        bulk.work_on_job(job.pk)
    waiting(20)
    job = start(dana)
    with django_assert_num_queries(11):
        bulk.work_on_job(job.pk)


def test_a_job_that_nobody_works_on_is_found(dana: User) -> None:
    waiting(1)
    job = start(dana)
    assert bulk.forgotten_jobs() == []
    BulkJob.objects.update(touched_at=timezone.now() - timedelta(minutes=1))
    assert bulk.forgotten_jobs() == [job.pk]
    # By a clock that was three hours ahead.
    BulkJob.objects.update(touched_at=timezone.now() + timedelta(hours=3))
    assert bulk.forgotten_jobs() == [job.pk]
    finish(job)
    assert bulk.forgotten_jobs() == []


def test_the_desk_starts_a_job_shows_its_progress_and_takes_it_back(
    desk_of_dana: Desk, dana: User
) -> None:
    comments = waiting(3)
    CommentFactory(body="Nothing of the kind.", status=Status.IN_REVIEW)
    page = desk_of_dana.decide("spam", comments[0], query="?q=remark", everything="1")
    assert "3 comments become “Spam” in the background." in messages_of(page)
    job = BulkJob.objects.get()
    assert "0 of 3" in " ".join(text_of(page).split())
    finish(job)
    assert Comment.objects.filter(status=Status.SPAM).count() == 3
    assert "3 of 3" in " ".join(text_of(desk_of_dana.show()).split())
    assert "taken back in the background" in messages_of(desk_of_dana.undo())
    finish(job)
    assert Comment.objects.awaiting_review().count() == 4


@pytest.fixture
def desk_of_dana(client: Client, dana: User, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("comments.desk.queue.views.queue_bulk_job", lambda _job_id: None)
    desk = Desk(client)
    desk.client.force_login(dana)
    return desk
