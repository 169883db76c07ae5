"""Plots as shapes and words; the template draws them.

Shapes are stretched to the room there is, and labels are text beside them, so that a plot can be
read on a phone. A dot is a line without length and with a round end, which stays round.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comments.scorecard.curve import Block
from comments.scorecard.measures import Bin, Share

# The plots' own units, to the right and downwards.
WIDTH: Final = 1000
HEIGHT: Final = 400
# Where the axis of mistakes may end, in percent.
_TOPS: Final = (10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Line:
    """`name` is for the style sheet; `path` is in the words of SVG."""

    name: str
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Table:
    """The same figures as words."""

    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Plot:
    """`marks_of_y` run from the top down, and both kinds of marks are evenly spread."""

    name: str
    title: str
    description: str
    lines: list[Line]
    marks_of_x: list[str]
    marks_of_y: list[str]
    table: Table

    @property
    def grid(self) -> str:
        """A line for each mark of y."""
        steps = len(self.marks_of_y) - 1
        heights = (round(HEIGHT * step / steps) for step in range(steps + 1))
        return "".join(f"M0 {y}H{WIDTH}" for y in heights)


def plot_ranking(blocks: Sequence[Block]) -> Plot:
    values = [block.ranked_right for block in blocks]
    known = [value for value in values if value is not None]
    low = 0.5 if min(known) >= 1 / 2 else 0.0
    marks = [_percent(low + (1 - low) * step / 5) for step in range(5, -1, -1)]
    return Plot(
        "ranking",
        _("How often spam stood above honest comments"),
        _("From %(first)s in the oldest block to %(last)s in the latest; 50 %% would be guessing.")
        % {"first": _percent(known[0]), "last": _percent(known[-1])},
        [Line("ranking", "", _drawn(values, low, 1.0))],
        _ends(blocks),
        marks,
        Table(
            [_("Decisions"), _("How many"), _("Spam above honest")],
            [[_period(block), str(block.count), _percent(block.ranked_right)] for block in blocks],
        ),
    )


def plot_by_itself(blocks: Sequence[Block]) -> Plot:
    values = [_known(block.by_itself) for block in blocks]
    return Plot(
        "by-itself",
        _("How much spam nobody had to look at"),
        _("%(share)s of the spam in the latest block went to the spam box by itself, and stayed.")
        % {"share": _percent(values[-1])},
        [Line("by-itself", "", _drawn(values, 0, 1))],
        _ends(blocks),
        [f"{percent} %" for percent in range(100, -1, -20)],
        Table(
            [_("Decisions"), _("Spam by itself")],
            [[_period(block), _counts(block.by_itself)] for block in blocks],
        ),
    )


def plot_mistakes(blocks: Sequence[Block]) -> Plot:
    missed = [_known(block.missed) for block in blocks]
    accused = [_known(block.accused) for block in blocks]
    worst = max(value or 0.0 for value in [*missed, *accused])
    top = next(top for top in _TOPS if 100 * worst <= top)
    return Plot(
        "mistakes",
        _("How often it was wrong"),
        _("Spam missed: %(missed)s in the latest block. Honest comments accused: %(accused)s.")
        % {"missed": _percent(missed[-1]), "accused": _percent(accused[-1])},
        [
            Line("missed", _("spam that it said nothing of"), _drawn(missed, 0, top / 100)),
            Line(
                "accused",
                _("approved, though it had said “reads like spam”"),
                _drawn(accused, 0, top / 100),
            ),
        ],
        _ends(blocks),
        [f"{top * step // 5} %" for step in range(5, -1, -1)],
        Table(
            [_("Decisions"), _("Spam missed"), _("Honest accused")],
            [[_period(block), _counts(block.missed), _counts(block.accused)] for block in blocks],
        ),
    )


def plot_calibration(bins: Sequence[Bin]) -> Plot:
    filled = [one for one in bins if one.share.total]
    dots = "".join(f"M{_x(_middle(one))} {_y(one.share.value)}h0" for one in filled)
    spreads = "".join(
        f"M{_x(_middle(one))} {_y(one.share.low)}V{_y(one.share.high)}" for one in filled
    )
    return Plot(
        "calibration",
        _("What it said, and how often that was spam"),
        _("A dot on the dashed line is right; below it, the learner was too suspicious."),
        [
            Line("ideal", _("said and happened alike"), f"M0 {HEIGHT}L{WIDTH} 0"),
            Line("spread", _("where the true share may lie"), spreads),
            Line("happened", _("was spam"), dots),
        ],
        [f"{percent} %" for percent in range(0, 101, 20)],
        [f"{percent} %" for percent in range(100, -1, -20)],
        Table(
            [_("It said"), _("Comments"), _("Were spam")],
            [
                [
                    f"{round(100 * one.low)}–{round(100 * one.high)} %",  # noqa: RUF001
                    str(one.share.total),
                    _counts(one.share),
                ]
                for one in bins
            ],
        ),
    )


def _drawn(values: Sequence[float | None], low: float, high: float) -> str:
    """Return dots at the values, and lines between those that follow each other."""
    return "".join(_strokes(values, low, high))


def _strokes(values: Sequence[float | None], low: float, high: float) -> Iterator[str]:
    command = "M"
    for index, value in enumerate(values):
        if value is None:
            command = "M"
            continue
        x = _x(index / max(1, len(values) - 1))
        yield f"{command}{x} {_y((value - low) / (high - low))}h0"
        command = "L"


def _x(share: float) -> int:
    return round(WIDTH * share)


def _y(share: float) -> int:
    return round(HEIGHT * (1 - share))


def _known(share: Share) -> float | None:
    return share.value if share.total else None


def _middle(one: Bin) -> float:
    return (one.low + one.high) / 2


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{round(100 * value)} %"  # noqa: RUF001


def _counts(share: Share) -> str:
    return _("%(hits)d of %(total)d") % {"hits": share.hits, "total": share.total}


def _ends(blocks: Sequence[Block]) -> list[str]:
    return [_day(blocks[0].first_at), _day(blocks[-1].last_at)]


def _period(block: Block) -> str:
    first, last = _day(block.first_at), _day(block.last_at)
    return first if first == last else f"{first} – {last}"  # noqa: RUF001


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "MONTH_DAY_FORMAT")
