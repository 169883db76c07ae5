"""How well the learner told spam, over the decisions in time and by what it had said.

What counts is the score that it gave before the decision, as it was stored then. What screening
sent to the spam box by itself counts as spam, unless people took it out: without it, a learner
would look the worse, the more it takes off people's hands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from comments.models import Status
from comments.scorecard.judgements import Judgement
from comments.scorecard.measures import Bin, Share, ranked_right, sorted_into_bins
from comments.scorecard.records import LEARNER
from comments.screening.learner import LIKELY, WORTH_SAYING

# The smallest of these that makes no more than so many blocks.
_BLOCK_SIZES: Final = (25, 50, 100, 150, 250, 500, 1000)
_MOST_BLOCKS: Final = 12
# Spam and honest comments, for a block to tell anything.
_FEWEST_OF_A_KIND: Final = 3
# Below the first edge the learner says nothing, and nothing else is known of it.
BIN_EDGES: Final = (0.0, WORTH_SAYING, *(tenths / 10 for tenths in range(3, 11)))


@dataclass(frozen=True, slots=True)
class Block:
    """Decisions that follow each other.

    `ranked_right` is how often the learner put a spam above a comment that is none; `by_itself` the
    spam that nobody had to look at; `missed` the spam that the learner said nothing of; `accused`
    what was approved though it had said "reads like spam".
    """

    first_at: datetime
    last_at: datetime
    count: int
    ranked_right: float | None
    by_itself: Share
    missed: Share
    accused: Share


def in_time(
    judgements: Sequence[Judgement], in_spam: Sequence[Judgement], *, most: int
) -> list[Judgement]:
    """Put what people decided and what they left in the spam box together, newest first.

    What a person decided before anything was screened tells nothing of the learner. Where `most`
    were read from the spam box there may be more, and what was decided before them is left out.
    """
    screened = [one for one in judgements if one.has_waited or one.machine == Status.SPAM]
    together = sorted([*screened, *in_spam], key=lambda one: one.decided_at, reverse=True)
    if len(in_spam) < most:
        return together
    known_since = min(one.decided_at for one in in_spam)
    return [one for one in together if one.decided_at >= known_since]


def blocks_in_time(judgements: Sequence[Judgement]) -> list[Block]:
    """Cut judgements, newest first, into blocks, oldest first; what is left over is the oldest."""
    told = [one for one in judgements if one.scores.get(LEARNER, 0.0) is not None]
    size = next(
        (size for size in _BLOCK_SIZES if len(told) <= size * _MOST_BLOCKS), _BLOCK_SIZES[-1]
    )
    starts = range(0, len(told) - size + 1, size)
    return [_block(told[start : start + size]) for start in reversed(starts)]


def calibration(judgements: Sequence[Judgement]) -> list[Bin]:
    """Hold what the learner said against how often it was spam."""
    said = ((score, one.verdict == Status.SPAM) for one, score in _told(judgements))
    return sorted_into_bins(said, BIN_EDGES)


def _block(judgements: Sequence[Judgement]) -> Block:
    spam_ones = [one for one in judgements if one.verdict == Status.SPAM]
    spam = [score for one, score in _told(judgements) if one.verdict == Status.SPAM]
    other = [score for one, score in _told(judgements) if one.verdict != Status.SPAM]
    approved = [score for one, score in _told(judgements) if one.verdict == Status.APPROVED]
    has_enough = min(len(spam), len(other)) >= _FEWEST_OF_A_KIND
    return Block(
        first_at=min(one.decided_at for one in judgements),
        last_at=max(one.decided_at for one in judgements),
        count=len(judgements),
        ranked_right=ranked_right(spam, other) if has_enough else None,
        by_itself=Share(sum(one.machine == Status.SPAM for one in spam_ones), len(spam_ones)),
        missed=Share(sum(score == 0 for score in spam), len(spam)),
        accused=Share(sum(score >= LIKELY for score in approved), len(approved)),
    )


def _told(judgements: Sequence[Judgement]) -> Iterator[tuple[Judgement, float]]:
    """Yield the learner's score, 0 where it said nothing."""
    for one in judgements:
        score = one.scores.get(LEARNER, 0.0)
        if score is not None:
            yield one, score
