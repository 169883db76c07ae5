"""Whatever is typed, the checks of the text come to an end, soon, and without an exception."""

import pytest

from comments.models import Comment, Contact
from comments.screening import CHECKS, screen
from comments.screening.simhash import compute_simhash
from tests.corpora import corpus, rows

OF_TEXT = [check for check in CHECKS if check.needs == "text"]
SIZE = 100_000

CORPORA = [
    ("security", "strings/blns.jsonl"),
    ("security", "strings/fuzzdb_unicode_control.jsonl"),
    ("security", "strings/patt_sqli.jsonl"),
    ("security", "urls/uri_xss_fuzzdb.jsonl"),
    ("security", "urls/wpt_urltestdata.jsonl"),
    ("security", "urls/wpt_toascii.jsonl"),
    ("security", "html/owasp_filter_evasion.jsonl"),
    ("security", "html/h5sc.jsonl"),
    ("security", "html/html5lib_tree_construction.jsonl"),
    ("security", "email/isemail.jsonl"),
    ("security", "dos/redos_patterns.jsonl"),
]


def screened(text: str) -> list[str]:
    """Screen a text, as a comment, a name and a website; return the checks that failed."""
    comment = Comment(name=text[:245], website=text[:200], body=text, seconds_to_fill=60)
    comment.contact = Contact(email="ann@mail.example")
    results = screen(comment, OF_TEXT)
    for result in results:
        for span in result.finding.spans if result.finding else ():
            assert 0 <= span.start < span.end <= len(text)
    compute_simhash(text)
    return [result.check_name for result in results if result.unavailable]


@pytest.mark.parametrize(("collection", "name"), CORPORA)
def test_naughty_strings_break_no_check(collection: str, name: str) -> None:
    assert [text for text in corpus(collection, name) if screened(text)] == []


def test_a_thousand_real_comments_break_no_check() -> None:
    comments = rows("screening", "tox_toxicspans_train.jsonl")[:1000]
    assert [row["text"] for row in comments if screened(row["text"])] == []


@pytest.mark.parametrize(
    "unit",
    [
        "a", "é", "ж", "日", "😀", "ﬃ", "\u0301", "a\u0301", "\u200b", "\ud800", "\x00", "\n", " ",
        "a ", "a-", "a.", "a_", "a-b.", "-", "*", "a*", "f*", "s***", "1!", "x1", "@", "a@", "(",
        "fuck ", "f u c k ", "f*ck ", "f---k ", "sh1t-", "asss ", "shhh", "cock ", "tom ",
        "http://", "www.", "a.com ", "com.", "1.", "<", "<a ", "<a href=", "<a href = ",
        "<a href=x>", "<a href=x><", "<a href=x>y</a", "[url", "[url]", "[url=x]", "[url=x]y",
        "[url]" + "[" * 50, "//", "\\", "xn--", "%00",
    ],
)  # fmt: skip
def test_a_hundred_thousand_characters_of_anything_take_no_more_than_a_moment(unit: str) -> None:
    """Patterns that were quadratic would take minutes here: the run itself is the proof."""
    assert screened((unit * SIZE)[:SIZE]) == []
