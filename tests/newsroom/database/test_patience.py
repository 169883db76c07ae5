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
