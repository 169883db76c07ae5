"""What is asked, and of whom; ages are seconds by the database's clock, and may be negative."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Literal

from django.conf import settings
from django.db import connection
from django.db.models import Max, Min, Q
from django.utils import timezone

from comments.models import MAIL_LEASE, SCREENING_FAILED, Comment, Finding, Mail, SignOfLife

# Of the site, on a disk.
Part = Literal["data", "database", "media"]
# In seconds, for each word with Redis.
REDIS_TIMEOUT: Final = 0.4
# A backlog moves where, so lately, one had its turn that had waited itself.
LATELY: Final = timedelta(seconds=45)
# Came so long ago, and had its turn so lately: it waited.
_HAD_TO_WAIT: Final = 2 * LATELY
# Where such are looked for: shortly before the oldest, and within the last hour.
_SAME_BACKLOG: Final = timedelta(minutes=10)
_RECENT: Final = timedelta(hours=1)
# Long enough for some to come, also on a quiet site.
SCREENING_LATELY: Final = timedelta(minutes=15)
# Mails may take longer, each.
MAILS_LATELY: Final = timedelta(seconds=90)
NO_MAIL_SENT_FOR: Final = timedelta(hours=1)
# Of mails, by when they were enqueued: one that was sent lately is among them.
LATEST_SENT: Final = 1000
# With waits of 2, 4 and 8 minutes, a quarter of an hour.
FAILS_OFTEN: Final = 4


@dataclass(frozen=True)
class OfDatabase:
    milliseconds: int
    # By how much the clock of this machine is ahead of the database's.
    clock_ahead: float


@dataclass(frozen=True)
class OfWork:
    # Of each queue that has ever shown a sign.
    signs: Mapping[str, float]
    oldest_unscreened: float | None
    newest_unscreened: float | None
    is_screening: bool
    # Those that a person got unscreened, where none was screened meanwhile.
    failed_screenings: int
    oldest_due_mail: float | None
    is_mailing: bool
    failing_mails: int
    # Somebody is sending them, or was when it ended.
    held_mails: int


@dataclass(frozen=True)
class Room:
    """What is left on one disk, and what of the site is there."""

    of: Part
    free: int
    total: int


def of_database() -> OfDatabase:
    """Ask the simplest question twice: the slower answer may be any machine's bad moment."""
    # Connecting is not what is measured.
    connection.ensure_connection()
    milliseconds = []
    for _ in range(2):
        began_at = perf_counter()
        now = database_now()
        milliseconds.append(round((perf_counter() - began_at) * 1000))
    ahead = (timezone.now() - now).total_seconds()
    return OfDatabase(milliseconds=min(milliseconds), clock_ahead=ahead)


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        now = cursor.fetchone()[0]
    # SQLite has no type for it; it says it in UTC.
    return now if isinstance(now, datetime) else datetime.fromisoformat(now).replace(tzinfo=UTC)


def of_work() -> OfWork:
    now = database_now()
    return OfWork(
        signs={sign.queue: _age(now, sign.shown_at) for sign in SignOfLife.objects.all()},
        **_of_screening(now),
        failed_screenings=_failed_screenings(now),
        **_of_mails(now),
    )


def _of_screening(now: datetime) -> dict[str, Any]:
    waiting = Comment.objects.awaiting_first_screening()
    ends = waiting.aggregate(oldest=Min("created_at"), newest=Max("created_at"))
    if ends["oldest"] is None:
        return {"oldest_unscreened": None, "newest_unscreened": None, "is_screening": False}
    return {
        "oldest_unscreened": _age(now, ends["oldest"]),
        "newest_unscreened": _age(now, ends["newest"]),
        # Before anybody has waited for long, it makes no difference.
        "is_screening": ends["oldest"] <= now - _HAD_TO_WAIT and _is_screening(now, ends["oldest"]),
    }


def _is_screening(now: datetime, oldest: datetime) -> bool:
    """Whether others that had to wait get their turn now.

    That those do who have just come says nothing: they overtake one that was forgotten.
    """
    before = Q(created_at__range=(oldest - _SAME_BACKLOG, oldest))
    waited = Q(created_at__range=(now - _RECENT, now - _HAD_TO_WAIT))
    lately = Q(screened_at__range=(now - LATELY, now + LATELY))
    return Comment.objects.filter(before | waited, lately).exists()


def _failed_screenings(now: datetime) -> int:
    lately = (now - SCREENING_LATELY, now + SCREENING_LATELY)
    failed = Finding.objects.filter(check_name=SCREENING_FAILED, created_at__range=lately).count()
    screened = Comment.objects.filter(
        created_at__range=(now - _RECENT, now + _RECENT), screened_at__range=lately
    )
    # Where others get through, it is the comments.
    return 0 if failed and screened.exists() else failed


def _of_mails(now: datetime) -> dict[str, Any]:
    oldest = Mail.objects.due().values_list("due_at", flat=True).first()
    failing = Mail.objects.filter(state=Mail.State.DUE, attempts__gte=FAILS_OFTEN).count()
    return {
        "oldest_due_mail": None if oldest is None else _age(now, oldest),
        "is_mailing": oldest is not None and _is_mailing(now, MAILS_LATELY),
        # Where others arrive, it is not the server.
        "held_mails": Mail.objects.filter(
            state=Mail.State.DUE, lease_ends_at__range=(now, now + MAIL_LEASE)
        ).count(),
        "failing_mails": 0 if failing and _is_mailing(now, NO_MAIL_SENT_FOR) else failing,
    }


def _is_mailing(now: datetime, lately: timedelta) -> bool:
    """Look among the latest alone: the outbox keeps all that was ever sent."""
    sent = Mail.objects.filter(state=Mail.State.SENT).order_by("-pk")
    latest = Mail.objects.filter(pk__in=sent.values("pk")[:LATEST_SENT])
    return latest.filter(sent_at__range=(now - lately, now + lately)).exists()


def of_redis() -> dict[str, int]:
    """Return how many messages wait in each queue."""
    names = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    with (
        settings.REDIS.client(REDIS_TIMEOUT) as redis,
        redis.pipeline(transaction=False) as pipeline,
    ):
        for name in names:
            pipeline.llen(name)
        return dict(zip(names, pipeline.execute(), strict=True))


def of_disks() -> list[Room]:
    """Return the room on each disk once: SQLite and the pictures may have one of their own."""
    folders: dict[Part, Path] = {"data": Path(settings.DATA_DIR)}
    if connection.vendor == "sqlite":
        folders["database"] = Path(connection.settings_dict["NAME"]).parent
    # The first picture makes its folder.
    if Path(settings.MEDIA_ROOT).is_dir():
        folders["media"] = Path(settings.MEDIA_ROOT)
    rooms: dict[int, Room] = {}
    for of, folder in folders.items():
        rooms.setdefault(_disk_of(folder), _room(of, folder))
    return [*rooms.values()]


def _disk_of(folder: Path) -> int:
    return folder.stat().st_dev


def _room(of: Part, folder: Path) -> Room:
    disk = os.statvfs(folder)
    # What is kept for root is of no use here.
    return Room(of=of, free=disk.f_bavail * disk.f_frsize, total=disk.f_blocks * disk.f_frsize)


def _age(now: datetime, moment: datetime) -> float:
    return (now - moment).total_seconds()
