"""Plots as shapes and words."""

import pytest

from comments.scorecard.curve import Block
from comments.scorecard.measures import Bin, Share
from comments.scorecard.plots import (
    plot_by_itself,
    plot_calibration,
    plot_mistakes,
    plot_ranking,
)
from tests.comments.scorecard.newsroom import NOON

NONE_OF_TEN = Share(0, 10)


def block(
    *,
    ranked: float | None = 1.0,
    by_itself: Share = NONE_OF_TEN,
    missed: Share = NONE_OF_TEN,
    accused: Share = NONE_OF_TEN,
) -> Block:
    return Block(NOON, NOON, 50, ranked, by_itself, missed, accused)


def test_a_line_starts_at_the_left_below_and_ends_at_the_right_on_top() -> None:
    plot = plot_ranking([block(ranked=0.5), block(ranked=0.75), block(ranked=1.0)])
    assert plot.lines[0].path == "M0 400h0L500 200h0L1000 0h0"
    assert (plot.marks_of_y[0], plot.marks_of_y[-1]) == ("100 %", "50 %")
    assert plot.marks_of_x == ["20 November", "20 November"]


def test_a_block_that_says_nothing_leaves_a_gap() -> None:
    plot = plot_ranking([block(ranked=1.0), block(ranked=None), block(ranked=1.0)])
    assert plot.lines[0].path == "M0 0h0M1000 0h0"
    assert [row[-1] for row in plot.table.rows] == ["100 %", "–", "100 %"]


def test_worse_than_guessing_is_shown_on_the_whole_scale() -> None:
    plot = plot_ranking([block(ranked=0.25), block(ranked=1.0)])
    assert plot.lines[0].path == "M0 300h0L1000 0h0"
    assert plot.marks_of_y[-1] == "0 %"


@pytest.mark.parametrize(
    ("worst", "top"), [(0, "10 %"), (1, "10 %"), (2, "20 %"), (4, "50 %"), (9, "100 %")]
)
def test_small_mistakes_are_shown_large(worst: int, top: str) -> None:
    plot = plot_mistakes([block(), block(missed=Share(worst, 10))])
    assert plot.marks_of_y[0] == top


def test_mistakes_of_both_kinds_are_told_apart() -> None:
    none = Share(0, 0)
    plot = plot_mistakes([block(), block(missed=Share(1, 10), accused=none)])
    assert [(line.name, line.path) for line in plot.lines] == [
        ("missed", "M0 400h0L1000 0h0"),
        ("accused", "M0 400h0"),
    ]
    assert plot.table.rows[1][1:] == ["1 of 10", "0 of 0"]


def test_what_nobody_had_to_look_at_is_a_share_of_all_spam() -> None:
    plot = plot_by_itself([block(), block(by_itself=Share(9, 10))])
    assert plot.lines[0].path == "M0 400h0L1000 40h0"
    assert "90 % of the spam in the latest block" in plot.description


def test_calibration_draws_a_dot_with_its_interval_for_each_bin_that_holds_any() -> None:
    bins = [Bin(0.0, 0.2, Share(0, 4)), Bin(0.2, 0.3, Share(0, 0)), Bin(0.9, 1.0, Share(4, 4))]
    plot = plot_calibration(bins)
    shapes = {line.name: line.path for line in plot.lines}
    assert shapes["happened"] == "M100 400h0M950 0h0"
    # Wilson: of none in four, up to 49 % may be true, and so the other way round.
    assert shapes["spread"] == "M100 400V204M950 196V0"
    assert shapes["ideal"] == "M0 400L1000 0"
    assert len(plot.table.rows) == 3


def test_the_grid_has_a_line_for_each_mark() -> None:
    plot = plot_ranking([block(), block()])
    assert plot.grid == "M0 0H1000M0 80H1000M0 160H1000M0 240H1000M0 320H1000M0 400H1000"
