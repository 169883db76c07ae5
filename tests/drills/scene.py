"""One site, with readers who post and read, and whoever makes a fault there."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from tests.drills import mails
from tests.drills.outcome import Outcome, Promise
from tests.integration.live_site import LiveSite
from tests.mail_server import Server

# From so many comments on it is the long form, which somebody starts by hand and waits for.
LONG_FROM: Final = 1000


@dataclass
class Scene:
    """What a fault has in its hands."""

    site: LiveSite
    # Files that are not the site's.
    folder: Path
    mail_server: Server
    lasts: float
    wishes: int = 0

    def __post_init__(self) -> None:
        self._is_over = threading.Event()

    def hold(self, seconds: float | None = None) -> None:
        """Let the fault last, for all of its time if no other is named."""
        self._is_over.wait(self.lasts if seconds is None else seconds)

    def every(self, seconds: float) -> Iterator[int]:
        """Count up, at that pace, for as long as the fault lasts."""
        ends_at = time.monotonic() + self.lasts
        number = 0
        while time.monotonic() < ends_at:
            yield number
            number += 1
            self.hold(seconds)

    def wish_mails(self) -> None:
        mails.wish(self.site, self.wishes)


def _nothing(_site: LiveSite) -> None:
    """Need nothing more than the site as it is."""


def _no_promise(_outcome: Outcome) -> Iterator[str]:
    return iter(())


@dataclass(frozen=True)
class Fault:
    """One way in which a part of the site fails; `make` does it and mends it again."""

    name: str
    # In a sentence.
    story: str
    make: Callable[[Scene], None]
    form: Literal["embedded", "production", "small disk"]
    promise: Promise
    # Seconds, and wished mails, in the short form and in the long one.
    lasts: tuple[float, float]
    wishes: tuple[int, int] = (0, 0)
    # How many comments poison their check.
    poisoned: tuple[int, int] = (0, 0)
    # Variables of the site that name its folder as {folder}.
    variables: tuple[tuple[str, str], ...] = ()
    prepare: Callable[[LiveSite], None] = _nothing
    # In words what this fault breaks beside what all of them may not.
    judge: Callable[[Outcome], Iterator[str]] = _no_promise


FAULTS: Final[dict[str, Fault]] = {}


def fault(
    form: Literal["embedded", "production", "small disk"],
    promise: Promise,
    *,
    lasts: tuple[float, float],
    wishes: tuple[int, int] = (0, 0),
    poisoned: tuple[int, int] = (0, 0),
    variables: tuple[tuple[str, str], ...] = (),
    prepare: Callable[[LiveSite], None] = _nothing,
    judge: Callable[[Outcome], Iterator[str]] = _no_promise,
) -> Callable[[Callable[[Scene], None]], Callable[[Scene], None]]:
    """Name the function as a fault, by its own name and docstring."""

    def register(make: Callable[[Scene], None]) -> Callable[[Scene], None]:
        name = make.__name__.replace("_", "-")
        FAULTS[name] = Fault(
            name=name,
            story=(make.__doc__ or "").partition("\n")[0],
            make=make,
            form=form,
            promise=promise,
            lasts=lasts,
            wishes=wishes,
            poisoned=poisoned,
            variables=variables,
            prepare=prepare,
            judge=judge,
        )
        return make

    return register
