"""What monitors ask: whether the process runs, and whether all that it needs answers."""

import logging
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import Error as DatabaseError
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from comments.models import Comment

logger = logging.getLogger(__name__)

# Screening takes seconds: a comment that waits longer says that no worker is at work.
LONGEST_WAIT: Final = timedelta(minutes=5)
# In seconds, for each word with Redis; a frozen one must not hold whoever asks.
REDIS_TIMEOUT: Final = 0.4


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Whether the process answers; asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Whether database and Redis answer, and whether comments get screened.

    For monitors, not for load balancers: without Redis the site still takes comments.
    """
    report: dict[str, Any] = {
        "database": "ok",
        "redis": "ok",
        "oldest_unscreened_seconds": None,
        "queued_messages": None,
    }
    try:
        report["oldest_unscreened_seconds"] = _seconds_unscreened()
    except DatabaseError as problem:
        logger.warning("The database does not answer: %s", problem)
        report["database"] = "unavailable"
    try:
        report["queued_messages"] = _queued_messages()
    except RedisError as problem:
        logger.warning("Redis does not answer: %s", problem)
        report["redis"] = "unavailable"
    is_ready = (
        report["database"] == report["redis"] == "ok"
        and (report["oldest_unscreened_seconds"] or 0) <= LONGEST_WAIT.total_seconds()
    )
    return JsonResponse(report, status=200 if is_ready else 503)


def _seconds_unscreened() -> int | None:
    """Return the age of the oldest comment that waits for screening; None where none waits."""
    oldest = Comment.objects.awaiting_screening().aggregate(at=Min("created_at"))["at"]
    return None if oldest is None else int((timezone.now() - oldest).total_seconds())


def _queued_messages() -> dict[str, int]:
    names = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    with (
        settings.REDIS.client(REDIS_TIMEOUT) as redis,
        redis.pipeline(transaction=False) as pipeline,
    ):
        for name in names:
            pipeline.llen(name)
        return dict(zip(names, pipeline.execute(), strict=True))
