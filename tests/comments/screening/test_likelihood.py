from itertools import pairwise

import pytest

from comments.screening.findings import Finding
from comments.screening.likelihood import spam_likelihood


@pytest.mark.parametrize("learner", [0.0, 0.2, 0.5, 0.999, 1.0])
def test_rules_that_find_nothing_leave_the_learner_its_word(learner: float) -> None:
    assert spam_likelihood(learner, [None]) == pytest.approx(learner)


def test_more_evidence_is_never_less_likely() -> None:
    rules = [[], [Finding(0.3, "x")], [Finding(0.9, "x")], [Finding(0.9, "x"), Finding(0.4, "y")]]
    rising = [spam_likelihood(0.5, found) for found in rules]
    rising += [spam_likelihood(learner, rules[-1]) for learner in (0.6, 0.9, 0.999)]
    assert all(one < other for one, other in pairwise(rising))


def test_rules_alone_tip_only_what_is_in_doubt() -> None:
    assert spam_likelihood(0.01, [Finding(0.9, "x")]) < 0.1
    assert spam_likelihood(0.4, [Finding(0.9, "x")]) > 0.5
