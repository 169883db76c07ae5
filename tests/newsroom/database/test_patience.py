"""Which programs wait for the database for seconds, and which for as long as it takes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import PATIENCE, PROJECT, environment

TOLD = "from newsroom.database.patience import Process; print(Process.patience.is_short)"


@pytest.mark.parametrize(
    ("program", "is_short"), [("newsroom.asgi", True), ("newsroom.celery", False)]
)
def test_only_the_web_server_is_in_a_hurry(program: str, is_short: bool, data_dir: Path) -> None:
    variables = environment(
        data_dir, SECRET_KEY="any", DEBUG="true", DJANGO_SETTINGS_MODULE="newsroom.settings"
    )

    told = subprocess.run(
        [sys.executable, "-c", f"import {program}; {TOLD}"],
        cwd=PROJECT,
        env=variables,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )

    assert told.stdout.split() == [str(is_short)]


def test_these_tests_are_not_in_a_hurry() -> None:
    """Any of them that imported the web server would change how the others' database answers."""
    assert not {"newsroom.asgi", "newsroom.wsgi"} & set(sys.modules)
