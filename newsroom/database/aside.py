"""Doing aside what nothing else can limit, so that whoever wants it need not wait to its end."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def begin(work: Callable[[], T]) -> Future[T]:
    """Begin it in a thread of its own; as a daemon, it does not keep the process from ending."""
    outcome: Future[T] = Future()

    def do() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 (whoever waits is told, whatever it is)
            outcome.set_exception(error)

    threading.Thread(target=do, name="aside", daemon=True).start()
    return outcome
