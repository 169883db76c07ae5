"""Evidence in words."""

import pytest

from comments.desk.card.evidence import read_evidence
from comments.models import SCREENING_FAILED, Finding
from comments.screening import CHECKS


def finding(score: float | None, *spans: list[int], check_name: str = "links") -> Finding:
    return Finding(check_name=check_name, score=score, reason="Because.", spans=list(spans))


@pytest.mark.parametrize(
    ("score", "words", "percent"),
    [
        (1.0, "very likely", 100),
        (0.85, "very likely", 85),
        (0.84, "likely", 84),
        (0.6, "likely", 60),
        (0.59, "maybe", 59),
        (0.3, "maybe", 30),
        (0.29, "a hint", 29),
        (0.0, "a hint", 0),
        (None, "", None),
    ],
)
def test_likelihood_is_put_into_words(score: float | None, words: str, percent: int | None) -> None:
    [one] = read_evidence([finding(score)], "abc")
    assert (one.words, one.percent) == (words, percent)


def test_only_findings_with_a_place_are_numbered() -> None:
    findings = [finding(0.9), finding(0.8, [0, 1]), finding(0.7), finding(0.6, [1, 2])]
    assert [one.number for one in read_evidence(findings, "abc")] == [0, 1, 0, 2]


@pytest.mark.parametrize("name", [*(check.name for check in CHECKS), SCREENING_FAILED])
def test_every_check_has_a_label(name: str) -> None:
    [one] = read_evidence([finding(0.5, check_name=name)], "abc")
    assert one.label
    assert one.label != name


def test_findings_of_a_check_that_is_gone_keep_its_name() -> None:
    [one] = read_evidence([finding(0.5, check_name="astrology")], "abc")
    assert one.label == "astrology"
