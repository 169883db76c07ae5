"""Orders, filters by what was decided, and views kept by a name."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from comments import moderation
from comments.desk.listing.paging import CARDS_A_PAGE
from comments.models import SavedView, Status
from tests.articles.factories import ArticleFactory
from tests.comments.desk.page import URL, Desk, cards_of, messages_of, text_of, waiting_comment
from tests.comments.factories import RejectionReasonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", ["oldest", "newest", "riskiest", "easiest"])
def test_pages_of_every_order_follow_each_other_without_gap_or_repetition(
    desk: Desk, order: str
) -> None:
    now = timezone.now()
    comments = [
        waiting_comment(risk=number % 4 * 30, created_at=now - timedelta(seconds=number * 7 % 11))
        for number in range(2 * CARDS_A_PAGE + 5)
    ]
    keys = {
        "oldest": lambda one: (one.created_at, one.pk),
        "newest": lambda one: (now - one.created_at, -one.pk),
        "riskiest": lambda one: (-one.risk, one.created_at, one.pk),
        "easiest": lambda one: (one.risk, one.created_at, one.pk),
    }
    expected = [comment.pk for comment in sorted(comments, key=keys[order])]
    seen = []
    mark = ""
    while True:
        response = desk.show(order=order, after=mark)
        seen += cards_of(response)
        mark = response.context["page"].next_mark
        if not mark:
            break
    assert seen == expected


def test_what_was_decided_is_found_by_who_and_why(
    desk: Desk, moderator: User, colleague: User
) -> None:
    rude = RejectionReasonFactory(code="rude")
    mine, theirs, taken_back = (waiting_comment() for _ in range(3))
    moderation.reject(mine, by=moderator)
    moderation.reject(theirs, by=colleague, because=rude)
    moderation.reject(taken_back, by=moderator, because=rude)
    moderation.undo_last(by=moderator)
    taken_back.refresh_from_db()
    moderation.reject(taken_back, by=colleague)
    assert cards_of(desk.show(status="rejected", by=moderator.username)) == [mine.pk]
    assert cards_of(desk.show(status="rejected", reason="rude")) == [theirs.pk]


def test_a_section_can_be_asked_for(desk: Desk) -> None:
    wanted = waiting_comment(article=ArticleFactory(section__slug="sport"))
    waiting_comment()
    assert cards_of(desk.show(section="sport")) == [wanted.pk]


def test_days_can_be_asked_for_the_last_included(desk: Desk) -> None:
    now = timezone.now()
    days = [waiting_comment(created_at=now - timedelta(days=number)) for number in (3, 2, 1, 0)]
    since, until = ((now - timedelta(days=number)).date() for number in (2, 1))
    assert cards_of(desk.show(since=since, until=until)) == [days[1].pk, days[2].pk]


def test_a_view_is_kept_for_everybody(desk: Desk) -> None:
    query = "?status=spam&q=win&order=riskiest&after=1-1&section=nowhere"
    response = desk.client.post(f"{URL}views/{query}", {"name": "Prizes"})
    assert response["Location"] == f"{URL}?status=spam&q=win&order=riskiest"
    page = desk.client.get(response["Location"])
    assert "This view is saved as “Prizes”." in messages_of(page)
    assert 'href="?status=spam&amp;q=win&amp;order=riskiest"' in text_of(page)
    assert SavedView.objects.get().name == "Prizes"


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "Give the view a name"), ("Prizes", "a saved view with that name")]
)
def test_a_name_that_will_not_do_is_explained(desk: Desk, name: str, sentence: str) -> None:
    SavedView.objects.create(name="Prizes", query="q=win")
    page = desk.client.post(f"{URL}views/?q=x", {"name": name}, follow=True)
    assert sentence in messages_of(page)


def test_a_dates_field_shows_the_day_that_was_asked_for(desk: Desk) -> None:
    assert 'value="2026-03-01"' in text_of(desk.show(since="2026-03-01", status=Status.SPAM))
