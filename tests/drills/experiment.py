"""One fault on one site: readers post before, under and after it, and all is counted."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final

from tests.drills.machine import small_disk
from tests.drills.mails import fared
from tests.drills.outcome import Outcome, quantile, version
from tests.drills.posting import Posting, Try
from tests.drills.scene import LONG_FROM, Fault, Scene
from tests.drills.sites import Moulds
from tests.drills.watching import Look, Watch, light_of
from tests.integration.campaign import body_of, tally
from tests.integration.live_site import LiveSite
from tests.mail_server import Server, mail_server
from tests.processes import short_folder, wait_until

# Posts that count for nothing but that they are kept: they load what a first post loads.
WARM_UP: Final = 10
# Posts a second that a small machine takes beside all that is asked here.
PACE: Final = 10
QUIET_SECONDS: Final = 10
# Seconds for which a site that does not become whole is watched.
PATIENCE_WITH_SITE: Final = 150
# The same for mails: greylisted ones wait two minutes and a round of the scheduler.
PATIENCE_WITH_MAILS: Final = 240
# Within so many seconds the mail server has answered what was in hand.
LAST_ANSWERS: Final = 5
_DISK: Final = 1000
_SCREENED: Final = (
    "SELECT c.body, c.created_at, d.created_at FROM comments_decision d"
    " JOIN comments_comment c ON c.id = d.comment_id"
    " WHERE d.by_id IS NULL AND d.from_status = 'submitted'"
)
_UNDECIDED: Final = (
    "SELECT count(*) FROM comments_comment c WHERE c.status != 'submitted' AND NOT EXISTS"
    " (SELECT 1 FROM comments_decision d WHERE d.comment_id = c.id AND d.to_status = c.status)"
)
_COULD_NOT_RUN: Final = (
    "SELECT DISTINCT c.body FROM comments_finding f JOIN comments_comment c"
    " ON c.id = f.comment_id WHERE f.score IS NULL"
)


def try_out(fault: Fault, *, posts: int, moulds: Moulds, quiet: float = QUIET_SECONDS) -> Outcome:
    """Make the fault on a site of its own, and return what became of it and of the posts."""
    with short_folder() as folder, mail_server() as server:
        experiment = Experiment(
            fault, posts=posts, folder=folder, server=server, moulds=moulds, quiet=quiet
        )
        return experiment.run()


class Experiment:
    def __init__(
        self,
        fault: Fault,
        *,
        posts: int,
        folder: Path,
        server: Server,
        moulds: Moulds,
        quiet: float,
    ) -> None:
        self.fault = fault
        self.posts = posts
        self.folder = folder
        self.server = server
        self.moulds = moulds
        # Seconds of peace before the fault and after it.
        self.quiet = quiet
        self.began_at = time.monotonic()
        self.is_long = posts >= LONG_FROM
        lasts = fault.lasts[self.is_long]
        # Under the fault a half, as far as the pace lets it.
        self.under = min(posts // 2, int(PACE * lasts))
        self.before = (posts - self.under) // 2
        first = WARM_UP + self.before
        self.poisoned = [first + 2 * index for index in range(fault.poisoned[self.is_long])]
        self.outcome = Outcome(
            fault=fault.name,
            commit=version(),
            promise=fault.promise,
            poisoned=len(self.poisoned),
            wishes=fault.wishes[self.is_long],
        )

    def run(self) -> Outcome:
        with self._made_site() as site:
            self.fault.prepare(site)
            site.kept_up = tuple(site.commands)
            with site:
                self._run_on(site)
        return self.outcome

    @contextmanager
    def _made_site(self) -> Iterator[LiveSite]:
        """Make the site in the form that the fault needs; its words stay beside it."""
        logs = self.folder / "logs"
        logs.mkdir()
        with ExitStack() as stack:
            if self.fault.form == "production":
                site: LiveSite = stack.enter_context(
                    self.moulds.in_production(self.folder, **self._variables())
                )
            else:
                site = self.moulds.embedded(self._data_dir(stack), **self._variables())
            site.log_dir = logs
            yield site

    def _data_dir(self, stack: ExitStack) -> Path:
        data_dir = self.folder / "site"
        if self.fault.form == "small disk":
            return stack.enter_context(small_disk(data_dir, megabytes=_DISK))
        data_dir.mkdir()
        return data_dir

    def _variables(self) -> dict[str, str]:
        deeds = ("hang", "swallow", "kill")
        names = {"folder": str(self.folder), "machine": os.uname().machine}
        poison = (f"{number}:{deeds[n % 3]}" for n, number in enumerate(self.poisoned))
        return {
            "LOG_LEVEL": "WARNING",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.server.port}",
            "POISON": ",".join(poison),
            **{name: value.format(**names) for name, value in self.fault.variables},
        }

    def _run_on(self, site: LiveSite) -> None:
        posting = Posting(site)
        pages = Watch(site, "/articles/ferry/", every=0.5, at_once=2)
        light = Watch(site, "/readyz", every=1)
        scene = Scene(
            site,
            self.folder,
            self.server,
            self.fault.lasts[self.is_long],
            self.outcome.wishes,
        )
        wait_until(lambda: site.get("/readyz").status == 200, what="the light is green")
        with posting.going_on(), pages.going_on(), light.going_on():
            self._say("is up")
            posting.plan(WARM_UP, seconds=3)
            wait_until(lambda: not posting.unheard, what="the first comments are stored")
            quiet_at = time.monotonic()
            self._post(posting, self.before, scene)
            lines = _lines(site)
            self._say("the fault begins")
            began_at = time.monotonic()
            posting.plan(self.under, seconds=scene.lasts)
            self.fault.make(scene)
            ended_at = time.monotonic()
            self._say("the fault is over")
            self.outcome.log_lines = _lines(site) - lines
            self.outcome.lasted = round(ended_at - began_at, 1)
            self._wait_until_whole(site, posting, ended_at)
            whole_at = time.monotonic()
            self._say(f"whole again: {self.outcome.recovery}")
            self._post(posting, self.posts - self.before - self.under, scene)
            self._wait_for_the_rest(site, posting, light, ended_at)
        self._note_posts(posting, quiet_at, began_at, ended_at)
        self._note_pages(pages, began_at, ended_at)
        self._note_light(light, began_at, ended_at)
        self._note_refusals(posting, [*pages.looks, *_unanswered(light)], began_at, whole_at)
        self._note_rows(site, posting)
        self.outcome.wrong = list(self.fault.judge(self.outcome))

    def _say(self, what: str) -> None:
        """Tell who waits how far it is."""
        print(f"  {time.monotonic() - self.began_at:4.0f} s  {what}", flush=True)

    def _post(self, posting: Posting, number: int, scene: Scene) -> None:
        """Let so many be posted in peace."""
        seconds = max(self.quiet, number / PACE)
        posting.plan(number, seconds=seconds)
        scene.hold(seconds)

    def _wait_until_whole(self, site: LiveSite, posting: Posting, ended_at: float) -> None:
        """Wait until all that was posted before the fault ended is stored and screened."""
        early = set(range(posting.planned))
        done = False
        while not done and time.monotonic() - ended_at < PATIENCE_WITH_SITE:
            time.sleep(0.5)
            unheard = early - posting.stored - posting.refused
            done = not unheard and not _waiting(site)
        self.outcome.recovery = round(time.monotonic() - ended_at, 1) if done else None

    def _wait_for_the_rest(
        self, site: LiveSite, posting: Posting, light: Watch, ended_at: float
    ) -> None:
        """Wait for the mails, for what was posted last, and for the light."""
        began_at = time.monotonic()
        patience = PATIENCE_WITH_MAILS if self.outcome.wishes else PATIENCE_WITH_SITE
        # What is not whole has had its time.
        patience = QUIET_SECONDS if self.outcome.recovery is None else patience
        done = False
        while not done and time.monotonic() - began_at < patience:
            time.sleep(0.5)
            self._note_mails(site, ended_at)
            is_green = bool(light.looks) and light.looks[-1].status == 200
            is_mailed = self.outcome.mailed is not None or not self.outcome.wishes
            done = is_green and is_mailed and not posting.unheard and not _waiting(site)
        if self.outcome.promise.ends_work and self.outcome.wishes:
            # Those that are just being sent look like those that somebody holds who died.
            time.sleep(LAST_ANSWERS)
            self._note_mails(site, ended_at)

    def _note_mails(self, site: LiveSite, ended_at: float) -> None:
        out = self.outcome
        out.mails = fared(site.query, self.server)
        # What one holds who died has had its end: nobody else touches it for twenty minutes.
        held = 0 if out.promise.ends_work else out.mails.claimed
        has_ended = out.mails.wished and not (out.mails.missing or out.mails.untold or held)
        if has_ended and out.mailed is None:
            out.mailed = round(time.monotonic() - ended_at, 1)

    def _note_posts(
        self, posting: Posting, quiet_at: float, began_at: float, ended_at: float
    ) -> None:
        out = self.outcome
        out.posts = posting.planned
        out.never_taken = posting.unheard + len(posting.refused)
        out.refusals = sum(one.status >= 429 for one in posting.tries)
        out.unanswered = sum(one.status == 0 for one in posting.tries)
        out.lost_texts = sum(one.lost_text for one in posting.tries)
        out.crashes += sum(one.status == 500 for one in posting.tries)
        # Who got no answer has waited, too.
        before = [one.seconds for one in posting.tries if quiet_at <= one.began_at < began_at]
        under = [one.seconds for one in posting.tries if began_at <= one.began_at < ended_at]
        out.posts_under = len(under)
        out.before_p50, out.before_p99 = quantile(before, 0.5), quantile(before, 0.99)
        out.under_p50, out.under_p99 = quantile(under, 0.5), quantile(under, 0.99)

    def _note_pages(self, pages: Watch, began_at: float, ended_at: float) -> None:
        out = self.outcome
        out.pages_under = len(pages.between(began_at, ended_at))
        # Until the end: what hung may be slow for a while after.
        since = pages.between(began_at, float("inf"))
        out.longest_page = quantile((look.seconds for look in since), 1)
        out.crashes += sum(look.status == 500 for look in pages.looks)

    def _note_light(self, light: Watch, began_at: float, ended_at: float) -> None:
        out = self.outcome
        since = light.between(began_at, float("inf"))
        out.lights_under = len(light.between(began_at, ended_at))
        out.light_p99 = quantile((look.seconds for look in since), 0.99)
        out.crashes += sum(look.status == 500 for look in light.looks)
        found = light_of(light.looks, began_at=began_at, ended_at=ended_at, names=out.promise.names)
        for name, value in found.items():
            setattr(out, name, value)

    def _note_refusals(
        self, posting: Posting, looks: Sequence[Look], began_at: float, whole_at: float
    ) -> None:
        """Note who was asked to try again, or was not answered, while something was wrong or not.

        Before all is whole again whatever hung may still be in somebody's way.
        """
        out = self.outcome
        refused: dict[str, Sequence[Try | Look]] = {
            "posts": [one for one in posting.tries if not one.is_stored],
            "pages": [look for look in looks if look.status != HTTPStatus.OK],
        }
        for name, tries in refused.items():
            under = [one for one in tries if one.ended_at >= began_at and one.began_at < whole_at]
            setattr(out, f"{name}_refused", len(under))
            out.refused_in_peace += len(tries) - len(under)

    def _note_rows(self, site: LiveSite, posting: Posting) -> None:
        out = self.outcome
        found = tally(site.query, posting.stored)
        out.lost = found.lost
        out.twice = found.stored_twice + found.screened_twice
        # One that nobody screened is stuck in whatever state it is.
        out.stuck = max(found.stuck, found.screened_never)
        out.given_up = found.given_up
        out.undecided = int(site.query(_UNDECIDED)[0][0])
        poisoned = {body_of(number) for number in self.poisoned}
        harmed = {body for (body,) in site.query(_COULD_NOT_RUN)}
        out.harmed = len(harmed & poisoned)
        out.half_screened = len(harmed - poisoned)
        out.last_screened = quantile(
            (
                (_moment(decided_at) - _moment(created_at)).total_seconds()
                for body, created_at, decided_at in site.query(_SCREENED)
                if body not in poisoned
            ),
            1,
        )


def _unanswered(light: Watch) -> list[Look]:
    """Return the looks that got no answer at all: whoever is red has answered."""
    return [look for look in light.looks if not look.status]


def _waiting(site: LiveSite) -> int:
    """Return how many comments wait for their screening for longer than that takes."""
    return int(site.query("SELECT count(*) FROM comments_comment WHERE status = 'submitted'")[0][0])


def _moment(stored: object) -> datetime:
    """Read what SQLite keeps as text, and PostgreSQL as a moment."""
    return datetime.fromisoformat(str(stored))


def _lines(site: LiveSite) -> int:
    return sum(path.read_bytes().count(b"\n") for path in site.log_dir.glob("*.log"))
