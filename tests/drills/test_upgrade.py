"""An older commit runs with its own code and data, and the present one takes the data over.

Which commit: UPGRADE_FROM; if unset the newest tag, or where there is none, fifty commits ago.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.drills.demo import ARTICLE, PASSWORD, QUICKLY, VERBS, decide_some, query_of
from tests.drills.facts import Facts
from tests.drills.kept import files_of, rows_of
from tests.drills.machine import missing, program
from tests.integration.campaign import body_of, post, tally, wait_until_all_are_screened
from tests.integration.made_site import Site, running
from tests.integration.visits import Answer, Moderator, Readers
from tests.processes import PROJECT, freeze, manage, short_folder, wait_until

pytestmark = pytest.mark.drill

POSTS = 40
# Posted when the older one's worker has stopped: these are screened by the present code.
LAST_POSTS = 10
FIFTY_COMMITS_AGO = "HEAD~50"


def git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [program("git", package="git"), *arguments]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)


def older_commit() -> str:
    """Return the digest of the commit to upgrade from."""
    newest_tag = git("describe", "--tags", "--abbrev=0").stdout.decode().strip()
    name = os.environ.get("UPGRADE_FROM") or newest_tag or FIFTY_COMMITS_AGO
    found = git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    if found.returncode:
        missing(
            f"There is no commit {name} here. Name one that there is: make drills DRILL=upgrade"
            " UPGRADE_FROM=…, or fetch the whole history: git fetch --unshallow"
        )
    return found.stdout.decode().strip()


def unpack(commit: str, folder: Path) -> None:
    archive = git("archive", "--format=tar", commit)
    assert archive.returncode == 0, archive.stderr
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)


def python_for(project: Path) -> str:
    """Return a Python with what the project needs: ours, where it needs the same."""
    needs = "requirements.txt"
    if (project / needs).read_bytes() == (PROJECT / needs).read_bytes():
        return sys.executable
    subprocess.run([sys.executable, "-m", "venv", project / ".venv"], check=True)
    python = str(project / ".venv" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-qq", "-r", project / needs], check=True)
    return python


@contextmanager
def older_site(project: Path, data_dir: Path) -> Iterator[Site]:
    command = (python_for(project), "manage.py", "run")
    variables = {"DEMO_PASSWORD": PASSWORD, **QUICKLY}
    with running(data_dir, command=command, project=project, **variables) as site:
        yield site


def newest_lesson(data_dir: Path) -> int:
    """Return the newest decision that the learner knows of."""
    [(number,)] = query_of(data_dir)(
        "SELECT coalesce(max(last_decision), 0) FROM comments_learnerversion WHERE is_finished"
    )
    return int(number)


def test_everything_is_still_there_after_an_upgrade(facts: Facts) -> None:
    commit = older_commit()
    facts.tell("upgraded from", commit[:12])
    facts.tell("to", git("describe", "--always", "--dirty").stdout.decode().strip())
    with short_folder() as folder:
        data_dir, project = folder / "site", folder / "older"
        unpack(commit, project)
        answers: dict[int, Answer] = {}
        with older_site(project, data_dir) as older:
            moderator = Moderator(older.port)
            assert moderator.log_in("moderator", PASSWORD)
            readers = Readers(older.port)
            answers |= {n: post(readers, n, article=ARTICLE) for n in range(POSTS)}
            wait_until_all_are_screened(query_of(data_dir))
            decided = decide_some(older, moderator)
            last = max(row[0] for row in rows_of(data_dir / "newsroom.sqlite3")["decisions"])
            wait_until(lambda: newest_lesson(data_dir) >= last, what="the learner has learnt")
            freeze(older.wait_for_leader("celery -A newsroom worker"))
            more = range(POSTS, POSTS + LAST_POSTS)
            answers |= {n: post(readers, n, article=ARTICLE) for n in more}
            assert older.stop() == 0, older.output
        facts.expect("refused", sum(not a.is_stored for a in answers.values()), 0)
        before, media = rows_of(data_dir / "newsroom.sqlite3"), files_of(data_dir / "media")
        waiting = query_of(data_dir)(
            "SELECT count(*) FROM comments_comment WHERE status = 'submitted'"
        )
        facts.expect("comments that nobody had screened", waiting[0][0], LAST_POSTS)
        shutil.rmtree(project)

        started = time.monotonic()
        migrated = manage("migrate", data_dir=data_dir)
        assert migrated.returncode == 0, migrated.stderr
        facts.tell("migrations run", migrated.stdout.count("Applying "))
        facts.tell("seconds that they took", round(time.monotonic() - started, 1))
        after = rows_of(data_dir / "newsroom.sqlite3")
        for name, rows in before.items():
            facts.tell(f"{name}, rows before", len(rows))
            facts.expect(f"{name}, missing or changed", len(rows - after[name]), 0)
        lost = media.items() - files_of(data_dir / "media").items()
        facts.expect("pictures, missing or changed", len(lost), 0)
        facts.expect_at_least("newest decision learnt from", newest_lesson(data_dir), last)
        with running(data_dir, **QUICKLY) as site:
            check_site(site, moderator, decided, answers, facts)
    facts.settle()


def check_site(
    site: Site,
    moderator: Moderator,
    decided: dict[str, list[int]],
    answers: dict[int, Answer],
    facts: Facts,
) -> None:
    """What people notice: pages, receipts, log-ins and search, and that screening goes on."""
    query = query_of(site.data_dir)
    readers = Readers(site.port)
    answers = answers | {len(answers): post(readers, len(answers), article=ARTICLE)}
    wait_until_all_are_screened(query)
    found = tally(query, answers.keys())
    facts.tell("comments posted", len(answers))
    facts.expect("comments lost", found.lost, 0)
    facts.expect("comments stored twice", found.stored_twice, 0)
    facts.expect("comments stuck", found.stuck, 0)
    facts.expect("comments screened twice", found.screened_twice, 0)
    facts.expect("comments screened never", found.screened_never, 0)
    receipts = [answer.location for answer in answers.values()]
    dead = sum(readers.get(receipt).status != 200 for receipt in receipts)
    facts.expect("receipts that lead nowhere", dead, 0)
    page = readers.get(f"/articles/{ARTICLE}/").body
    shown = {
        verb: sum(f'id="comment-{comment}"' in page for comment in decided[verb]) for verb in VERBS
    }
    facts.expect("approved on the page", shown["approve"], len(decided["approve"]))
    facts.expect("rejected on the page", shown["reject"], 0)
    facts.expect("spam on the page", shown["spam"], 0)
    moderator.port = site.port
    facts.confirm("the moderator is still logged in", moderator.is_logged_in())
    facts.confirm("a password is taken", Moderator(site.port).log_in("editor", PASSWORD))
    bodies = {body_of(number) for number in answers}
    [approved, *_] = decided["approve"]
    [(body,)] = query(f"SELECT body FROM comments_comment WHERE id = {approved}")  # noqa: S608
    assert body in bodies
    hits = moderator.finds(f'"{body}"', status="approved")
    facts.confirm("the desk finds an approved comment", approved in hits)
