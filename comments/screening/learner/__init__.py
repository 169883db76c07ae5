"""The learner: tells spam by what this site's moderators decided, and says why.

It starts from a shipped seed, so that it is useful on the first day; each decision teaches it.
"""

from comments.screening.learner.calibration import ENOUGH
from comments.screening.learner.check import (
    LIKELY,
    WORTH_SAYING,
    check_learner,
    check_like_rejected,
    spam_finding,
)
from comments.screening.learner.explanation import Clue, explain
from comments.screening.learner.features import Features, extract
from comments.screening.learner.learner import VERDICTS, Learner, Question, Verdict
from comments.screening.learner.seed import SEED_PATH, grow_seed, shipped_seed
from comments.screening.learner.spintax import spin, spin_all
from comments.screening.learner.typed import Typed
from comments.screening.learner.versions import continue_rebuild, newest_learner, teach_learner

__all__ = [
    "ENOUGH",
    "LIKELY",
    "SEED_PATH",
    "VERDICTS",
    "WORTH_SAYING",
    "Clue",
    "Features",
    "Learner",
    "Question",
    "Typed",
    "Verdict",
    "check_learner",
    "check_like_rejected",
    "continue_rebuild",
    "explain",
    "extract",
    "grow_seed",
    "newest_learner",
    "shipped_seed",
    "spam_finding",
    "spin",
    "spin_all",
    "teach_learner",
]
