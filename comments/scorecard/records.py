"""Each check by itself: what it marked, what became of that, and what it missed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import Status
from comments.scorecard.judgements import Judgement
from comments.scorecard.measures import Share
from comments.screening import CHECKS, Check
from comments.screening.learner import LIKELY

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LEARNER: Final = "learner"
# What checks look for, by what they speak of.
SOUGHT: Final[dict[str, frozenset[str]]] = {
    "spam": frozenset({Status.SPAM}),
    "profanity": frozenset({Status.REJECTED}),
    "caution": frozenset({Status.REJECTED, Status.SPAM}),
}


class Kind(NamedTuple):
    speaks_of: str
    label: "StrPromise"
    sentence: "StrPromise"


KINDS: Final = (
    Kind(
        "spam",
        gettext_lazy("Checks that look for spam"),
        gettext_lazy("Caught: how much of all spam, also of what nobody had to look at."),
    ),
    Kind(
        "profanity",
        gettext_lazy("Checks that look for strong language"),
        gettext_lazy("Caught: how much of what was rejected; many reasons have no strong word."),
    ),
    Kind(
        "caution",
        gettext_lazy("Checks that only ask for a second look"),
        gettext_lazy("They accuse nobody, so most of what they mark may well be approved."),
    ),
)


@dataclass(frozen=True, slots=True)
class Record:
    """How one check did.

    `right` is what it marked and people refused. `caught` is what it looks for, also in what went
    to the spam box by itself.
    """

    name: str
    label: str
    spam: int
    rejected: int
    approved: int
    caught: Share
    # Of the record above, those of which it was surer.
    is_part: bool = False

    @property
    def fired(self) -> int:
        return self.spam + self.rejected + self.approved

    @property
    def right(self) -> Share:
        return Share(self.spam + self.rejected, self.fired)


class Group(NamedTuple):
    kind: Kind
    records: list[Record]


def records_by_kind(waited: Sequence[Judgement], in_spam: Sequence[Judgement]) -> list[Group]:
    """Put the checks that fired into groups by what they speak of, the busiest first.

    `waited` are judgements of people; `in_spam` is what nobody took out of the spam box.
    """
    groups = []
    for kind in KINDS:
        checks = [check for check in CHECKS if check.speaks_of == kind.speaks_of]
        records = [(check, _record_of(check, waited, in_spam)) for check in checks]
        fired = [pair for pair in records if pair[1].fired or pair[1].caught.hits]
        fired.sort(key=lambda pair: -pair[1].fired)
        shown = [part for pair in fired for part in _parts(*pair, waited, in_spam)]
        if shown:
            groups.append(Group(kind, shown))
    return groups


def _parts(
    check: Check, record: Record, waited: Sequence[Judgement], in_spam: Sequence[Judgement]
) -> Iterator[Record]:
    """Tell of the learner also where it speaks up: its hints are many."""
    yield record
    if check.name == LEARNER:
        likely = _record_of(check, waited, in_spam, from_score=LIKELY)
        label = _("of these, said to read like spam (%(percent)d %% or more)")
        yield replace(likely, label=label % {"percent": round(100 * LIKELY)}, is_part=True)


def silent_checks(judgements: Iterable[Judgement]) -> list[str]:
    """Return the checks that marked nothing."""
    fired = {name for one in judgements for name, score in one.scores.items() if score is not None}
    return [str(check.label) for check in CHECKS if check.name not in fired]


def _record_of(
    check: Check,
    waited: Sequence[Judgement],
    in_spam: Sequence[Judgement],
    *,
    from_score: float = 0.0,
) -> Record:
    marked = Counter(one.verdict for one in waited if one.fired(check.name, from_score=from_score))
    sought = [
        one.fired(check.name, from_score=from_score)
        for one in (*waited, *in_spam)
        if one.verdict in SOUGHT[check.speaks_of] and one.scores.get(check.name, 0.0) is not None
    ]
    return Record(
        check.name,
        str(check.label),
        spam=marked[Status.SPAM],
        rejected=marked[Status.REJECTED],
        approved=marked[Status.APPROVED],
        caught=Share(sum(sought), len(sought)),
    )
