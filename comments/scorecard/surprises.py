"""What screening did by itself, and what it had no idea of."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from comments.models import Status
from comments.moderation import DOUBT
from comments.scorecard.judgements import Judgement
from comments.screening import CHECKS, Policy, read_policy

_EXAMPLES: Final = 5


@dataclass(frozen=True, slots=True)
class Surprise:
    """Comments on which people and screening disagree: how many, and the latest of them."""

    count: int
    examples: list[int]

    @classmethod
    def of(cls, judgements: Sequence[Judgement]) -> "Surprise":
        return cls(len(judgements), [one.comment_id for one in judgements[:_EXAMPLES]])


@dataclass(frozen=True, slots=True)
class Surprises:
    """`sure_wrongly` says which checks had been sure of what was rescued, and how often."""

    rescued: Surprise
    sure_wrongly: list[tuple[str, int]]
    taken_down: Surprise
    unseen_spam: Surprise
    unseen_rejected: Surprise


def find_surprises(judgements: Sequence[Judgement]) -> Surprises:
    rescued = [one for one in judgements if one.machine == Status.SPAM and not one.is_refused]
    unseen = [one for one in judgements if one.is_refused and _seemed_fine(one)]
    return Surprises(
        rescued=Surprise.of(rescued),
        sure_wrongly=_sure_wrongly(rescued, read_policy()),
        taken_down=Surprise.of(
            [one for one in judgements if one.machine == Status.APPROVED and one.is_refused]
        ),
        unseen_spam=Surprise.of([one for one in unseen if one.verdict == Status.SPAM]),
        unseen_rejected=Surprise.of([one for one in unseen if one.verdict == Status.REJECTED]),
    )


def _seemed_fine(judgement: Judgement) -> bool:
    """All checks ran, and none was in doubt."""
    scores = judgement.scores.values()
    return judgement.has_waited and all(score is not None and score < DOUBT for score in scores)


def _sure_wrongly(rescued: Iterable[Judgement], policy: Policy) -> list[tuple[str, int]]:
    counts = Counter(
        str(check.label)
        for one in rescued
        for check in CHECKS
        if check.speaks_of == "spam" and policy.is_sure(check.name, one.scores.get(check.name) or 0)
    )
    return counts.most_common()
