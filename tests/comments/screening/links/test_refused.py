import pytest

from comments.models import Comment, Status
from comments.screening.links.refused import check_refused_hosts
from tests.comments.factories import CommentFactory

pytestmark = pytest.mark.django_db

BODY = "All about it at http://www.pills.example/new today."


def found(**fields: str) -> tuple[float, str] | None:
    finding = check_refused_hosts(Comment(**{"body": "Well said.", **fields}))
    return (finding.score, finding.reason) if finding else None


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ([], None),
        ([(Status.SPAM, BODY)], 0.5),
        ([(Status.REJECTED, BODY)], 0.5),
        ([(Status.SPAM, BODY)] * 3, 0.8),
        ([(Status.SPAM, "See PILLS.example!")], 0.5),
        ([(Status.SPAM, "See https://shop.pills.example/")], 0.5),
        ([(Status.SPAM, "See https://morepills.example/")], None),
        ([(Status.SPAM, "I take pills, example: aspirin")], None),
        ([(Status.IN_REVIEW, BODY)], None),
        ([(Status.SPAM, BODY), (Status.APPROVED, BODY)], None),
    ],
)
def test_earlier_refusals_of_the_same_host_count(
    earlier: list[tuple[Status, str]], expected: float | None
) -> None:
    for status, body in earlier:
        CommentFactory(status=status, body=body)
    assert (found(body=BODY) or (None,))[0] == expected


def test_websites_count_as_links_on_both_sides() -> None:
    CommentFactory(status=Status.SPAM, website="https://pills.example")
    expected = (0.5, "1 comment that links to pills.example had been refused.")
    assert found(website="http://pills.example/x") == expected


def test_the_links_are_marked() -> None:
    CommentFactory(status=Status.SPAM, body=BODY)
    text = f"Hello. {BODY} http://fine.example"
    finding = check_refused_hosts(Comment(body=text))
    assert finding
    assert [text[start:end] for start, end in finding.spans] == ["http://www.pills.example/new"]


def test_a_comment_is_not_held_against_itself() -> None:
    assert check_refused_hosts(CommentFactory(status=Status.SPAM, body=BODY)) is None
