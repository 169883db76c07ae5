"""All that is asked together, judged; and one line in the log when a light changes."""

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from newsroom.health import figures, problems
from newsroom.health.looks import Asked, Look, Unanswered
from newsroom.health.problems import Problem

logger = logging.getLogger(__name__)

_DATABASE: Final = Look(figures.of_database)
_WORK: Final = Look(figures.of_work)
_REDIS: Final = Look(figures.of_redis)
_DISKS: Final = Look(figures.of_disks)


@dataclass(frozen=True)
class Report:
    problems: list[Problem]
    # None where nobody answered.
    database: figures.OfDatabase | None
    work: figures.OfWork | None
    queued: Mapping[str, int] | None
    rooms: list[figures.Room] | None

    def as_json(self) -> dict[str, Any]:
        database, work = self.database, self.work
        return {
            "database": "ok" if database else "unavailable",
            "redis": "ok" if self.queued is not None else "unavailable",
            "oldest_unscreened_seconds": _whole(work.oldest_unscreened if work else None),
            "queued_messages": self.queued,
            "problems": [vars(problem) for problem in self.problems],
            "database_milliseconds": database and database.milliseconds,
            "clock_ahead_seconds": _whole(database.clock_ahead if database else None),
            "silent_seconds": work and {name: _whole(age) for name, age in work.signs.items()},
            "oldest_due_mail_seconds": _whole(work.oldest_due_mail if work else None),
            "free_megabytes": self.rooms and min(room.free for room in self.rooms) // 1_000_000,
        }


def examine() -> Report:
    """Ask all at once, and wait for no longer than `looks.PATIENCE`."""
    asked = [look.begin() for look in (_DATABASE, _WORK, _REDIS, _DISKS)]
    reasons: list[str] = []
    database, work, queued, rooms = (_answer(one, reasons) for one in asked)
    made = Report(
        problems=[*_judge(database, work, queued, rooms)],
        database=database,
        work=work,
        queued=queued,
        rooms=rooms,
    )
    _CHANGES.tell(made.problems, reasons)
    return made


def _answer(asked: Asked[Any], reasons: list[str]) -> Any:
    try:
        return asked.figures()
    except Unanswered as reason:
        reasons.append(str(reason))
        return None


def _judge(
    database: figures.OfDatabase | None,
    work: figures.OfWork | None,
    queued: Mapping[str, int] | None,
    rooms: list[figures.Room] | None,
) -> Iterator[Problem]:
    if database is None:
        yield problems.database_away()
    else:
        yield from problems.of_database(database)
    if queued is None:
        yield problems.redis_away()
    if work is not None:
        yield from problems.of_work(work, queued)
    elif database is not None:
        yield problems.tables_unread()
    if rooms is None:
        yield problems.disks_unread()
    else:
        yield from problems.of_disks(rooms)


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds)


class Changes:
    """Says in the log what turns red and what is green again, and nothing in between."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._red: frozenset[str] = frozenset()

    def tell(self, found: list[Problem], reasons: list[str]) -> None:
        now = {problem.name: problem.sentence for problem in found}
        with self._lock:
            turned_red = now.keys() - self._red
            # Of whoever does not answer nobody knows what has become of the rest.
            turned_green = frozenset() if reasons else self._red - now.keys()
            self._red = (self._red | now.keys()) - turned_green
        because = f" ({'; '.join(reasons)})" if reasons else ""
        for name in sorted(turned_red):
            logger.warning("%s: %s%s", name, now[name], because)
        for name in sorted(turned_green):
            logger.warning("%s: all is well again", name)


_CHANGES: Final = Changes()
