"""For how long this process waits for the database: a reader leaves, a worker has time."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Seconds."""

    # Within PostgreSQL, which says why; 0 is for ever.
    statement: float
    # Less: what was waited for is told by its name.
    lock: float
    # For PostgreSQL to say anything: a little longer, as a frozen server keeps no limits.
    answer: float
    # The same, just after somebody was given up.
    in_hurry: float
    # For another process to have written into SQLite's file; then, while it is known to be held.
    file: float
    held_file: float

    @property
    def is_short(self) -> bool:
        return bool(self.statement)


OF_WORKERS: Final = Patience(statement=0, lock=0, answer=0, in_hurry=0, file=20, held_file=20)
OF_WEB_SERVER: Final = Patience(
    statement=3, lock=2.5, answer=3.5, in_hurry=1, file=4, held_file=0.25
)
# Of the time that a task has, for each wait: after two of them it still ends by itself. Whoever is
# killed while waiting leaves a comment that looks as if it had killed them.
SHARE_OF_TASK: Final = 0.4
# For a process that is frozen itself to keep what it has locked.
IDLE: Final = 60
# For PostgreSQL to take a connection: the least that its library knows, for each address it has.
# All of them together, and finding them, get no longer than an answer.
TO_CONNECT: Final = 2


class Process:
    """This one: a worker or a command, until it says that it is the web server."""

    patience: ClassVar[Patience] = OF_WORKERS


def wait_as_web_server() -> None:
    Process.patience = OF_WEB_SERVER


def wait_as_task(seconds: float) -> None:
    """Wait within a task that has so many seconds."""
    file = min(OF_WORKERS.file, seconds * SHARE_OF_TASK)
    Process.patience = replace(OF_WORKERS, file=file, held_file=file)
