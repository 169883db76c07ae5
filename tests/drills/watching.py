"""Who asks the site again and again for one page, and notes how long each answer took."""

import json
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from itertools import takewhile
from typing import Any

from tests.integration.visits import Readers


@dataclass(frozen=True)
class Look:
    # By a clock that nobody sets: seconds.
    began_at: float
    seconds: float
    # 0: nobody answered.
    status: int
    body: str

    @property
    def ended_at(self) -> float:
        return self.began_at + self.seconds


class Watch:
    """`at_once` look, so that one that hangs does not hide how the others fare."""

    def __init__(self, readers: Readers, path: str, *, every: float, at_once: int = 1) -> None:
        self._readers = readers
        self._path = path
        self._every = every
        self._at_once = at_once
        self._is_over = threading.Event()
        self.looks: list[Look] = []

    @contextmanager
    def going_on(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._go_on) for _ in range(self._at_once)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            for thread in threads:
                thread.join()

    def _go_on(self) -> None:
        while not self._is_over.wait(self._every):
            began_at = time.monotonic()
            answer = self._readers.get(self._path)
            body = "" if answer.status == 200 else answer.body
            self.looks.append(Look(began_at, answer.seconds, answer.status, body))

    def between(self, begin: float, end: float) -> list[Look]:
        return [look for look in self.looks if begin <= look.began_at < end]


def problems_of(look: Look) -> dict[str, str]:
    """Return the sentences by their names; one that nobody could write down has none."""
    with suppress(ValueError, TypeError, KeyError):
        return {one["name"]: one["sentence"] for one in json.loads(look.body)["problems"]}
    return {}


def light_of(
    looks: Sequence[Look], *, began_at: float, ended_at: float, names: Collection[str]
) -> dict[str, Any]:
    """Return what an outcome notes of the light, from one look after the other.

    It is red where it says 503. Where the fault has names, one of them has to be there: that it is
    red for something else helps nobody to mend this.
    """
    red = [look for look in looks if look.status == HTTPStatus.SERVICE_UNAVAILABLE]
    since = [look for look in red if look.ended_at >= began_at]
    in_peace = [look for look in red if look.ended_at < began_at]
    # What is wrong where nothing may be is what somebody has to know of first.
    told = {name: text for look in in_peace or looks for name, text in problems_of(look).items()}
    meant = [look for look in since if not names or problems_of(look).keys() & set(names)]
    found: dict[str, Any] = {
        "red_in_peace": len(in_peace),
        "said": "; ".join(told.values())[:500],
    }
    if names:
        # What follows from it may be told beside it, and for a while after.
        first = takewhile(lambda look: look not in meant, since)
        others = dict.fromkeys(name for look in first for name in problems_of(look) or ["no words"])
        found["misnamed"] = ", ".join(others)
    if meant:
        green = [
            look
            for look in looks
            if look.began_at > meant[0].began_at and look.status == HTTPStatus.OK
        ]
        found["red_after"] = round(meant[0].ended_at - began_at, 1)
        found["green_under"] = sum(look.ended_at < ended_at for look in green)
        after = [look for look in green if look.began_at > since[-1].began_at]
        if after:
            found["green_after"] = max(0.0, round(after[0].began_at - ended_at, 1))
    return found
