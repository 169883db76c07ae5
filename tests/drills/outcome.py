"""What one fault did to the site, whether that may be, and the table of all."""

import json
import math
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from tests.drills.mails import Fared
from tests.processes import PROJECT

# Seconds.
WHOLE_AGAIN_WITHIN: Final = 90
RED_WITHIN: Final = 90
GREEN_WITHIN: Final = 60
LONGEST_PAGE: Final = 6.0
LIGHT_ANSWERS_WITHIN: Final = 2.0
POST_WITHOUT_REDIS: Final = 0.5
GOOD_ONES_BESIDE_POISON: Final = 60.0
# Of all posts: whose screening was ended twice by the same fault, and which a person has now.
MOST_GIVEN_UP: Final = 0.1

# What the light owes people: "red" where they have to act, "green" where the site heals by itself,
# "either" where it is over before anybody could say which.
Light = Literal["red", "green", "either"]


@dataclass(frozen=True)
class Promise:
    """What one fault may cost; without a word of it, nothing."""

    light: Light
    # What the light calls it: one of these names, where it is red.
    names: tuple[str, ...] = ()
    # What may be answered by "try again", or by nobody, while it lasts and until all is whole.
    refuses: tuple[Literal["posts", "pages"], ...] = ()
    # Whether it ends what workers and mailers have begun: a comment may go to a person, and a mail
    # may have been sent.
    ends_work: bool = False
    refused_mails: int = 0
    mailed_within: float = WHOLE_AGAIN_WITHIN


@dataclass
class Outcome:
    fault: str
    commit: str
    promise: Promise
    posts: int = 0
    # What was measured while it lasted: where that is nothing, no figure says anything.
    posts_under: int = 0
    pages_under: int = 0
    lights_under: int = 0
    # Answers that asked the reader to try again, and requests that nobody answered.
    refusals: int = 0
    unanswered: int = 0
    # Both, of posts and of pages, from the beginning of the fault until all was whole again; and
    # before and after that, when nothing is wrong.
    posts_refused: int = 0
    pages_refused: int = 0
    refused_in_peace: int = 0
    # What was never stored, however often it was sent.
    never_taken: int = 0
    lost: int = 0
    twice: int = 0
    stuck: int = 0
    # Moved on, and no decision says so.
    undecided: int = 0
    # Given to a person, as screening failed: one whose worker was killed twice is, too.
    given_up: int = 0
    poisoned: int = 0
    # Poisoned ones that a check could not stand, and others that one could not look at.
    harmed: int = 0
    half_screened: int = 0
    # Refusals without the reader's text, and answers that say 500.
    lost_texts: int = 0
    crashes: int = 0
    # Seconds.
    before_p50: float = 0
    before_p99: float = 0
    under_p50: float = 0
    under_p99: float = 0
    longest_page: float = 0
    light_p99: float = 0
    # Until the last of those that are not poisoned was screened.
    last_screened: float = 0
    lasted: float = 0
    recovery: float | None = None
    # Seconds after the fault was over until each mail was sent or had another end.
    mailed: float | None = None
    # Seconds after the fault began until the light was red, and called it by its name (where it
    # owes that it is green: by any); None: it never did.
    red_after: float | None = None
    # Seconds after the fault was over, where it had been red.
    green_after: float | None = None
    # How often it was red before anything was wrong, and green again while the fault lasted.
    red_in_peace: int = 0
    green_under: int = 0
    # What it was red for that has another name.
    misnamed: str = ""
    said: str = ""
    log_lines: int = 0
    wishes: int = 0
    mails: Fared = field(default_factory=Fared)
    # What the fault itself promises beside all this.
    wrong: list[str] = field(default_factory=list)

    def judge(self) -> list[str]:
        """Return in words what should not be."""
        return [
            *self.wrong,
            *self._judge_comments(),
            *self._judge_mails(),
            *self._judge_speed(),
            *self._judge_light(),
        ]

    def _judge_comments(self) -> Iterable[str]:
        for name in (
            *("never_taken", "lost", "twice", "stuck", "undecided", "lost_texts", "crashes"),
            "refused_in_peace",
        ):
            if found := getattr(self, name):
                yield f"{name.replace('_', ' ')}: {found}"
        for name in ("posts", "pages"):
            found = getattr(self, f"{name}_refused")
            if found and name not in self.promise.refuses:
                yield f"{name} refused: {found}"
        most = MOST_GIVEN_UP * self.posts if self.promise.ends_work else 0
        if self.given_up > self.poisoned + most:
            yield f"given to a person: {self.given_up}"

    def _judge_mails(self) -> Iterable[str]:
        mails, promise = self.mails, self.promise
        for name in ("twice", "missing", "untold"):
            if found := getattr(mails, name):
                yield f"mails {name}: {found}"
        for name, found, wanted in (
            ("wished", mails.wished, self.wishes),
            ("refused", mails.refused, promise.refused_mails),
        ):
            if found != wanted:
                yield f"mails {name}: {found}, not {wanted}"
        if (mails.unsure or mails.claimed) and not promise.ends_work:
            yield f"mails unsure: {mails.unsure + mails.claimed}"
        if self.wishes and self.mailed is None:
            yield "not every mail had an end"
        elif self.mailed is not None and self.mailed > promise.mailed_within:
            yield f"mailed after {self.mailed:.0f} s, not {promise.mailed_within:.0f}"

    def _judge_speed(self) -> Iterable[str]:
        for what in ("posts", "pages", "lights"):
            if not getattr(self, f"{what}_under"):
                yield f"{what} under it: none"
        if self.recovery is None:
            yield "it was not whole again"
        elif self.recovery > WHOLE_AGAIN_WITHIN:
            yield f"whole again after {self.recovery:.0f} s, not {WHOLE_AGAIN_WITHIN}"
        for what, seconds in (("a reader's page", self.longest_page), ("a post", self.under_p99)):
            if seconds > LONGEST_PAGE:
                yield f"{what} took {seconds:.1f} s, not {LONGEST_PAGE:.0f}"

    def _judge_light(self) -> Iterable[str]:
        # The clients' own time, on a busy machine, comes on top.
        if self.light_p99 > LIGHT_ANSWERS_WITHIN + 0.5:
            yield f"/readyz took {self.light_p99:.1f} s, not {LIGHT_ANSWERS_WITHIN:.0f}"
        if self.red_in_peace:
            yield f"red before anything was wrong: {self.said}"
        if self.misnamed:
            yield f"red for something else: {self.misnamed}"
        light, red_after, green_after = self.promise.light, self.red_after, self.green_after
        if light == "green" and red_after is not None:
            yield f"red after {red_after:.0f} s, and nobody had to act: {self.said}"
        if light == "red" and red_after is None:
            yield f"never red, in {self.lasted:.0f} s"
        if light == "red" and self.green_under:
            yield f"green {self.green_under} times while it lasted"
        if red_after is not None and red_after > RED_WITHIN:
            yield f"red after {red_after:.0f} s, not {RED_WITHIN}"
        if red_after is not None and green_after is None:
            yield f"never green again: {self.said}"
        elif green_after is not None and green_after > GREEN_WITHIN:
            yield f"green after {green_after:.0f} s, not {GREEN_WITHIN}"


def quantile(seconds: Iterable[float], share: float) -> float:
    """Return what that share of them does not exceed; 0 of none."""
    ordered = sorted(seconds)
    return round(ordered[math.ceil(share * len(ordered)) - 1], 3) if ordered else 0.0


_DIRTY: Final = "-dirty"
_UNKNOWN: Final = "no commit"


@cache
def version() -> str:
    """Return the commit that is tried; with -dirty where the tree differs from it."""
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout.strip() or _UNKNOWN


class Results:
    """The outcomes of a long run in a file, a line each, so that it can be gone on with."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._commit = version()

    def of_this_version(self) -> dict[str, Outcome]:
        """Return the last outcome of each fault."""
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        found = {}
        for fields in map(json.loads, lines):
            if fields["commit"] == self._commit:
                found[fields["fault"]] = _read(fields)
        return found

    def has_passed(self, fault: str) -> bool:
        """Whether it need not be done again: of a tree that differs from a commit nobody knows."""
        if self._commit.endswith(_DIRTY) or self._commit == _UNKNOWN:
            return False
        outcome = self.of_this_version().get(fault)
        return outcome is not None and not outcome.judge()

    def add(self, outcome: Outcome) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a") as file:
            file.write(json.dumps(asdict(outcome)) + "\n")


def _read(fields: dict[str, Any]) -> Outcome:
    # JSON has lists alone.
    promise: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in fields["promise"].items()
    }
    read: dict[str, Any] = {"promise": Promise(**promise), "mails": Fared(**fields["mails"])}
    return Outcome(**fields | read)


_HEAD: Final = (
    *("fault", "posts", "again", "lost", "twice", "stuck"),
    *("mails", "once", "twice", "missing", "unsure", "sent"),
    *("p50", "p99", "under", "p99", "page", "whole", "light", "red", "green", "log", ""),
)


def table(outcomes: Iterable[Outcome]) -> str:
    """Lay them out in Markdown, as docs/trust.md shows them; milliseconds, but for seconds (s)."""
    rows = [_HEAD, tuple("---" for _ in _HEAD), *map(_row, outcomes)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return f"| {' | '.join(cells)} |"


def _row(outcome: Outcome) -> tuple[str, ...]:
    mails = outcome.mails
    counts = (mails.wished, mails.once, mails.twice, mails.missing, mails.unsure + mails.claimed)
    return (
        outcome.fault,
        str(outcome.posts),
        str(outcome.refusals + outcome.unanswered),
        *(str(getattr(outcome, name)) for name in ("lost", "twice", "stuck")),
        *(str(count) if mails.wished else "" for count in counts),
        _seconds(outcome.mailed) if mails.wished else "",
        *map(_milliseconds, (outcome.before_p50, outcome.before_p99)),
        *map(_milliseconds, (outcome.under_p50, outcome.under_p99, outcome.longest_page)),
        _seconds(outcome.recovery),
        outcome.promise.light,
        _seconds(outcome.red_after),
        _seconds(outcome.green_after),
        str(outcome.log_lines),
        "; ".join(outcome.judge()) or "well",
    )


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


def _seconds(found: float | None) -> str:
    return "–" if found is None else f"{found:.0f} s"
