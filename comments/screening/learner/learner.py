"""The learner: two questions to one text, each answered from the decisions made here.

Is it spam? And would it be rejected for other reasons? Adverts and rudeness are told apart, since
each decision answers both.
"""

from operator import add
from typing import Final, Literal, NamedTuple, Self

from comments.screening.learner.calibration import ENOUGH, Calibration, Guess, Record
from comments.screening.learner.features import Features
from comments.screening.learner.model import Model, probability
from comments.screening.learner.seed import Seed

Verdict = Literal["approved", "spam", "rejected"]
VERDICTS: Final[tuple[Verdict, ...]] = ("approved", "spam", "rejected")

_STEP: Final = 0.15
_CALIBRATED_EVERY: Final = 10  # decisions
# Where nothing is known yet: most comments are no adverts, and most are not rejected.
_UNTAUGHT: Final = Calibration(offset=-2.0)
# Even odds where half a percent of honest news comments lie above (measured with the seed).
_SEEDED: Final = Calibration(slope=2.0, offset=1.2)


class Answer(NamedTuple):
    """`contributions` are what each feature adds to the margin."""

    margin: float
    likelihood: float
    contributions: list[float]


class Question:
    """A yes-or-no question: what is believed, from the seed and from here, and how it went."""

    def __init__(
        self, seed: Seed | None = None, model: Model | None = None, record: Record | None = None
    ) -> None:
        self.seed = seed
        self.model = model or Model()
        self.record = record or Record()
        self._calibrate()

    @property
    def is_still_learning(self) -> bool:
        return self.record.count < ENOUGH

    def answer(self, features: Features) -> Answer:
        found = self.model.contributions(features)
        if self.seed:
            found = list(map(add, found, self.seed.contributions(features)))
        margin = sum(found)
        return Answer(margin, self.calibration.likelihood(margin), found)

    def teach(self, features: Features, *, is_true: bool) -> None:
        """Guess, then learn the truth."""
        margin = self.answer(features).margin
        self.record.add(Guess(margin, is_true))
        self.model.teach(features, probability(margin) - is_true, _STEP)
        if self.record.count % _CALIBRATED_EVERY == 0:
            self._calibrate()

    def _calibrate(self) -> None:
        self.calibration = self.record.calibrate(_SEEDED if self.seed else _UNTAUGHT)


class Learner:
    def __init__(self, spam: Question, rejected: Question) -> None:
        self.spam = spam
        self.rejected = rejected

    @classmethod
    def untaught(cls, seed: Seed | None = None) -> Self:
        return cls(Question(seed), Question())

    @property
    def taught(self) -> int:
        """How many decisions it has learnt from."""
        return self.spam.record.count

    def teach(self, features: Features, verdict: Verdict) -> None:
        self.spam.teach(features, is_true=verdict == "spam")
        self.rejected.teach(features, is_true=verdict == "rejected")
