"""Workers of the site with a check that some comments poison: `celery -A tests.drills.poisoned`.

POISON names them by the number in their text, and what each does: `31:hang,32:swallow,33:kill`.
"""

import os
import re
from collections.abc import Callable
from typing import Final

import django

from newsroom.celery import app

django.setup()

# The models have to be there before.
from comments.models import Comment  # noqa: E402
from comments.screening import Finding, find_check  # noqa: E402
from tests.integration.poisoned.check import hang, kill, swallow_the_limit  # noqa: E402

__all__ = ["app"]

_NUMBER: Final = re.compile(r"number (\d+)")
_DEEDS: Final[dict[str, Callable[[], None]]] = {
    "hang": hang,
    "swallow": swallow_the_limit,
    "kill": kill,
}
_POISON: Final = dict(word.split(":") for word in os.environ.get("POISON", "").split(",") if word)


def _poisoned(check: Callable[[Comment], Finding | None]) -> Callable[[Comment], Finding | None]:
    def run(comment: Comment) -> Finding | None:
        number = _NUMBER.search(comment.body)
        if number and number[1] in _POISON:
            _DEEDS[_POISON[number[1]]]()
        return check(comment)

    return run


_check = find_check("form_signals")
object.__setattr__(_check, "function", _poisoned(_check.function))
