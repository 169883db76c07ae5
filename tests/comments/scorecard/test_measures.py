"""The arithmetic, against what was worked out by hand."""

import pytest

from comments.scorecard.measures import Bin, Share, ranked_right, sorted_into_bins


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        # Worked out with z = 1.96 from Wilson's formula; the second is in Newcombe (1998).
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),
        (0, 20, 0.0, 0.1611),
        (20, 20, 0.8389, 1.0),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_the_interval_is_wilsons(hits: int, total: int, low: float, high: float) -> None:
    share = Share(hits, total)
    assert share.low == pytest.approx(low, abs=1e-4)
    assert share.high == pytest.approx(high, abs=1e-4)


def test_a_share_of_nothing_may_be_anything() -> None:
    share = Share(0, 0)
    assert (share.value, share.low_percent, share.high_percent) == (0.0, 0, 100)


def test_percentages_are_whole() -> None:
    share = Share(81, 263)
    assert (share.percent, share.low_percent, share.high_percent) == (31, 26, 37)


@pytest.mark.parametrize(
    ("higher", "lower", "expected"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1, 0.2], [0.9, 0.8], 0.0),
        ([0.5, 0.5], [0.5], 0.5),
        # Of six pairs: .9 beats three; .4 beats .1, ties with .4, loses to .6.
        ([0.9, 0.4], [0.1, 0.4, 0.6], 4.5 / 6),
        ([0.0, 0.0, 0.7], [0.0, 0.0], (1 + 1 + 2) / 6),
        ([], [0.1], None),
        ([0.1], [], None),
    ],
)
def test_ranking_counts_pairs_and_a_tie_by_half(
    higher: list[float], lower: list[float], expected: float | None
) -> None:
    assert ranked_right(higher, lower) == expected


def test_ranking_is_the_same_as_counting_every_pair() -> None:
    higher = [(number * 7 % 11) / 10 for number in range(30)]
    lower = [(number * 5 % 9) / 10 for number in range(40)]
    wins = sum((high > low) + (high == low) / 2 for high in higher for low in lower)
    assert ranked_right(higher, lower) == pytest.approx(wins / (30 * 40))


def test_bins_hold_their_lower_edge_and_the_last_its_upper() -> None:
    said = [(0.0, False), (0.2, True), (0.49, False), (0.5, True), (1.0, True)]
    assert sorted_into_bins(said, (0.0, 0.2, 0.5, 1.0)) == [
        Bin(0.0, 0.2, Share(0, 1)),
        Bin(0.2, 0.5, Share(1, 2)),
        Bin(0.5, 1.0, Share(2, 2)),
    ]
