"""Which errors say that the database is away, hangs or is full, and which that we asked wrongly."""

from typing import Final

from django.db import InterfaceError, InternalError, OperationalError

# SQLite's word for SQL that is wrong, such as a table that is not there; for Python that is an
# operational error, too. The lowest eight bits are the kind: https://sqlite.org/rescode.html.
_WRONG_SQL: Final = 1
_KIND: Final = 0xFF
# PostgreSQL's, of a server that has become a copy of another; for Python that is a fault within.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_READ_ONLY: Final = "25006"


def is_outage(error: BaseException | None) -> bool:
    """Whether the same might work a minute later, or once a machine is mended."""
    if isinstance(error, InternalError):
        return getattr(error.__cause__, "sqlstate", "") == _READ_ONLY
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "sqlite_errorcode", 0)
    return code & _KIND != _WRONG_SQL


def name_of(error: BaseException) -> str:
    """Name the failure without its words, which may quote a row."""
    cause = error.__cause__ or error
    return str(getattr(cause, "sqlite_errorname", "")) or type(cause).__name__
