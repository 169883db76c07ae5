"""Each light, red and green."""

from typing import Any

import pytest
from django.conf import LazySettings

from newsroom.health import problems
from newsroom.health.figures import OfDatabase, OfWork, Room

GIGABYTE = 1_000_000_000
NOTHING_QUEUED = {"screening": 0, "housekeeping": 0, "mails": 0}
WELL: dict[str, Any] = {
    "signs": {"housekeeping": 20.0, "mails": 20.0},
    "oldest_unscreened": None,
    "newest_unscreened": None,
    "is_screening": False,
    "failed_screenings": 0,
    "oldest_due_mail": None,
    "is_mailing": False,
    "failing_mails": 0,
    "held_mails": 0,
}


def names_of(found: Any) -> list[str]:
    return [problem.name for problem in found]


def of_work(queued: dict[str, int] | None = NOTHING_QUEUED, **figures: Any) -> list[str]:
    return names_of(problems.of_work(OfWork(**WELL | figures), queued))


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"milliseconds": 3, "clock_ahead": 0.2}, []),
        ({"milliseconds": 500, "clock_ahead": -59}, []),
        ({"milliseconds": 501, "clock_ahead": 0}, ["database-slow"]),
        ({"milliseconds": 3, "clock_ahead": 10_800}, ["clock-wrong"]),
        ({"milliseconds": 3, "clock_ahead": -10_800}, ["clock-wrong"]),
    ],
)
def test_the_database_and_the_clock(figures: dict[str, Any], expected: list[str]) -> None:
    assert names_of(problems.of_database(OfDatabase(**figures))) == expected


@pytest.mark.parametrize(
    ("worker", "mailer", "queued", "expected"),
    [
        (20.0, 20.0, 0, []),
        (80.0, 80.0, 0, []),
        (81.0, 20.0, 4, ["worker-silent"]),
        (20.0, 81.0, 4, ["mailer-silent"]),
        # What was asked for lies there: the scheduler is well.
        (81.0, 81.0, 4, ["worker-silent", "mailer-silent"]),
        (81.0, 81.0, 0, ["scheduler-silent"]),
        # One sign came a moment later than the other.
        (81.0, 79.0, 0, ["scheduler-silent"]),
        (79.0, 81.0, 0, ["scheduler-silent"]),
        # The scheduler is at work, and a worker that hangs may hold all that it was asked.
        (20.0, 81.0, 0, ["mailer-silent"]),
        # The database's clock was set back by three hours: what it said before is void.
        (-10_800.0, -10_800.0, 0, ["scheduler-silent"]),
        (-10_800.0, 3.0, 0, ["worker-silent"]),
        # Nobody has started yet.
        (None, None, 0, ["scheduler-silent"]),
        (None, 20.0, 1, ["worker-silent"]),
    ],
)
def test_the_signs_of_life(
    worker: float | None, mailer: float | None, queued: int, expected: list[str]
) -> None:
    ages = {"housekeeping": worker, "mails": mailer}
    signs = {queue: age for queue, age in ages.items() if age is not None}
    assert of_work(NOTHING_QUEUED | {"housekeeping": queued}, signs=signs) == expected


@pytest.mark.parametrize(
    "figures",
    [
        {"signs": {}},
        {"signs": WELL["signs"] | {"sweep": 300.0}},
        {"oldest_unscreened": 300, "newest_unscreened": 1},
        {"oldest_due_mail": 300},
    ],
)
def test_without_redis_that_nobody_works_is_no_news(figures: dict[str, Any]) -> None:
    """Who reads of it would look for a worker that is well."""
    assert of_work(NOTHING_QUEUED, **figures) != []
    assert of_work(None, **figures) == []


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ({"sweep": 80.0, "outbox": 80.0}, []),
        ({"sweep": 81.0, "outbox": 3.0}, ["sweep-fails"]),
        ({"sweep": 3.0, "outbox": 81.0}, ["outbox-fails"]),
        ({"sweep": -10_800.0, "outbox": 3.0}, ["sweep-fails"]),
        # A worker of an earlier version says nothing of them.
        ({}, []),
        # The worker may have ended just after that: in a moment it is silent.
        ({"housekeeping": 46.0, "sweep": 81.0}, []),
        ({"housekeeping": 45.0, "sweep": 81.0}, ["sweep-fails"]),
        # Who does nothing comes to no end, either.
        ({"housekeeping": 81.0, "sweep": 81.0, "outbox": 81.0}, ["worker-silent"]),
    ],
)
def test_what_is_begun_comes_to_its_end(signs: dict[str, float], expected: list[str]) -> None:
    assert of_work(signs=WELL["signs"] | signs) == expected


@pytest.mark.parametrize(("failed", "expected"), [(2, []), (3, ["screening-fails"])])
def test_screening_that_gets_through_with_none(failed: int, expected: list[str]) -> None:
    assert of_work(failed_screenings=failed) == expected


@pytest.mark.parametrize(
    ("oldest", "newest", "is_screening", "expected"),
    [
        (89, 1, False, []),
        (90, 1, False, ["screening-stands-still"]),
        # A long backlog is honest work, for as long as it is not for ever.
        (600, 1, True, []),
        (901, 1, True, ["screening-is-behind"]),
        (901, 1, False, ["screening-stands-still"]),
        (-3600, -3600, False, ["screening-waits-for-a-clock"]),
        (30, -3600, False, ["screening-waits-for-a-clock"]),
        # No two clocks are quite the same.
        (1, -2, False, []),
    ],
)
def test_the_oldest_comment_that_waits(
    oldest: float, newest: float, is_screening: bool, expected: list[str]
) -> None:
    found = of_work(oldest_unscreened=oldest, newest_unscreened=newest, is_screening=is_screening)
    assert found == expected


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"oldest_due_mail": 80}, []),
        ({"oldest_due_mail": 81}, ["mails-wait"]),
        ({"oldest_due_mail": 3600, "is_mailing": True}, []),
        ({"failing_mails": 2}, []),
        ({"failing_mails": 3}, ["mails-fail"]),
        ({"oldest_due_mail": 81, "failing_mails": 3}, ["mails-wait"]),
    ],
)
def test_mails(figures: dict[str, Any], expected: list[str]) -> None:
    assert of_work(**figures) == expected


@pytest.mark.parametrize(
    ("free", "total", "expected"),
    [
        (20 * GIGABYTE, 100 * GIGABYTE, []),
        # Little of much is much.
        (5 * GIGABYTE, 2000 * GIGABYTE, []),
        # Much of little is enough.
        (0.9 * GIGABYTE, 10 * GIGABYTE, []),
        (0.9 * GIGABYTE, 20 * GIGABYTE, ["disk-full"]),
        (0.04 * GIGABYTE, 0.1 * GIGABYTE, ["disk-full"]),
    ],
)
def test_the_room_on_the_disk(free: float, total: float, expected: list[str]) -> None:
    room = Room("data", int(free), int(total))
    assert names_of(problems.of_disks([room])) == expected


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ("data", "The disk with the site's data is nearly full: 940 MB are free."),
        ("database", "The disk with the database's file is nearly full: 940 MB are free."),
        ("media", "Make room in DATA_DIR/media, before editors can add none."),
    ],
)
def test_each_disk_is_judged_by_itself(of: Any, words: str) -> None:
    """The smallest room may be that of a small disk which has enough."""
    small = Room("data", int(0.9 * GIGABYTE), GIGABYTE)
    full = Room(of, int(0.94 * GIGABYTE), 100 * GIGABYTE)
    for rooms in ([small, full], [full, small]):
        (problem,) = problems.of_disks(rooms)
        assert problem.name == "disk-full"
        assert words in problem.sentence


def sentences(**figures: Any) -> list[str]:
    work = OfWork(**WELL | figures)
    return [problem.sentence for problem in problems.of_work(work, NOTHING_QUEUED)]


def test_a_sentence_says_since_when_and_what_to_do(settings: LazySettings) -> None:
    settings.USES_EMBEDDED_REDIS = False

    (worker,) = sentences(signs={"housekeeping": 185.0, "mails": 2.0})
    assert worker.startswith("No worker has taken a task for 3 minutes. ")
    assert "systemctl status newsroom-worker says so" in worker
    (mailer,) = sentences(signs={"housekeeping": 2.0})
    assert mailer.startswith("The mailer has taken no task yet; after a start ")
    assert "in hand" not in mailer
    (mailer,) = sentences(signs={"housekeeping": 2.0, "mails": 99.0}, held_mails=4)
    assert "It has 4 mails in hand: " in mailer
    (sweep,) = sentences(signs=WELL["signs"] | {"sweep": 185.0})
    assert sweep.endswith("has come to no end for 3 minutes. The log of the worker says why.")
    (scheduler,) = sentences(signs={"housekeeping": -10_800.0, "mails": -10_800.0})
    assert "since the database's clock was set back. " in scheduler
    assert "systemctl restart newsroom-beat " in scheduler


def test_where_make_run_runs_it_all_no_services_are_named(settings: LazySettings) -> None:
    settings.USES_EMBEDDED_REDIS = settings.USES_EMBEDDED_DATABASE = True

    said = sentences(signs={}, oldest_unscreened=100, newest_unscreened=1)
    said += [problems.redis_away().sentence, problems.database_away().sentence]

    assert len(said) == 4
    assert not any("systemctl" in sentence for sentence in said)
    assert sum("make run" in sentence for sentence in said) == 3


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (91, "91 seconds"), (119.9, "119 seconds"), (120, "2 minutes")],
)
def test_a_time_is_said_in_words(seconds: float, words: str) -> None:
    assert problems.how_long(seconds) == words
