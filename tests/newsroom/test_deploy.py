"""The shipped units, as somebody uses them who follows docs/operating.md."""

import re
from pathlib import Path

import pytest

from tests.processes import PROJECT

UNITS = sorted((PROJECT / "deploy").glob("*.service"))
EXAMPLE = (PROJECT / ".env.example").read_text()
GUIDE = (PROJECT / "docs" / "operating.md").read_text()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_data_dir_stands_in_one_place_and_may_be_written_to(unit: Path) -> None:
    text = unit.read_text()
    data_dir = re.search(r"^# DATA_DIR=(.+)$", EXAMPLE, re.MULTILINE)
    assert data_dir

    assert "Environment=" not in text
    assert f"StateDirectory={data_dir[1].removeprefix('/var/lib/')}\n" in text
    assert f"-m 0750 {data_dir[1]}\n" in GUIDE


def test_the_first_eight_settings_are_those_that_a_public_site_sets() -> None:
    first = re.findall(r"^# ([A-Z_]+)=", EXAMPLE.partition("# Where the site is")[0], re.MULTILINE)

    assert len(first) == 8
    assert "fill in the first eight settings" in GUIDE
    assert {"DATA_DIR", "SITE_NAME", "SITE_URL", "TRUSTED_PROXIES"} < set(first)
