"""What a worker loads beside its tasks: then one of its checks takes orders from comments."""

import contextlib
import os
import time
from typing import Final, NoReturn

from comments.models import Comment
from comments.screening import Finding, find_check

POISONED: Final = find_check("links")
_unharmed: Final = POISONED.function


def hang() -> NoReturn:
    while True:
        time.sleep(0.01)


def swallow_the_limit() -> NoReturn:
    while True:
        with contextlib.suppress(Exception):
            hang()


def kill() -> NoReturn:
    os._exit(137)


ORDERS: Final = {"Hang!": hang, "Swallow!": swallow_the_limit, "Kill!": kill}


def check_with_care(comment: Comment) -> Finding | None:
    for order, obey in ORDERS.items():
        if comment.body.startswith(order):
            obey()
    return _unharmed(comment)


# A check is frozen, and this is the one place that changes one.
object.__setattr__(POISONED, "function", check_with_care)
