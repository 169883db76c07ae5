"""What stands in the HTML of a thread, whatever people are called and have typed."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from comments.models import Comment
from comments.thread import build_thread, render_thread

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOSTILE = ["100 % (id)s %s", "{{ name }}", "\ue000body\ue001", '<b onclick="x">', "&amp;", "'\""]


def comment(pk: int = 1, **columns: Any) -> Comment:
    usual = {"name": "Ann", "body_html": "<p>Late.</p>", "created_at": NOON}
    return Comment(pk=pk, **{**usual, **columns})


def render(*comments: Comment, can_be_answered: bool = True) -> str:
    nodes = build_thread(comments)
    return render_thread(nodes, page_url="/articles/a&b/?", can_be_answered=can_be_answered)


class Texts(HTMLParser):
    """Reads the text of each element with a class, and each `href`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.names: list[str] = []
        self.feed(html)
        assert self.open == [], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag == "bdi":
            self.names.append("")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "bdi":
            self.names[-1] += data

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_people_typed_is_text_and_no_place_to_fill_in(typed: str) -> None:
    found = Texts(render(comment(name=typed, website=f"https://x.example/{typed}")))
    assert found.names == [typed]
    assert f"https://x.example/{typed}" in found.links


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_name_and_text_leave_the_page_whole(name: str, text: str) -> None:
    body = "".join(letter for letter in text if letter not in "<>&")
    html = render(comment(1, name=name, body_html=body), comment(2, parent_id=1, name=name))
    assert Texts(html).open == []
    assert f'dir="auto">{body}</div>' in html


def test_stored_html_is_shown_as_it_is() -> None:
    stored = "<p>100% <em>late</em> %(name)s</p>"
    assert f">{stored}</div>" in render(comment(body_html=stored))


def test_each_says_who_wrote_when_and_where_it_is() -> None:
    html = render(comment(7))
    assert '<li id="comment-7"' in html
    assert '<time datetime="2026-06-01T12:00:00+00:00">1 June 2026, 12:00</time>' in html
    assert 'href="/articles/a&amp;b/?reply_to=7#reply"' in html


def test_a_closed_article_offers_no_reply() -> None:
    assert "reply_to" not in render(comment(), can_be_answered=False)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"author_id": 3}, "Newsroom"),
        ({"featured_at": NOON}, "Editors’ pick"),
        ({"edited_at": NOON + timedelta(hours=1)}, "edited by the newsroom"),
    ],
)
def test_what_the_newsroom_did_is_said_where_it_did_it(columns: dict[str, Any], words: str) -> None:
    plain, marked = render(comment()), render(comment(**columns))
    assert words not in plain
    assert words in marked


def test_times_and_words_are_those_of_the_site() -> None:
    with timezone.override("America/New_York"):
        assert "1 June 2026, 08:00" in render(comment())
    with translation.override("de"):
        assert "1. Juni 2026" in render(comment()) or "1 Juni 2026" in render(comment())
    assert "1 June 2026, 12:00" in render(comment())


def test_what_is_too_deep_says_what_it_answers() -> None:
    chain = [comment(n, parent_id=n - 1 or None, name=f"R{n} & co") for n in range(1, 7)]
    assert '<a href="#comment-5">In reply to <bdi>R5 &amp; co</bdi></a>' in render(*chain)
