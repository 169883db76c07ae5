"""The shipped units, as somebody uses them who follows docs/operating.md."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from newsroom.supervisor import commands
from tests.drills.by_hand import BY_HAND, EXPECTED, HEADING
from tests.drills.by_hand import GUIDE as PATH_OF_GUIDE
from tests.drills.follower import look_for_gaps
from tests.drills.guide import parts_of
from tests.processes import PROJECT

UNITS = sorted((PROJECT / "deploy").glob("*.service"))
EXAMPLE = (PROJECT / ".env.example").read_text()
GUIDE = PATH_OF_GUIDE.read_text()
# Where another web server and many processes share a machine, these are the operator's.
OWN_VALUES = ("--port", "--respawn-interval", "--workers-kill-timeout", "--log-level")


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


def test_the_drill_knows_how_to_follow_each_step_of_the_guide() -> None:
    look_for_gaps(parts_of(PATH_OF_GUIDE, HEADING), BY_HAND, EXPECTED)


def test_nginx_leaves_certbot_the_folder_that_the_guide_names() -> None:
    site = (PROJECT / "deploy" / "nginx.conf").read_text()
    unencrypted = re.search(r"^server \{\n    listen 80;.*?^\}", site, re.MULTILINE | re.DOTALL)
    folder = re.search(r"certbot certonly --webroot -w (\S+) ", GUIDE)
    assert unencrypted
    assert folder

    challenge = f"location /.well-known/acme-challenge/ {{\n        root {folder[1]};"
    assert challenge in unencrypted[0]
    assert not re.search(r"^    return", unencrypted[0], re.MULTILINE), "it would come before"


@pytest.mark.parametrize(
    ("unit", "part"),
    [
        ("beat", "scheduler"),
        ("worker", "worker"),
        ("mailer", "mailer"),
        ("web", "web server"),
    ],
)
def test_the_units_start_what_make_run_starts(unit: str, part: str) -> None:
    text = (PROJECT / "deploy" / f"newsroom-{unit}.service").read_text()
    command = re.search(r"^ExecStart=/srv/newsroom/\.venv/bin/(.+)$", text, re.MULTILINE)
    assert command

    shipped = command[1].replace("%%", "%").split()
    _python, _m, *ours = commands("127.0.0.1", 8000)[part]
    assert _settings_of(shipped) == _settings_of(ours)


def _settings_of(command: Iterable[str]) -> list[str]:
    """Return the program with its options, in any order, but for the values that differ."""
    words = " ".join(command)
    for option in OWN_VALUES:
        words = re.sub(rf"{option} \S+", option, words)
    return sorted(words.split())


def test_an_upgrade_reloads_the_web_server_and_restarts_the_others() -> None:
    upgrade = GUIDE.partition("## Upgrading")[2].partition("\n## ")[0]
    others = sorted(unit.stem for unit in UNITS if unit.stem != "newsroom-web")
    restarted = re.search(r"^systemctl restart (.+)$", upgrade, re.MULTILINE)
    assert restarted

    assert "systemctl reload newsroom-web\n" in upgrade
    assert sorted(restarted[1].split()) == others
    web = (PROJECT / "deploy" / "newsroom-web.service").read_text()
    assert "\nExecReload=/bin/kill -HUP $MAINPID\n" in web
