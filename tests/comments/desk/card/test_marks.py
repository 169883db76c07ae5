"""Evidence in the words that readers get."""

import re

import pytest

from comments.desk.card.evidence import read_evidence
from comments.desk.card.marks import mark_evidence, mark_links
from comments.models import Finding


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
    ("body", "spans", "expected"),
    [
        # The tags are not shown; what is marked of them is not either.
        ("a <b>bc</b> d", [2, 11], "a <b>[1|1|bc]</b> d"),
        ("a <b>bc</b> d", [6, 13], "a <b>b[1||c]</b>[1|1| d]"),
        ("<i>a", [0, 3], "<i>a</i>"),
        ("a\nb", [0, 3], "[1|1|a\nb]"),
        ("a\n\n\nb", [4, 5], "a\n\n[1|1|b]"),
        ("> a\n> b\nc", [2, 9], "<blockquote>[1||a\nb\n]</blockquote>[1|1|c]"),
        (
            '<a href="https://a.example">b</a>',
            [0, 33],
            '<span class="typed-link">[1|1|b]</span>',
        ),
        ("<x> &lt;", [0, 3], "[1|1|&lt;x&gt;] &amp;lt;"),
    ],
)
def test_marks_stand_in_what_readers_get(body: str, spans: list[int], expected: str) -> None:
    assert marked(body, finding(0.5, spans)) == expected


def test_the_address_behind_words_is_marked_where_it_is_told() -> None:
    body = 'see <a href="https://casino.example">this</a>'
    evidence = read_evidence([finding(0.5, [21, 27])], body)
    [(label, address)] = mark_links(body, evidence)
    assert label == "this"
    assert re.sub("<mark [^>]*>", "[", address).replace("</mark>", "]") == (
        "https://[casino].example"
    )
