"""What is asked of the database, by its own clock."""

from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from comments import moderation, tasks
from comments.models import MAX_SCREENING_ATTEMPTS, Finding, Mail, SignOfLife, Status
from newsroom.health import figures
from tests.clock import FAR_AHEAD, LONG_AGO
from tests.comments.factories import CommentFactory

pytestmark = pytest.mark.django_db


def ago(**how_long: float) -> datetime:
    return timezone.now() - timedelta(**how_long)


def screened(*, created_at: datetime, screened_at: datetime) -> None:
    CommentFactory.create(status=Status.IN_REVIEW, created_at=created_at, screened_at=screened_at)


def test_the_database_has_a_clock() -> None:
    assert abs((timezone.now() - figures.database_now()).total_seconds()) < 60


def test_a_fresh_site_has_shown_no_sign_and_has_nothing_to_do() -> None:
    work = figures.of_work()
    assert (dict(work.signs), work.oldest_unscreened, work.oldest_due_mail) == ({}, None, None)


@pytest.mark.parametrize("before", [LONG_AGO, FAR_AHEAD])
def test_a_sign_of_life_is_shown_by_the_databases_clock(
    monkeypatch: pytest.MonkeyPatch, before: datetime
) -> None:
    SignOfLife.objects.create(queue="mails", shown_at=before)
    monkeypatch.setattr(timezone, "now", lambda: LONG_AGO)

    tasks.show_sign_of_life("housekeeping")
    tasks.show_sign_of_life("mails")

    signs = figures.of_work().signs
    assert {queue: abs(age) < 60 for queue, age in signs.items()} == {
        "housekeeping": True,
        "mails": True,
    }


def test_a_sign_from_the_future_has_not_come_yet() -> None:
    SignOfLife.objects.create(queue="mails", shown_at=FAR_AHEAD)
    assert figures.of_work().signs["mails"] < -10_000


def test_one_poisonous_comment_is_not_the_oldest() -> None:
    CommentFactory.create(created_at=LONG_AGO, screening_attempts=1)
    assert figures.of_work().oldest_unscreened is None

    CommentFactory.create(created_at=ago(minutes=4, seconds=5))
    assert (figures.of_work().oldest_unscreened or 0) // 60 == 4


@pytest.mark.parametrize(
    ("created", "done", "moves"),
    [
        # One that had come just before the oldest, and had its turn just now.
        ({"minutes": 5, "seconds": 2}, {"seconds": 10}, True),
        # The oldest has lost its message, but the others move; the sweeper will find it.
        ({"minutes": 4}, {"seconds": 10}, True),
        # Those who have just come overtake what was forgotten.
        ({"seconds": 60}, {"seconds": 10}, False),
        # Some minutes ago nothing was wrong yet.
        ({"minutes": 5, "seconds": 2}, {"minutes": 4}, False),
        # A worker's clock was ahead.
        ({"minutes": 5, "seconds": 2}, {"hours": -3}, False),
    ],
)
def test_a_backlog_moves_where_those_who_had_to_wait_get_their_turn(
    created: dict[str, float], done: dict[str, float], moves: bool
) -> None:
    CommentFactory.create(created_at=ago(minutes=5))
    screened(created_at=ago(**created), screened_at=ago(**done))

    assert figures.of_work().is_screening is moves


def test_what_waits_since_a_time_to_come_is_told_apart() -> None:
    CommentFactory.create(created_at=ago(seconds=1))
    CommentFactory.create(created_at=ago(hours=-3))

    work = figures.of_work()

    assert (work.newest_unscreened or 0) < -10_000
    assert 0 <= (work.oldest_unscreened or -1) < 60


def given_to_a_person() -> None:
    comment = CommentFactory.create(screening_attempts=MAX_SCREENING_ATTEMPTS)
    assert moderation.give_to_a_person(comment.pk)


def test_screening_fails_where_none_gets_through() -> None:
    for _ in range(3):
        given_to_a_person()
    screened(created_at=ago(hours=3), screened_at=ago(minutes=16))
    assert figures.of_work().failed_screenings == 3

    screened(created_at=ago(minutes=1), screened_at=ago(minutes=1))
    assert figures.of_work().failed_screenings == 0


def test_screening_that_failed_long_ago_is_no_news() -> None:
    given_to_a_person()
    Finding.objects.update(created_at=ago(minutes=16))
    assert figures.of_work().failed_screenings == 0


def mail(**columns: Any) -> None:
    Mail.objects.create(kind=Mail.Kind.DIGEST, **columns)


def test_a_mail_that_nobody_sends_is_due() -> None:
    mail(due_at=ago(minutes=3, seconds=5))
    mail(due_at=ago(minutes=-3))
    mail(due_at=ago(hours=1), lease_ends_at=ago(minutes=-10))
    mail(due_at=ago(hours=1), state=Mail.State.REFUSED)

    work = figures.of_work()

    assert (work.oldest_due_mail or 0) // 60 == 3
    assert not work.is_mailing

    mail(state=Mail.State.SENT, sent_at=ago(seconds=20))
    assert figures.of_work().is_mailing


def test_of_very_many_mails_that_were_sent_the_latest_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A look must not take longer from year to year."""
    monkeypatch.setattr(figures, "LATEST_SENT", 2)
    mail(due_at=ago(minutes=3))
    mail(state=Mail.State.SENT, sent_at=ago(seconds=20))
    mail(state=Mail.State.SENT, sent_at=ago(hours=1))
    assert figures.of_work().is_mailing

    mail(state=Mail.State.SENT, sent_at=ago(hours=1))
    assert not figures.of_work().is_mailing


@pytest.mark.parametrize(("minutes", "held"), [(15, 1), (-1, 0), (180, 0)])
def test_a_mail_is_in_hand_while_somebody_may_send_it(minutes: int, held: int) -> None:
    mail(due_at=ago(hours=1), lease_ends_at=ago(minutes=-minutes))
    assert figures.of_work().held_mails == held


def test_mails_fail_where_none_arrives() -> None:
    for _ in range(3):
        mail(due_at=ago(minutes=-16), attempts=4)
    mail(due_at=ago(minutes=-2), attempts=1)
    assert figures.of_work().failing_mails == 3

    mail(state=Mail.State.SENT, sent_at=ago(minutes=20))
    assert figures.of_work().failing_mails == 0


def test_the_room_of_the_disk_is_known() -> None:
    for room in figures.of_disks():
        assert 0 < room.free < room.total


def test_each_disk_of_the_site_is_looked_at_once(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite and the pictures may each be mounted from elsewhere."""
    folders = {name: tmp_path / name for name in ("data", "media", "database")}
    for folder in folders.values():
        folder.mkdir()
    settings.DATA_DIR, settings.MEDIA_ROOT = folders["data"], folders["media"]
    sqlite = SimpleNamespace(
        vendor="sqlite", settings_dict={"NAME": folders["database"] / "newsroom.sqlite3"}
    )
    monkeypatch.setattr(figures, "connection", sqlite)
    assert [room.of for room in figures.of_disks()] == ["data"]

    disks = iter(range(9))
    monkeypatch.setattr(figures, "_disk_of", lambda _folder: next(disks))
    assert {room.of for room in figures.of_disks()} == {*folders}

    # No picture was added yet.
    folders["media"].rmdir()
    assert {room.of for room in figures.of_disks()} == {"data", "database"}


def test_data_that_is_not_there_is_no_room(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "not mounted"
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(FileNotFoundError):
        figures.of_disks()
