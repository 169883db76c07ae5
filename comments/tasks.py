"""The way of a comment through Celery. The row is the queue; a message is only a nudge.

Tasks take ids, are safe to run twice, and call one function. A comment is screened with effect
once: the claim is one UPDATE, and the finish is guarded by the claim's token.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import chain, islice
from threading import Event
from time import monotonic
from typing import Any, Final
from uuid import UUID, uuid4

from celery import shared_task, signals
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DataError, IntegrityError, OperationalError, connection
from django.db import Error as DatabaseFailure
from django.db.models import F
from django.db.models.functions import Now
from redis.exceptions import RedisError

from comments import mails, moderation, screening
from comments.models import (
    MAX_SCREENING_ATTEMPTS,
    Comment,
    CommentQuerySet,
    Contact,
    Finding,
    SignOfLife,
    Standing,
    lately,
)
from comments.publisher import BackgroundPublisher
from comments.screening import learner

logger = logging.getLogger(__name__)

MAX_SWEPT: Final = 500
# Far more than the minute between two rounds: it is judged by the clock of whoever takes it.
SECONDS_FOR_RETRIES: Final = 600.0
_SECONDS_FOR_REDIS: Final = 1.0
QUEUE_OF_SCREENING: Final = settings.CELERY_TASK_ROUTES["comments.tasks.screen_comment"]["queue"]
# The rest is for storing what they found.
_SECONDS_FOR_CHECKS: Final = 0.9 * settings.SCREENING_SOFT_LIMIT


@shared_task(
    soft_time_limit=settings.SCREENING_SOFT_LIMIT, time_limit=settings.SCREENING_HARD_LIMIT
)
def screen_comment(comment_id: int) -> bool:
    """Screen a comment that was never taken. Returns whether this run is what took effect."""
    return _screen(comment_id, among=Comment.objects.awaiting_first_screening())


@shared_task(
    soft_time_limit=settings.SCREENING_SOFT_LIMIT, time_limit=settings.SCREENING_HARD_LIMIT
)
def screen_again(comment_id: int) -> bool:
    """Screen one that was lost once, and may hold or end its process again."""
    return _screen(comment_id, among=Comment.objects.lost())


def _screen(comment_id: int, *, among: CommentQuerySet) -> bool:
    token = _claim(comment_id, among=among)
    if token is None:
        return False
    comment = Comment.objects.for_screening().get(pk=comment_id)
    results = screening.screen(comment, seconds=_SECONDS_FOR_CHECKS)
    try:
        return _whatever_the_limit(partial(_store, comment, token, results))
    except OperationalError:
        _give_back(comment_id, token)
        raise


def _store(comment: Comment, token: UUID, results: list[screening.Result]) -> bool:
    if screening.is_repeated(results):
        moderation.join_wave(comment)
    else:
        moderation.join_exact_copies(comment)
    return moderation.apply_screening(comment.pk, token=token, results=results)


def _whatever_the_limit(store: Callable[[], bool]) -> bool:
    """Store what checks found, though their time is over.

    A worker that is told to end raises the soft limit a second time, just after the one that
    stopped a check.
    """
    try:
        return store()
    except SoftTimeLimitExceeded:
        if not connection.in_atomic_block:
            connection.close()
        return store()


_publisher = BackgroundPublisher(screen_comment.delay)


def queue_screening(comment_id: int) -> None:
    """Nudge a worker; never waits for the broker and never fails."""
    _publisher.submit(comment_id)


def _claim(comment_id: int, *, among: CommentQuerySet) -> UUID | None:
    """Take the lease of a comment that nobody is screening. The attempt counts from here."""
    token = uuid4()
    claimed = (
        among.without_live_lease()
        .filter(pk=comment_id, screening_attempts__lt=MAX_SCREENING_ATTEMPTS)
        .update(
            lease_token=token,
            lease_ends_at=Now() + timedelta(seconds=settings.SCREENING_LEASE),
            screening_attempts=F("screening_attempts") + 1,
        )
    )
    return token if claimed else None


def _give_back(comment_id: int, token: UUID) -> None:
    """Count no attempt where the database is held, away or full: that says nothing of the comment.

    Where it does not take that either, the lease ends by itself.
    """
    with suppress(DatabaseFailure):
        Comment.objects.filter(pk=comment_id, lease_token=token).update(
            lease_token=None,
            lease_ends_at=None,
            screening_attempts=F("screening_attempts") - 1,
        )


@shared_task
def requeue_forgotten() -> int:
    """Send a message again for what waits too long without one; returns how many were sent.

    What failed too often goes to a person.
    """
    failed = _give_to_people()
    sent = 0
    for pk, attempts in islice(chain(_just_lost(), _without_message()), MAX_SWEPT):
        again = screen_again if attempts else screen_comment
        again.delay(pk)
        Comment.objects.filter(pk=pk).update(queued_at=Now())
        sent += 1
    if sent:
        logger.warning("%d comments had been forgotten and are queued again", sent)
    if not failed:
        SignOfLife.show("sweep")
    return sent


def _give_to_people() -> int:
    """Give away what failed too often; returns of how many that could not be written.

    Whatever is wrong with one of them holds up no other, nor what waits for its first turn.
    """
    failed = 0
    lost = Comment.objects.given_up_on().order_by("pk").values_list("pk", flat=True)
    for pk in lost[:MAX_SWEPT]:
        try:
            moderation.give_to_a_person(pk)
        except (IntegrityError, DataError) as error:
            # The database's own words may quote the row.
            logger.error("Comment %d cannot go to a person: %s", pk, type(error).__name__)  # noqa: TRY400
            failed += 1
    return failed


def _just_lost() -> Iterator[tuple[int, int]]:
    """Return number and attempts of those whose last message was taken, by a worker that ended."""
    ended = Comment.objects.lost().filter(lease_ends_at__lte=Now())
    taken = ended.filter(
        lease_ends_at__gt=F("queued_at"), screening_attempts__lt=MAX_SCREENING_ATTEMPTS
    )
    yield from taken.order_by("pk").values_list("pk", "screening_attempts")[:MAX_SWEPT]


def _without_message() -> Iterator[tuple[int, int]]:
    """Return number and attempts of those whose message must be lost.

    Where messages lie in the queue theirs may be among them: then the wait for another grows with
    the comment's age, so that a backlog is not doubled every few seconds.
    """
    longest = 1 if _queue_is_empty() else 10
    waiting = Comment.objects.awaiting_screening().without_live_lease().order_by("pk")
    waiting = waiting.filter(screening_attempts__lt=MAX_SCREENING_ATTEMPTS)
    quiet = waiting.exclude(lately("queued_at", within=timedelta(seconds=settings.REQUEUE_GRACE)))
    candidates = quiet.values_list(
        "pk", "screening_attempts", Now() - F("created_at"), Now() - F("queued_at")
    )
    for pk, attempts, age, silence in candidates.iterator():
        if _is_due(age, silence, longest=longest):
            yield pk, attempts


def _queue_is_empty() -> bool:
    """Whether each message was taken by somebody. Where Redis does not say so nobody knows."""
    try:
        with settings.REDIS.client(_SECONDS_FOR_REDIS) as redis:
            return not redis.llen(QUEUE_OF_SCREENING)
    except RedisError:
        return False


def _is_due(age: timedelta, silence: timedelta, *, longest: int) -> bool:
    """Wait half as long as the comment is old, within the grace and so many times the grace.

    A message that was sent in the future was sent by a clock that was wrong.
    """
    grace = timedelta(seconds=settings.REQUEUE_GRACE)
    wait = min(max(age / 2, grace), longest * grace)
    return silence < timedelta() or silence >= wait


@shared_task
def work_on_bulk_job(job_id: int) -> None:
    """Decide on very many comments, for as long as a task may run; then another goes on."""
    ends_at = monotonic() + settings.CELERY_TASK_SOFT_TIME_LIMIT / 2
    while moderation.work_on_job(job_id):
        if monotonic() > ends_at:
            work_on_bulk_job.delay(job_id)
            return


_bulk_publisher = BackgroundPublisher(work_on_bulk_job.delay)


def queue_bulk_job(job_id: int) -> None:
    """Nudge a worker; never waits for the broker and never fails."""
    _bulk_publisher.submit(job_id)


@shared_task
def continue_bulk_jobs() -> int:
    """Send a message again for bulk decisions that nobody works on; returns how many."""
    forgotten = moderation.forgotten_jobs()
    for job_id in forgotten:
        work_on_bulk_job.delay(job_id)
    return len(forgotten)


@shared_task
def retry_unavailable_checks() -> int:
    """Send a message for each check that could not run and is due; returns how many were sent.

    What nobody took before the next round comes up in that again; taken twice, it is done once.
    """
    due = list(Finding.objects.to_be_retried().values_list("pk", flat=True)[:MAX_SWEPT])
    for pk in due:
        retry_check.apply_async((pk,), expires=SECONDS_FOR_RETRIES)
    return len(due)


@shared_task(
    soft_time_limit=settings.SCREENING_SOFT_LIMIT, time_limit=settings.SCREENING_HARD_LIMIT
)
def retry_check(finding_id: int) -> bool:
    """Try one check again that could not run; returns whether now it could.

    A person decides meanwhile; this only adds evidence.
    """
    finding = moderation.claim_retry(finding_id)
    if finding is None:
        return False
    comment = Comment.objects.for_screening().get(pk=finding.comment_id)
    result = screening.run_check(finding.check_name, comment)
    return _whatever_the_limit(partial(moderation.record_retry, finding, result))


@shared_task
def teach_learner() -> int:
    """Learn from decisions that can no longer be taken back; returns how many were considered."""
    return learner.teach_learner()


@shared_task
def rebuild_learner() -> bool:
    """Learn anew from every decision, slice by slice; returns whether this slice was the last."""
    progress = learner.continue_rebuild()
    if not progress.is_finished:
        rebuild_learner.delay()
    return progress.is_finished


@shared_task
def enqueue_mails() -> int:
    """Put what is to be told into the outbox, and nudge whoever sends; returns the mails."""
    enqueued = mails.enqueue_digests() + mails.enqueue_publications()
    if enqueued:
        send_mails.delay()
    SignOfLife.show("outbox")
    return enqueued


_is_stopping: Final = Event()


@signals.worker_shutting_down.connect
def begin_no_further_mail(**_kwargs: Any) -> None:
    """End soon: who is killed in the middle of a batch leaves mails that may have been sent."""
    _is_stopping.set()


# The row is the queue, and a mail server may take ten minutes for one mail: a message that a dead
# worker leaves behind is of no use.
@shared_task(acks_late=False, soft_time_limit=1200, time_limit=1260)
def send_mails() -> int:
    """Send what is due in the outbox; returns how many the mail server took."""
    return mails.send_due(is_stopping=_is_stopping.is_set)


@shared_task
def show_sign_of_life(queue: str) -> None:
    """Tell `newsroom.health` that scheduler, queue and worker are at work."""
    SignOfLife.show(queue)


@shared_task
def erase_old_network_data() -> int:
    """Forget networks, and how browsers are known again, after some days; returns the rows.

    What was settled about a network is forgotten as long after it is over.
    """
    kept_for = timedelta(days=settings.KEEP_NETWORK_DATA_DAYS)
    nothing = {"ip_address": None, "network": "", "user_agent": "", "browser_digest": ""}
    over = Standing.objects.over_for(kept_for).exclude(network="")
    contacts = Contact.objects.filter(created_at__lt=Now() - kept_for).exclude(**nothing)
    # The network, or the browser's number, is in what is compared for second tries, too.
    Comment.objects.filter(pk__in=contacts.values("pk")).update(duplicate_key=F("receipt_digest"))
    return contacts.update(**nothing) + over.delete()[0]
