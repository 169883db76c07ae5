"""What stands in the way is told in a sentence with the next step."""

import errno
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, ProgrammingError

from newsroom import command_line
from newsroom.preflight import CannotStart, require_room
from tests.processes import manage


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/srv/x"), "The disk is full (/srv/x)"),
        (OSError(errno.EDQUOT, "Quota exceeded"), "Make room, or choose a DATA_DIR"),
        (OSError(errno.EACCES, "Permission denied", "/srv/x"), "the user who owns it"),
        (OSError(errno.EROFS, "Read-only file system", "/srv/x"), "choose another DATA_DIR"),
        (OperationalError("database or disk is full"), "Make room on its disk."),
        (OperationalError("no such table: auth_user"), "has no tables of the newsroom"),
        (OperationalError("unable to open database file"), "the user who owns it"),
        (OperationalError("attempt to write a readonly database"), "the user who owns it"),
        (OperationalError("connection refused\nIs it running?"), "Start it, or look whether"),
    ],
)
def test_what_is_in_the_way_is_explained(
    monkeypatch: pytest.MonkeyPatch, problem: Exception, words: str
) -> None:
    def fail(_arguments: list[str]) -> None:
        raise problem

    monkeypatch.setattr(command_line, "execute_from_command_line", fail)

    with pytest.raises(SystemExit) as ended:
        command_line.main(["manage.py", "migrate"])
    assert words in str(ended.value)
    assert "\n" not in str(ended.value)
    with pytest.raises(type(problem)):
        command_line.main(["manage.py", "migrate", "--traceback"])


def test_a_table_that_postgresql_lacks_is_explained() -> None:
    problem = ProgrammingError('relation "auth_user" does not exist')
    problem.__cause__ = SqlError("42P01")

    assert "has no tables of the newsroom" in command_line.explain(problem)


class SqlError(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    "problem", [ProgrammingError("syntax error"), BrokenPipeError(errno.EPIPE, "Broken pipe")]
)
def test_a_fault_of_ours_keeps_its_traceback(problem: OSError | DatabaseError) -> None:
    assert command_line.explain(problem) == ""


def test_a_database_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    server = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "newsroom",
        "HOST": "db.example",
        "PORT": 5433,
        "PASSWORD": "hush",
    }
    monkeypatch.setitem(settings.DATABASES, "default", server)

    assert command_line.name_of_database() == "The database newsroom on db.example:5433"


@pytest.mark.parametrize("command", ["changepassword", "createsuperuser"])
def test_a_command_for_accounts_makes_no_database_of_its_own(data_dir: Path, command: str) -> None:
    refused = manage(command, data_dir=data_dir)

    assert refused.returncode == 1
    assert f"The database {data_dir}/newsroom.sqlite3 does not exist." in refused.stderr
    assert f"write that before the command: DATA_DIR=… manage.py {command}" in refused.stderr
    assert list(data_dir.iterdir()) == []


def test_an_account_that_is_elsewhere_is_told_with_the_way_to_it(data_dir: Path) -> None:
    manage("migrate", data_dir=data_dir)

    refused = manage("changepassword", "moderator", data_dir=data_dir)

    assert refused.returncode == 1
    assert f"The database {data_dir}/newsroom.sqlite3:" in refused.stderr
    assert "has no account moderator. If the site" in refused.stderr
    assert "DATA_DIR=… manage.py changepassword moderator" in refused.stderr


def test_a_disk_that_is_nearly_full_is_refused_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_room(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=3_000_000))

    with pytest.raises(CannotStart, match=r"3 MB are free in .*: make room, or choose"):
        require_room(tmp_path)
