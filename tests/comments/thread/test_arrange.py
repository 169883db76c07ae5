from datetime import UTC, datetime

import pytest

from comments.models import Comment
from comments.thread.arrange import MAX_LEVELS, Node, build_thread, find_picks
from tests.corpora import cases


def comments(*pairs: tuple[int, int | None]) -> list[Comment]:
    return [Comment(pk=pk, parent_id=parent, name=f"Reader {pk}") for pk, parent in pairs]


def outline(nodes: list[Node]) -> list[tuple[int, int]]:
    return [(node.pk, node.level) for node in nodes]


@pytest.mark.parametrize(
    ("arrived", "shown"),
    [
        ([], []),
        ([(1, None), (2, None)], [(1, 1), (2, 1)]),
        ([(1, None), (2, None), (3, 1), (4, 3)], [(1, 1), (3, 2), (4, 3), (2, 1)]),
        (
            [(n, n - 1 or None) for n in range(1, 8)],
            [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 5), (7, 5)],
        ),
        ([(5, 1), (6, None), (7, 1), (8, 7)], [(1, 1), (5, 2), (7, 2), (8, 3), (6, 1)]),
    ],
)
def test_replies_stand_under_what_they_answer(
    arrived: list[tuple[int, int | None]], shown: list[tuple[int, int]]
) -> None:
    assert outline(build_thread(comments(*arrived))) == shown


def test_where_the_parent_is_gone_a_placeholder_holds_its_replies() -> None:
    placeholder, reply = build_thread(comments((5, 1)))
    assert placeholder.comment is None
    assert reply.comment is not None


def test_what_is_too_deep_says_what_it_answers() -> None:
    nodes = build_thread(comments(*[(n, n - 1 or None) for n in range(1, 8)]))
    answered = [node.in_reply_to.pk if node.in_reply_to else None for node in nodes]
    assert answered == [None] * MAX_LEVELS + [5, 6]


def test_every_list_that_opens_is_closed() -> None:
    nodes = build_thread(comments((1, None), (2, 1), (3, 2), (4, 1), (5, None), (6, 5)))
    depth = 0
    for node in nodes:
        assert node.level == depth + 1
        depth += node.has_replies
        depth -= len(node.closes)
    assert depth == 0


def test_a_thread_of_thousands_needs_no_recursion() -> None:
    assert len(build_thread(comments(*[(n, n - 1 or None) for n in range(1, 5000)]))) == 4999


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ann", "A"),
        ("ann van der berg", "AB"),
        ("ليلى حداد", "لح"),
        ("", ""),
        ("🌻 Ann 🌻", "A"),
        ("(mr) “tim” & co.", "MC"),
        ("straße ßen", "Sß"),
        ("e\u0301va o\u0308z", "ÉÖ"),
        ("🏳️‍🌈", ""),
        ("— ·", ""),
        *((case["name"], case["initials"]) for case in cases("initials")),
    ],
)
def test_initials_come_from_the_first_and_the_last_word(name: str, initials: str) -> None:
    assert Node(1, Comment(name=name), level=1).initials == initials


def test_the_latest_pick_stands_first() -> None:
    picks = [
        Comment(pk=day, name="Ann", featured_at=datetime(2026, 3, day, tzinfo=UTC))
        for day in (3, 9, 5)
    ]
    assert [pick.comment.pk for pick in find_picks([Comment(pk=1), *picks])] == [9, 5, 3]


@pytest.mark.parametrize(
    ("html", "excerpt"),
    [
        ("<p>One<br>two</p><p>three</p>", "One two three"),
        ("<p>1 &lt; 2 &amp; <b>bold</b></p>", "1 < 2 & bold"),
        ("<p>&lt;i think&gt; &lt;!-- so --&gt; &amp;lt;</p>", "<i think> <!-- so --> &lt;"),
        ("<p>" + "word " * 60 + "</p>", " ".join(["word"] * 45) + "…"),
    ],
)
def test_a_pick_begins_as_plain_text(html: str, excerpt: str) -> None:
    featured_at = datetime(2026, 3, 1, tzinfo=UTC)
    [pick] = find_picks([Comment(pk=1, body_html=html, featured_at=featured_at)])
    assert pick.excerpt == excerpt
