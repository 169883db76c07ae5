"""One figure for a comment: how likely it is spam, by the learner and by the rules of the text."""

import math
from collections.abc import Iterable
from typing import Final

from comments.screening.findings import Finding

# What a rule's certainty adds, in logits. The learner sees links and their looks too, so that a
# rule only tips what is in doubt.
_WEIGHT: Final = 0.5
_LEAST: Final = 1e-12


def spam_likelihood(learner: float, rules: Iterable[Finding | None]) -> float:
    """Join the learner's likelihood with findings of the rules that speak of spam.

    Monotone: more evidence from either never makes it less likely.
    """
    odds = math.log(max(learner, _LEAST) / max(1 - learner, _LEAST))
    odds += _WEIGHT * sum(finding.score for finding in rules if finding)
    return 1 / (1 + math.exp(-odds))
