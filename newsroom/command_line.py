"""`manage.py`, with a sentence and the next step where the machine is in the way, not the code."""

import errno
import shlex
import sys
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import DatabaseError, OperationalError

_FULL: Final = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN: Final = {errno.EACCES, errno.EPERM, errno.EROFS}
# PostgreSQL's number for a table that is not there.
_NO_TABLE: Final = "42P01"


def main(arguments: Sequence[str]) -> None:
    try:
        execute_from_command_line([*arguments])
    except (OSError, DatabaseError) as problem:
        sentence = "" if "--traceback" in arguments else explain(problem)
        if not sentence:
            raise
        raise SystemExit(sentence) from None


def explain(problem: OSError | DatabaseError) -> str:
    """Return what is in the way and what to do; nothing where the fault is another."""
    if isinstance(problem, OSError):
        return _explain_file(problem)
    text = next(iter(str(problem).splitlines()), "")
    if "no such table" in text or getattr(problem.__cause__, "sqlstate", "") == _NO_TABLE:
        return (
            f"{name_of_database()} has no tables of the newsroom. {other_database()}"
            " If this is the one: manage.py migrate."
        )
    if not isinstance(problem, OperationalError):
        return ""
    if "disk is full" in text:
        next_step = "Make room on its disk."
    elif "unable to open" in text or "readonly" in text:
        next_step = f"Run this as the user who owns it, or choose another. {other_database()}"
    else:
        next_step = "Start it, or look whether DATABASE_URL has its name, user and password."
    return f"{name_of_database()} cannot be used ({text}). {next_step}"


def _explain_file(problem: OSError) -> str:
    name = problem.filename or settings.DATA_DIR
    if problem.errno in _FULL:
        return f"The disk is full ({name}). Make room, or choose a DATA_DIR on another disk."
    if problem.errno in _FORBIDDEN and problem.filename:
        return (
            f"{name} cannot be used ({problem.strerror}). Run this as the user who owns it, or"
            " choose another DATA_DIR."
        )
    return ""


def name_of_database() -> str:
    """Name it as an operator knows it, without its password."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        return f"The database {database['NAME']}"
    where = ":".join(filter(None, (database.get("HOST"), str(database.get("PORT") or ""))))
    return f"The database {database['NAME']}" + (f" on {where}" if where else "")


def other_database() -> str:
    """Say how to reach the one that was meant."""
    command = " ".join(map(shlex.quote, sys.argv[1:])) or "…"
    variable = "DATA_DIR" if settings.USES_EMBEDDED_DATABASE else "DATABASE_URL"
    return (
        f"If the site was started with another {variable}, write that before the command:"
        f" {variable}=… manage.py {command}."
    )
