"""docs/operating.md, word for word, on a new Debian with systemd, PostgreSQL, Redis and nginx.

The commands of "A machine of your own, step by step" are taken from the document as it is, and
typed into one shell on a machine that is started for it (`booted.py`). What the document leaves to
its reader is here: names that stand for others, what programs ask, and what is done by hand. A step
that the drill cannot follow, or that it knows and does not find any more, fails it.

Three things stand in for the outside world, which the machine cannot reach: what apt and pip would
load is loaded before, `certbot` makes a certificate that nobody signed (once it has found, as its
authority would, what it put into the webroot), and mails are printed. It needs root, debootstrap,
apt's own mirror, and a kernel on which systemd starts; it loads some 250 MB.
"""

import re
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from tests.drills.booted import PACKAGES, Booted, booted
from tests.drills.by_hand import (
    ANSWERS,
    BY_HAND,
    EXPECTED,
    GUIDE,
    HEADING,
    MODERATOR,
    PASSWORD,
    SITE,
    Operator,
    meant,
)
from tests.drills.debian import Debian, make_debian, proxies_of_apt
from tests.drills.facts import Facts
from tests.drills.follower import Follower
from tests.drills.guide import parts_of
from tests.drills.typist import PROMPT, typing
from tests.drills.visitors import Colleague, Public, Unencrypted
from tests.integration.visits import DESK
from tests.processes import short_folder, wait_until

pytestmark = pytest.mark.drill

# Commands that load from outside: what is run before them, with this machine's network.
WHEELS: Final = "/var/cache/wheels"
LOADED_BEFORE: Final = {
    r"apt install (.+)": r"apt-get update && apt-get install --download-only --yes \1",
    r".*\bmake install": (
        "python3 -m venv /root/loading && /root/loading/bin/python -m pip wheel --quiet"
        f" --wheel-dir {WHEELS} -r /srv/newsroom/requirements.txt"
    ),
}
CERTBOT: Final = (Path(__file__).parent / "certbot.sh").read_text()
PAGE: Final = "/articles/the-ferry-sails-again/"
TEXT: Final = "The fog horn has not been heard in Port Ellery for years."
SERVICES: Final = ("newsroom-web", "newsroom-worker", "newsroom-mailer", "newsroom-beat")


def test_the_document_makes_a_site_that_works(facts: Facts) -> None:
    with short_folder() as folder:
        debian = make_debian(folder, PACKAGES)
        debian.path("/usr/local/bin/certbot").write_text(CERTBOT)
        debian.path("/usr/local/bin/certbot").chmod(0o755)
        release = debian.path("/etc/debian_version").read_text().strip()
        facts.tell("Debian", release)
        log = folder / "boot.log"
        with booted(debian, log=log) as machine:
            operator = Operator(machine, facts)
            follow(operator, folder)
            try_site(operator)
        with booted(debian, log=log) as machine:
            try_after_reboot(Operator(machine, facts))
    facts.settle()


def follow(operator: Operator, folder: Path) -> None:
    """Type the document's commands, and do by hand what it asks for in words."""
    shell = operator.machine.command(
        *("setsid", "--ctty", "bash", "--norc", "--noprofile", "--noediting", "-i"),
        PS1=PROMPT,
        # What pip would load is here already.
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS=WHEELS,
    )
    transcript = folder / "transcript.log"
    with typing(shell, answers=ANSWERS, transcript=transcript) as typist:
        follower = Follower(
            operator,
            typist,
            meant=meant,
            by_hand=BY_HAND,
            expected=EXPECTED,
            before=partial(load, operator.machine.debian, folder / "loading.log"),
        )
        operator.facts.tell("commands typed", follower.follow(parts_of(GUIDE, HEADING)))


def load(debian: Debian, log: Path, command: str) -> None:
    """Load what the command is about to load from outside."""
    for pattern, loading in LOADED_BEFORE.items():
        if found := re.fullmatch(pattern, command):
            debian.run(found.expand(loading), log=log, **proxies_of_apt())


def try_site(operator: Operator) -> None:
    facts, door = operator.facts, operator.door
    readers, moderator = Public(door), Colleague(door)
    facts.expect(
        "without https, a reader is led to", Unencrypted(door).get("/").location, f"https://{SITE}/"
    )
    operator.publish_article()
    for path in ("/", PAGE):
        facts.expect(f"status of {path}", readers.get(path).status, 200)
    facts.confirm("a moderator can log in", moderator.log_in(MODERATOR, PASSWORD))
    try_static_files(readers, moderator, facts)
    posted = readers.post_comment(PAGE.split("/")[2], TEXT)
    facts.expect("status of a post", posted.status, 303)
    facts.expect("status of its receipt", readers.get(posted.location).status, 200)
    waiting = wait_until(
        lambda: moderator.finds(f'"{TEXT}"', status="in_review"), what="a worker has screened it"
    )
    [(comment, version)] = waiting.items()
    mark = f'id="comment-{comment}"'
    facts.confirm("not on the page before", mark not in readers.get(PAGE).body)
    moderator.decide("approve", comment, version)
    facts.confirm("on the page once approved", mark in readers.get(PAGE).body)
    try_logs(operator, posted.location)
    facts.expect("code of a renewal of the certificate", renewal(operator.machine), "0")


def try_static_files(readers: Public, moderator: Colleague, facts: Facts) -> None:
    pages = readers.get("/").body, readers.get(PAGE).body, moderator.get(DESK)
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', "".join(pages)))
    for kind in ("css", "js"):
        facts.expect_at_least(f"{kind} files", sum(file.endswith(kind) for file in files), 1)
    missed = [file for file in files if readers.get(file).status != 200]
    facts.expect("static files that do not load", missed, [])


def try_logs(operator: Operator, receipt: str) -> None:
    log = operator.machine.debian.path("/var/log/nginx/newsroom.log").read_text()
    token = receipt.strip("/").split("/")[1]
    operator.facts.confirm("nginx logs the visits", f'"GET {PAGE}"' in log)
    operator.facts.confirm("and no receipt's key", token not in log)
    journal = operator.machine.ask("journalctl", "--no-pager", "--unit=newsroom-*")
    operator.facts.expect("tracebacks in the journal", journal.count("Traceback"), 0)


def renewal(machine: Booted) -> str:
    return machine.ask("sh", "-c", "certbot renew >&2; echo $?")


def try_after_reboot(operator: Operator) -> None:
    readers = Public(operator.door)
    wait_until(readers.find_site, what="the site is back")
    operator.facts.confirm("the comment is there after a reboot", TEXT in readers.get(PAGE).body)
    for name in SERVICES:
        state = operator.machine.ask("systemctl", "is-active", name)
        operator.facts.expect(f"{name} after a reboot", state, "active")
