import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings

from newsroom import checks
from newsroom.environment import Environment
from tests.processes import PATIENCE, PROJECT, environment, manage

PRODUCTION = {
    "SITE_URL": "https://news.example",
    "SITE_NAME": "Echo of the Port",
    "ALLOWED_HOSTS": "news.example",
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOP",
    "DATABASE_URL": "postgresql://news:secret@127.0.0.1:9/newsroom",
    "REDIS_URL": "redis://queue.example:6379/0",
}
ADD_A_SECTION = "from articles.models import *; Section.objects.create(name='News', slug='news')"


def test_a_proper_production_environment_passes_without_a_word(data_dir: Path) -> None:
    """And each step that is left out is named, with the way to make up for it."""
    production = PRODUCTION | {"DATABASE_URL": f"sqlite:///{data_dir}/own.sqlite3"}

    def left_to_do() -> str:
        check = manage("check", "--deploy", data_dir=data_dir, **production)
        assert (check.returncode == 0) is ("no issues" in check.stdout), check.stderr
        return check.stderr

    assert "Run manage.py migrate." in left_to_do()
    manage("migrate", data_dir=data_dir, **production)
    left = left_to_do()
    assert "Run manage.py migrate." not in left
    assert "Add one at https://news.example/admin/articles/section/add/" in left
    manage("shell", "-c", ADD_A_SECTION, data_dir=data_dir, **production)
    left = left_to_do()
    assert "section" not in left
    assert f"The static files in {data_dir}/static are missing" in left
    manage("collectstatic", "--no-input", data_dir=data_dir, **production)
    assert not left_to_do()


def test_a_database_that_does_not_answer_is_told_in_a_sentence(data_dir: Path) -> None:
    check = manage("check", "--deploy", data_dir=data_dir, **PRODUCTION)

    assert check.returncode == 1
    assert "The database does not answer: connection" in check.stderr
    assert "Traceback" not in check.stderr


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("SECRET_KEY", "secrets.token_urlsafe"),
        ("DATABASE_URL", "Set DATABASE_URL to a PostgreSQL database"),
        ("REDIS_URL", "Set REDIS_URL to a Redis server"),
        ("SITE_URL", "Set SITE_URL to the site's public https address"),
        ("SITE_NAME", "the demo's name"),
    ],
)
def test_what_is_missing_is_named_with_what_to_do(data_dir: Path, missing: str, words: str) -> None:
    variables = {name: value for name, value in PRODUCTION.items() if name != missing}

    check = manage("check", "--deploy", "--fail-level", "WARNING", data_dir=data_dir, **variables)

    assert check.returncode == 1
    assert words in check.stderr


def test_a_folder_that_cannot_be_written_to_is_an_error(data_dir: Path) -> None:
    (data_dir / "file").touch()

    check = manage("check", data_dir=data_dir / "file" / "folder", SECRET_KEY="key")

    assert check.returncode == 1
    assert "set DATA_DIR to a folder that this user may write to" in check.stderr


PROGRAMS = pytest.mark.parametrize(
    "command",
    [
        ["granian", "--interface", "asgi", "newsroom.asgi:application", "--port", "0"],
        ["celery", "-A", "newsroom", "worker"],
        ["celery", "-A", "newsroom", "beat", "--pidfile="],
    ],
    ids=["web server", "worker", "scheduler"],
)


def start(command: list[str], data_dir: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start a program that is to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=PROJECT,
        env=environment(data_dir, **variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@PROGRAMS
def test_no_program_starts_without_a_key(data_dir: Path, command: list[str]) -> None:
    program = start(command, data_dir)

    assert program.returncode != 0
    assert "SECRET_KEY is not set. Set it to" in program.stderr
    assert "Traceback" not in program.stderr


@PROGRAMS
def test_no_program_starts_with_a_setting_that_is_not_understood(
    data_dir: Path, command: list[str]
) -> None:
    program = start(command, data_dir, SECRET_KEY="key", REDIS_URL="localhost:6379")

    assert program.returncode != 0
    assert "REDIS_URL is not understood: write redis://" in program.stderr
    assert "Traceback" not in program.stderr


def test_no_web_server_starts_without_static_files(data_dir: Path) -> None:
    command = "granian --interface asgi newsroom.asgi:application --port 0"
    program = start(command.split(), data_dir, SECRET_KEY="key")

    assert program.returncode != 0
    assert f"There are no static files in {data_dir}/static. Run manage.py" in program.stderr
    assert "Traceback" not in program.stderr


@pytest.mark.parametrize("command", [["check"], ["run"], ["migrate"], ["help"], ["shell"]])
def test_no_command_starts_with_a_setting_that_is_not_understood(
    data_dir: Path, command: list[str]
) -> None:
    refused = manage(*command, data_dir=data_dir / "new", UNDO_WINDOW="a minute")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("UNDO_WINDOW is 'a minute': write a whole number from 0")
    assert refused.stderr.count("\n") == 1
    assert not (data_dir / "new").exists()


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"LANGUAGE_CODE": "de"}, "own texts are in English"),
        ({"REDIS_URL": "rediss://r.example?ssl_cert_reqs=none"}, "certificate to be verified"),
        ({"ALLOWED_HOSTS": "other.example"}, "lacks news.example"),
    ],
)
def test_what_works_and_is_seldom_meant_is_a_warning(
    data_dir: Path, variables: dict[str, str], words: str
) -> None:
    check = manage("check", "--deploy", data_dir=data_dir, **(PRODUCTION | variables))

    assert words in check.stderr


def test_slips_in_the_environment_file_are_told_by_every_check(
    tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHON_DOTENV_DISABLED")
    (tmp_path / ".env").write_text("SITE_NAEM=Echo\nOTHER=1\n")
    settings.ENVIRONMENT = Environment(tmp_path)
    settings.ENVIRONMENT.text("SITE_NAME")

    assert ["did you mean SITE_NAME?" in slip.msg for slip in checks.check_environment_file()] == [
        True
    ]
    strangers = checks.check_strangers_in_environment_file()
    assert [message.msg for message in strangers] == [
        ".env sets OTHER, which is no setting of the newsroom."
    ]


@pytest.mark.parametrize(
    "command",
    [["help"], ["makemigrations", "--check"], ["migrate"], ["collectstatic", "--no-input"]],
    ids=lambda command: command[0],
)
def test_commands_that_need_no_key_do_without(data_dir: Path, command: list[str]) -> None:
    finished = manage(*command, data_dir=data_dir)

    assert finished.returncode == 0, finished.stderr
