"""Evidence in words and in the text."""

import re

import pytest

from comments.desk.card.evidence import mark_evidence, read_evidence
from comments.models import SCREENING_FAILED, Finding
from comments.screening import CHECKS


def finding(score: float | None, *spans: list[int], check_name: str = "links") -> Finding:
    return Finding(check_name=check_name, score=score, reason="Because.", spans=list(spans))


def marked(body: str, *findings: Finding) -> str:
    """Return the text with [brackets] for marks: all its findings, then those that end."""
    html = mark_evidence(body, read_evidence(findings, body))
    return re.sub(
        r'<mark data-findings="([\d ]*)" data-ending="([\d ]*)" title="[^"]*">(.*?)</mark>',
        lambda mark: f"[{mark[1]}|{mark[2]}|{mark[3]}]",
        html,
        flags=re.DOTALL,
    )


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "abcdef"),
        ([[[0, 6]]], "[1|1|abcdef]"),
        ([[[2, 4]]], "ab[1|1|cd]ef"),
        ([[[0, 1], [5, 6]]], "[1|1|a]bcde[1|1|f]"),
        # Two places of one finding that overlap or touch are one mark.
        ([[[0, 3], [2, 5]]], "[1|1|abcde]f"),
        ([[[0, 3], [3, 5]]], "[1|1|abcde]f"),
        # Two findings.
        ([[[0, 2]], [[2, 4]]], "[1|1|ab][2|2|cd]ef"),
        ([[[0, 4]], [[2, 6]]], "[1||ab][1 2|1|cd][2|2|ef]"),
        ([[[0, 6]], [[2, 4]]], "[1||ab][1 2|2|cd][1|1|ef]"),
        ([[[1, 4]], [[1, 4]]], "a[1 2|1 2|bcd]ef"),
        ([[[0, 6]], [[0, 3]], [[3, 6]]], "[1 2|2|abc][1 3|1 3|def]"),
        # Evidence that points beside the text.
        ([[[4, 99]]], "abcd[1|1|ef]"),
        ([[[-3, 2]]], "[1|1|ab]cdef"),
        ([[[50, 60]]], "abcdef"),
        ([[[4, 2]]], "abcdef"),
        ([[[3, 3]]], "abcdef"),
    ],
)
def test_the_text_is_marked_where_findings_speak_of_it(
    spans: list[list[list[int]]], expected: str
) -> None:
    findings = [finding(0.9 - i / 10, *places) for i, places in enumerate(spans)]
    assert marked("abcdef", *findings) == expected


def test_text_and_marks_are_escaped() -> None:
    body = '<script>alert("&")</script>'
    assert marked(body, finding(0.5, [0, 8])) == (
        "[1|1|&lt;script&gt;]alert(&quot;&amp;&quot;)&lt;/script&gt;"
    )


def test_places_are_code_points() -> None:
    assert marked("👍🏽 نعم ok", finding(0.5, [3, 6])) == "👍🏽 [1|1|نعم] ok"


def test_a_mark_names_its_findings() -> None:
    body = "buy"
    findings = [finding(0.9, [0, 3]), finding(0.4, [0, 3], check_name="profanity")]
    assert 'title="Links, Strong language"' in mark_evidence(body, read_evidence(findings, body))


def test_what_is_only_watched_is_marked_quietly_and_says_so() -> None:
    watched = finding(0.7, [0, 3])
    watched.is_watch_only = True
    evidence = read_evidence([watched], "buy")
    assert evidence[0].is_watch_only
    assert "data-watched" in mark_evidence("buy", evidence)
    beside_a_real_one = read_evidence([finding(0.4, [0, 3]), watched], "buy")
    assert "data-watched" not in mark_evidence("buy", beside_a_real_one)


def test_many_places_are_marked_in_reasonable_time() -> None:
    body = "x " * 2500
    findings = [finding(0.5, *([2 * i, 2 * i + 1] for i in range(2500))) for _ in range(9)]
    assert mark_evidence(body, read_evidence(findings, body)).count("<mark") == 2500


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
