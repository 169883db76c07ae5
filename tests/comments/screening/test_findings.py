import pytest

from comments.models import Finding as StoredFinding
from comments.screening.findings import REASON_MAX_LENGTH, Finding


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan")])
def test_a_score_outside_its_range_is_refused(score: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        Finding(score, "Because.")


def test_a_reason_is_cut_to_what_the_database_has_room_for() -> None:
    finding = Finding(0.5, "x" * 2000)
    assert len(finding.reason) == REASON_MAX_LENGTH
    assert finding.reason.endswith("…")
    stored = StoredFinding(check_name="links", score=finding.score, reason=finding.reason)
    stored.clean_fields(exclude={"comment", "spans"})
