"""Much is found by looking through all, little by indexes: the same, and in the same order."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

import pytest
from django.utils import timezone

from comments import moderation
from comments.desk.listing import paging
from comments.models import Comment, Status
from comments.search import hide_address
from tests.articles.factories import ArticleFactory
from tests.clock import LONG_AGO
from tests.comments.desk.page import URL, Desk, cards_of, waiting_comment
from tests.comments.factories import FindingFactory, RejectionReasonFactory, UserFactory

pytestmark = pytest.mark.django_db

FILTERS = [
    "q=ferry",
    'q="ferry+and+bus"',
    "who=anna5@",
    "who=@mail.example",
    "check=links",
    "section=sport",
    "article=ferry",
    "until=2020-01-01",
    "wave=7",
    "q=ferry&check=links",
    "status=rejected&by=dana",
    "status=rejected&reason=rude",
]


@pytest.fixture
def some_of_each() -> None:
    now = timezone.now()
    sport = ArticleFactory(section__slug="sport", headline="The ferry race")
    dana, rude = UserFactory(username="dana", is_staff=True), RejectionReasonFactory(code="rude")
    for number in range(30):
        is_wanted = number % 5 == 0
        fields = {
            "body": "The ferry and bus."
            if is_wanted
            else "A bus and ferries."
            if number % 2
            else "Hm.",
            "created_at": (LONG_AGO if is_wanted else now) - timedelta(days=number * 7 % 60),
            "email": f"anna{number}@mail.example" if is_wanted else f"ben{number}@post.example",
            "risk": number % 3 * 40,
            "wave": 7 if is_wanted else None,
            **({"article": sport} if is_wanted else {}),
        }
        comment = waiting_comment(**fields)
        if is_wanted:
            FindingFactory(comment=comment)
            moderation.reject(waiting_comment(**fields), by=dana, because=rude)


@pytest.fixture
def much_is_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "_IS_MUCH", 2)
    monkeypatch.setattr(paging, "CARDS_A_PAGE", 5)


def hidden(query: str) -> str:
    name, _, typed = query.partition("=")
    return f"who={hide_address(typed)}" if name == "who" else query


def pages_of(desk: Desk, query: str) -> Iterator[int]:
    mark = ""
    while True:
        response = desk.client.get(f"{URL}?{query}&after={mark}")
        yield from cards_of(response)
        mark = response.context["page"].next_mark
        if not mark:
            return


@pytest.mark.parametrize("query", FILTERS)
def test_pages_and_exports_are_what_the_filters_let_through(
    desk: Desk,
    some_of_each: None,
    much_is_little: None,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
) -> None:
    for order in ("oldest", "newest", "riskiest"):
        asked_for = f"{hidden(query)}&order={order}"
        asked = desk.client.get(f"{URL}?{asked_for}").context["filter"]
        of_tab = paging.in_order(Comment.objects.filter(status=asked.tab), order)
        kept = set(asked.among(of_tab.values_list("pk", flat=True)))
        expected = [pk for pk in of_tab.values_list("pk", flat=True) if pk in kept]
        assert expected
        for by, looked_through in (("looking", 2000), ("both", 7), ("indexes", 1)):
            monkeypatch.setattr(paging, "_LOOKED_THROUGH", looked_through)
            assert list(pages_of(desk, asked_for)) == expected, (order, by)
            walked = paging.walk(Status(asked.tab), asked, order=order, most=1000)
            assert list(chain.from_iterable(walked)) == expected, (order, by)
            few = paging.walk(Status(asked.tab), asked, order=order, most=3)
            assert list(chain.from_iterable(few)) == expected[:3], (order, by)
