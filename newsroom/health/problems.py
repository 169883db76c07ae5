"""When a light is red, and what that means: a name that stays, and a sentence that says what to do.

A backlog alone turns nothing red: the sign of trouble is that nothing moves.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.health.figures import OfDatabase, OfWork, Part, Room

# Seconds. What stops is red within 90: the last sign, or mail, came a moment before.
TOO_SILENT: Final = 80
# Three signs of life: where one is younger, the scheduler is at work.
ASKED_LATELY: Final = 45
UNSCREENED_TOO_LONG: Final = 90
MAIL_DUE_TOO_LONG: Final = 80
# However it moves: what comes in for so long is more than the workers can do.
LONGEST_BACKLOG: Final = 15 * 60
# A clock that is well is corrected by less.
WRONG_CLOCK: Final = 60
SLOW_DATABASE: Final = 500  # milliseconds
LITTLE_ROOM: Final = 1_000_000_000
LITTLE_OF_ALL: Final = 0.05
NO_ROOM: Final = 50_000_000
# Fewer may be what is wrong with these comments, or with who is to get these mails.
MANY_FAIL: Final = 3


@dataclass(frozen=True)
class Problem:
    name: str
    sentence: str


def of_database(figures: OfDatabase) -> Iterator[Problem]:
    if figures.milliseconds > SLOW_DATABASE:
        yield Problem(
            "database-slow",
            _(
                "The database is slow: it took %(count)d ms for the simplest question. Look what"
                " else its machine does, and whether its disk is busy."
            )
            % {"count": figures.milliseconds},
        )
    if abs(figures.clock_ahead) > WRONG_CLOCK:
        yield Problem(
            "clock-wrong",
            _(
                "The clock of the web server's machine and the database's differ by %(time)s. Set"
                " the one that is wrong; timedatectl says whether it is kept right."
            )
            % {"time": how_long(abs(figures.clock_ahead))},
        )


def of_work(figures: OfWork, queued: Mapping[str, int] | None) -> Iterator[Problem]:
    """Judge what was done; `queued` are the messages that wait, None where Redis is away.

    Without Redis nobody shows a sign, screens or sends, and that it is away says it all: who
    starts anew what waits for it mends nothing.
    """
    if queued is None:
        return
    yield from _of_signs(figures, queued)
    yield from _of_screening(figures)
    yield from _of_mails(figures)


def _of_signs(figures: OfWork, queued: Mapping[str, int]) -> Iterator[Problem]:
    signs = figures.signs
    worker, mailer = signs.get("housekeeping"), signs.get("mails")
    is_worker_silent, is_mailer_silent = _is_silent(worker), _is_silent(mailer)
    # What it asks for comes to a worker, or lies in a queue that nobody looks after.
    lies_there = queued["housekeeping"] + queued["mails"] > 0
    is_asked = lies_there or any(abs(age) <= ASKED_LATELY for age in signs.values())
    if (is_worker_silent or is_mailer_silent) and not is_asked:
        yield Problem(
            "scheduler-silent",
            _silence(_("The scheduler has asked for nothing"), mailer if worker is None else worker)
            + _advice("newsroom-beat", _("the scheduler")),
        )
        return
    if is_worker_silent:
        yield Problem(
            "worker-silent",
            _silence(_("No worker has taken a task"), worker)
            + _advice("newsroom-worker", _("the worker")),
        )
    elif worker is not None and abs(worker) <= ASKED_LATELY:
        # Of one that may have ended since, nobody knows what it would have done.
        yield from _of_work_in_vain(signs)
    if is_mailer_silent:
        yield Problem(
            "mailer-silent",
            _silence(_("The mailer has taken no task"), mailer)
            + _held_mails(figures.held_mails)
            + _advice("newsroom-mailer", _("the mailer")),
        )


def _of_work_in_vain(signs: Mapping[str, float]) -> Iterator[Problem]:
    """Judge what workers have brought to its end; who never did is of an earlier version."""
    for name, what in (
        ("sweep", _("The search for comments that wait without a message has come to no end")),
        ("outbox", _("The search for mails that are to be sent has come to no end")),
    ):
        if name in signs and _is_silent(signs[name]):
            yield Problem(
                f"{name}-fails",
                _silence(what, signs[name]) + " " + _("The log of the worker says why."),
            )


def _held_mails(count: int) -> str:
    """Say what might be doubled, or lost, by whoever starts the mailer anew."""
    if not count:
        return ""
    return " " + ngettext(
        "It has %(count)d mail in hand: a mail server may take ten minutes to say that it has one,"
        " and who ends the mailer meanwhile leaves a mail that may have been sent.",
        "It has %(count)d mails in hand: a mail server may take ten minutes to say that it has one,"
        " and who ends the mailer meanwhile leaves mails that may have been sent.",
        count,
    ) % {"count": count}


def _is_silent(age: float | None) -> bool:
    """A sign from the future is none: a clock was set back since."""
    return age is None or abs(age) > TOO_SILENT


def _silence(what: str, age: float | None) -> str:
    if age is None:
        return _("%(what)s yet; after a start that takes up to a minute.") % {"what": what}
    if age < 0:
        return _("%(what)s since the database's clock was set back.") % {"what": what}
    return _("%(what)s for %(time)s.") % {"what": what, "time": how_long(age)}


def _advice(unit: str, program: str) -> str:
    if settings.USES_EMBEDDED_REDIS:
        advice = _(
            "Look for %(program)s in the terminal of make run. If that says nothing, stop the site"
            " there with Ctrl-C, and start it again."
        )
    else:
        advice = _(
            "Is %(program)s running? systemctl status %(unit)s says so, and"
            " systemctl restart %(unit)s starts it anew. If it runs, is the clock of its machine"
            " right? timedatectl says so."
        )
    return " " + advice % {"program": program, "unit": unit}


def _of_screening(figures: OfWork) -> Iterator[Problem]:
    if figures.failed_screenings >= MANY_FAIL:
        yield Problem(
            "screening-fails",
            _(
                "Screening has failed on each of the last %(count)d comments: a person has them,"
                " without what the checks find. The log of the worker says why."
            )
            % {"count": figures.failed_screenings},
        )
    oldest, newest = figures.oldest_unscreened, figures.newest_unscreened
    if oldest is None or newest is None:
        return
    if oldest >= UNSCREENED_TOO_LONG and not figures.is_screening:
        yield Problem(
            "screening-stands-still",
            _("A comment has waited for screening for %(time)s, and none gets its turn.")
            % {"time": how_long(oldest)}
            + _advice("newsroom-worker", _("the worker")),
        )
    elif oldest > LONGEST_BACKLOG:
        yield Problem(
            "screening-is-behind",
            _(
                "Comments wait for screening for %(time)s: more come in than the workers can do."
                " If that goes on, start more workers, or give the worker a higher --concurrency."
            )
            % {"time": how_long(oldest)},
        )
    elif newest < -WRONG_CLOCK:
        yield Problem(
            "screening-waits-for-a-clock",
            _(
                "A comment that waits for screening came in at a time that is still to come, as a"
                " clock was wrong. timedatectl says whether this one is kept right."
            ),
        )


def _of_mails(figures: OfWork) -> Iterator[Problem]:
    oldest = figures.oldest_due_mail
    if oldest is not None and oldest > MAIL_DUE_TOO_LONG and not figures.is_mailing:
        yield Problem(
            "mails-wait",
            _(
                "A mail has been due for %(time)s, and none was sent since. The log of the mailer"
                " says whether the mail server can be reached; EMAIL_URL says where it is."
            )
            % {"time": how_long(oldest)},
        )
    elif figures.failing_mails >= MANY_FAIL:
        yield Problem(
            "mails-fail",
            ngettext(
                "%(count)d mail has been refused again and again, and none was sent for an hour.",
                "%(count)d mails have been refused again and again, and none was sent for an hour.",
                figures.failing_mails,
            )
            % {"count": figures.failing_mails}
            + " "
            + _("What the mail server said is in the outbox."),
        )


def of_disks(rooms: Iterable[Room]) -> Iterator[Problem]:
    full = [room for room in rooms if _is_nearly_full(room)]
    if full:
        worst = min(full, key=lambda room: room.free)
        yield Problem("disk-full", _of_full_disk(worst.of) % {"count": worst.free // 1_000_000})


def _is_nearly_full(room: Room) -> bool:
    is_little = room.free < LITTLE_ROOM and room.free < room.total * LITTLE_OF_ALL
    return is_little or room.free < NO_ROOM


def _of_full_disk(of: Part) -> str:
    if of == "media":
        return _(
            "The disk with the pictures is nearly full: %(count)d MB are free. Make room in"
            " DATA_DIR/media, before editors can add none."
        )
    if of == "database":
        return _(
            "The disk with the database's file is nearly full: %(count)d MB are free. Make room"
            " there, before comments can no longer be stored."
        )
    return _(
        "The disk with the site's data is nearly full: %(count)d MB are free. Make room"
        " there, before comments can no longer be stored."
    )


def database_away() -> Problem:
    if settings.USES_EMBEDDED_DATABASE:
        sentence = _(
            "The database does not answer. Does another program hold its file in DATA_DIR, or"
            " is the disk full?"
        )
    else:
        sentence = _(
            "The database does not answer. Is its server running, and is DATABASE_URL right?"
            " systemctl status postgresql, where it is on this machine."
        )
    return Problem("database-away", sentence)


def tables_unread() -> Problem:
    return Problem(
        "tables-unread",
        _(
            "The database answers, but not what it is asked about comments and mails. After an"
            " upgrade: run manage.py migrate. Otherwise the log says why."
        ),
    )


def redis_away() -> Problem:
    if settings.USES_EMBEDDED_REDIS:
        sentence = _(
            "Redis does not answer: comments are kept, and wait unscreened. Look for the Redis"
            " server in the terminal of make run. If that says nothing, stop the site there with"
            " Ctrl-C, and start it again."
        )
    else:
        sentence = _(
            "Redis does not answer: comments are kept, and wait unscreened. Is its server running,"
            " and is REDIS_URL right? systemctl status redis-server, where it is on this machine."
        )
    return Problem("redis-away", sentence)


def disks_unread() -> Problem:
    return Problem(
        "disk-away",
        _("The disk with the site's data does not answer. Is DATA_DIR there, and its disk well?"),
    )


def how_long(seconds: float) -> str:
    """Say it in minutes, or in seconds where that is not long."""
    if seconds < 120:  # noqa: PLR2004 (two minutes: from there on minutes are exact enough)
        return ngettext("%(count)d second", "%(count)d seconds", int(seconds)) % {
            "count": int(seconds)
        }
    minutes = int(seconds // 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
