"""How well the learner told spam, over the decisions and by what it had said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comments.models import Status
from comments.scorecard.curve import BIN_EDGES, blocks_in_time, calibration, in_time
from comments.scorecard.judgements import Judgement
from comments.scorecard.measures import Share
from tests.comments.scorecard.newsroom import NOON, judgement

SPAM, REJECTED, APPROVED = Status.SPAM, Status.REJECTED, Status.APPROVED


def a_block(spam_score: float, *, size: int = 25) -> list[Judgement]:
    """Five spam, one of them without a word, and honest ones, one of them accused."""
    spam = [judgement(SPAM, learner=spam_score)] * 4 + [judgement(SPAM)]
    return [*spam, judgement(APPROVED, learner=0.5), *[judgement(APPROVED)] * (size - 6)]


def test_blocks_run_from_the_oldest_to_the_latest() -> None:
    older, newer = blocks_in_time([*a_block(0.9), *a_block(0.4)])
    # Of 100 pairs, four spam win all their 20; the silent one ties with 19 and loses to one.
    assert newer.ranked_right == pytest.approx((80 + 19 / 2) / 100)
    assert older.ranked_right == pytest.approx((4 * 19 + 19 / 2) / 100)
    assert (newer.missed, newer.accused) == (Share(1, 5), Share(1, 20))


def test_what_is_left_over_is_the_oldest() -> None:
    (block,) = blocks_in_time([*a_block(0.9), *[judgement(SPAM)] * 24])
    assert (block.count, block.missed) == (25, Share(1, 5))


def test_where_it_could_not_run_nothing_is_said() -> None:
    unknown = judgement(SPAM, learner=None)
    (block,) = blocks_in_time([unknown, *a_block(0.9)])
    assert block.missed == Share(1, 5)
    assert sum(one.share.total for one in calibration([unknown])) == 0


@pytest.mark.parametrize(
    ("decisions", "blocks", "size"),
    [(24, 0, 0), (300, 12, 25), (301, 6, 50), (1000, 10, 100), (10_000, 10, 1000)],
)
def test_there_are_never_very_many_blocks(decisions: int, blocks: int, size: int) -> None:
    found = blocks_in_time([judgement(APPROVED)] * decisions)
    assert len(found) == blocks
    assert {block.count for block in found} <= {size}


def test_a_block_with_hardly_any_spam_ranks_nothing() -> None:
    few = [judgement(SPAM, learner=0.9)] * 2 + [judgement(APPROVED)] * 23
    (block,) = blocks_in_time(few)
    assert block.ranked_right is None
    assert block.missed == Share(0, 2)


def test_a_rejected_comment_is_no_spam_and_nobody_was_accused() -> None:
    (block,) = blocks_in_time([judgement(REJECTED, learner=0.9)] * 25)
    assert (block.missed, block.accused) == (Share(0, 0), Share(0, 0))


def test_calibration_sorts_by_what_was_said() -> None:
    bins = calibration(
        [
            judgement(SPAM, learner=0.94),
            judgement(APPROVED, learner=0.92),
            judgement(SPAM),
            judgement(APPROVED),
            judgement(REJECTED),
        ]
    )
    assert [one.low for one in bins] == list(BIN_EDGES[:-1])
    assert (bins[0].share, bins[-1].share) == (Share(1, 3), Share(1, 2))


def test_what_went_to_the_spam_box_by_itself_counts_as_spam() -> None:
    hour = timedelta(hours=1)
    waited = replace(judgement(SPAM, 1), decided_at=NOON)
    rescued = replace(judgement(APPROVED, 2), decided_at=NOON + 2 * hour, machine=SPAM)
    unscreened = replace(judgement(SPAM, 3), machine="")
    left = replace(judgement(SPAM, 4), decided_at=NOON + hour, machine=SPAM)
    together = in_time([rescued, waited, unscreened], [left], most=10)
    assert [one.comment_id for one in together] == [2, 4, 1]
    (block,) = blocks_in_time([*together, *[judgement(APPROVED)] * 22])
    assert block.by_itself == Share(1, 2)


def test_what_is_older_than_all_that_was_read_of_the_spam_box_is_left_out() -> None:
    older = replace(judgement(SPAM, 1), decided_at=NOON - timedelta(hours=1))
    newer = replace(judgement(SPAM, 2), decided_at=NOON + timedelta(hours=1))
    left = replace(judgement(SPAM, 3), machine=SPAM)
    assert [one.comment_id for one in in_time([newer, older], [left], most=2)] == [2, 3, 1]
    assert [one.comment_id for one in in_time([newer, older], [left], most=1)] == [2, 3]
