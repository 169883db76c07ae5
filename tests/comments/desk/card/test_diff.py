"""What an edit changed, as moderators read it."""

import re

import pytest

from comments.desk.card.diff import mark_changes


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("One two three", "One two three", "One two three"),
        ("One two three", "One too three", "One<del> two</del><ins> too</ins> three"),
        ("One two three", "One three", "One<del> two</del> three"),
        ("One three", "One two three", "One<ins> two</ins> three"),
        ("One", "Two", "<del>One</del><ins>Two</ins>"),
        ("a b c d e", "b c X e", "<del>a b</del><ins>b</ins> c<del> d</del><ins> X</ins> e"),
        ("One\n\ntwo", "One\ntwo", "One<del>\n\ntwo</del><ins>\ntwo</ins>"),
    ],
)
def test_words_that_went_and_came_are_marked(before: str, after: str, shown: str) -> None:
    assert mark_changes(before, after) == shown


def test_what_was_typed_stays_text() -> None:
    shown = mark_changes("<b>One</b> & two", "<i>One</i> & <script>")
    assert "&lt;b&gt;One&lt;/b&gt;" in shown
    assert set(re.findall(r"<[^>]+>", shown)) == {"<del>", "</del>", "<ins>", "</ins>"}


def test_texts_that_share_nothing_are_shown_whole_whatever_their_length() -> None:
    before, after = "word " * 1000 + "end", "other " * 1000 + "close"
    assert mark_changes(before, after) == f"<del>{before}</del><ins>{after}</ins>"
