"""What one fault did to the site, whether that may be, and the table of all."""

import json
import math
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Literal

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

# What the light owes people: "red" where they have to act, "green" where the site heals by itself,
# "either" where it is over before anybody could say which.
Light = Literal["red", "green", "either"]


@dataclass
class Outcome:
    fault: str
    commit: str
    light: Light
    posts: int = 0
    # Answers that asked the reader to try again, and requests that nobody answered.
    refusals: int = 0
    unanswered: int = 0
    # What was never stored, however often it was sent.
    never_taken: int = 0
    lost: int = 0
    twice: int = 0
    stuck: int = 0
    # Given to a person, as screening failed: one whose worker was killed twice is, too.
    given_up: int = 0
    poisoned: int = 0
    # Refusals without the reader's text, and answers that say 500.
    lost_texts: int = 0
    crashes: int = 0
    # Seconds.
    before_p50: float = 0
    before_p99: float = 0
    under_p50: float = 0
    under_p99: float = 0
    page_p99: float = 0
    light_p99: float = 0
    screened_p99: float = 0
    lasted: float = 0
    recovery: float | None = None
    # Seconds after the fault was over until each mail was sent or had another end.
    mailed: float | None = None
    # Seconds after the fault began; None: it never did.
    red_after: float | None = None
    # Seconds after the fault was over, where it had been red.
    green_after: float | None = None
    said: str = ""
    log_lines: int = 0
    mails: Fared = field(default_factory=Fared)
    # What the fault itself promises beside all this.
    wrong: list[str] = field(default_factory=list)

    def judge(self) -> list[str]:
        """Return in words what should not be."""
        return [*self.wrong, *self._judge_comments(), *self._judge_speed(), *self._judge_light()]

    def _judge_comments(self) -> Iterable[str]:
        for name in ("never_taken", "lost", "twice", "stuck", "lost_texts", "crashes"):
            if found := getattr(self, name):
                yield f"{name.replace('_', ' ')}: {found}"
        for name in ("twice", "missing"):
            if found := getattr(self.mails, name):
                yield f"mails {name}: {found}"

    def _judge_speed(self) -> Iterable[str]:
        if self.recovery is None:
            yield "it was not whole again"
        elif self.recovery > WHOLE_AGAIN_WITHIN:
            yield f"whole again after {self.recovery:.0f} s, not {WHOLE_AGAIN_WITHIN}"
        for what, seconds in (("a reader's page", self.page_p99), ("a post", self.under_p99)):
            if seconds > LONGEST_PAGE:
                yield f"{what} took {seconds:.1f} s, not {LONGEST_PAGE:.0f}"

    def _judge_light(self) -> Iterable[str]:
        # The clients' own time, on a busy machine, comes on top.
        if self.light_p99 > LIGHT_ANSWERS_WITHIN + 0.5:
            yield f"/readyz took {self.light_p99:.1f} s, not {LIGHT_ANSWERS_WITHIN:.0f}"
        if self.light == "green" and self.red_after is not None:
            yield f"red after {self.red_after:.0f} s, and nobody had to act: {self.said}"
        if self.light == "red" and self.red_after is None:
            yield f"never red, in {self.lasted:.0f} s"
        if self.red_after is not None and self.red_after > RED_WITHIN:
            yield f"red after {self.red_after:.0f} s, not {RED_WITHIN}"
        if self.red_after is not None and self.green_after is None:
            yield f"never green again: {self.said}"
        elif self.green_after is not None and self.green_after > GREEN_WITHIN:
            yield f"green after {self.green_after:.0f} s, not {GREEN_WITHIN}"


def quantile(seconds: Iterable[float], share: float) -> float:
    """Return what that share of them does not exceed; 0 of none."""
    ordered = sorted(seconds)
    return round(ordered[math.ceil(share * len(ordered)) - 1], 3) if ordered else 0.0


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
    return said.stdout.strip() or "no commit"


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
                found[fields["fault"]] = Outcome(**fields | {"mails": Fared(**fields["mails"])})
        return found

    def has_passed(self, fault: str) -> bool:
        outcome = self.of_this_version().get(fault)
        return outcome is not None and not outcome.judge()

    def add(self, outcome: Outcome) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a") as file:
            file.write(json.dumps(asdict(outcome)) + "\n")


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
        *map(_milliseconds, (outcome.under_p50, outcome.under_p99, outcome.page_p99)),
        _seconds(outcome.recovery),
        outcome.light,
        _seconds(outcome.red_after),
        _seconds(outcome.green_after),
        str(outcome.log_lines),
        "; ".join(outcome.judge()) or "well",
    )


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


def _seconds(found: float | None) -> str:
    return "–" if found is None else f"{found:.0f} s"
