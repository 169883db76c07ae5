"""The page "How well screening does"."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Comment, Status
from tests.comments.factories import UserFactory, WatchedWordFactory
from tests.comments.scorecard.newsroom import decided, screened

pytestmark = pytest.mark.django_db

URL = "/admin/comments/screening/"
SPAM, REJECTED, APPROVED = Status.SPAM, Status.REJECTED, Status.APPROVED


@pytest.fixture(autouse=True)
def logged_in(client: Client, moderator: User) -> None:
    client.force_login(moderator)


def show(client: Client, **asked: Any) -> str:
    response = client.get(URL, asked)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def decide(turns: int, *, by: User) -> None:
    """Ten decisions a turn, with all that the page tells of."""
    for _ in range(turns):
        for _spam in range(3):
            decided(SPAM, by=by, learner=0.9, links=0.5)
        decided(SPAM, by=by)
        decided(APPROVED, by=by, machine=SPAM, links=1.0)
        decided(REJECTED, by=by, machine=APPROVED)
        decided(REJECTED, by=by, profanity=0.75)
        for _honest in range(3):
            decided(APPROVED, by=by, repetition=0.4, body="<b>It is a harbour & no more.</b>")
        screened(to=SPAM, learner=0.97)


def test_below_twenty_decisions_it_is_still_learning(client: Client, moderator: User) -> None:
    decide(1, by=moderator)
    page = show(client)
    assert "Still learning: 10 of 20 decisions." in page
    assert "Check by check" not in page
    assert 'role="img"' not in page


def test_an_empty_newsroom_has_a_page(client: Client) -> None:
    page = show(client)
    assert "Still learning: 0 of 20 decisions." in page
    assert "Every comment has been looked at." in page
    assert "It goes by what ships with the project" in page


def test_it_tells_of_each_check(client: Client, moderator: User) -> None:
    decide(2, by=moderator)
    page = show(client)
    assert "<strong>20 comments</strong> were decided on" in page
    assert "8 approved, 4 rejected, 8 marked as spam." in page
    # Three of four spam in each turn, and none of what went to the spam box by itself.
    row = page.partition('scope="row">Links</th>')[2].partition("</tr>")[0]
    assert re.findall(r"<td[^>]*> ?(\d+)", row)[:4] == ["6", "6", "0", "0"]
    assert "between 61 and 100 %" in row
    assert "6 of 10" in row
    assert "Marked nothing:" in page


def test_it_tells_which_rule_misfires_with_examples(client: Client, moderator: User) -> None:
    decide(2, by=moderator)
    page = show(client)
    section = page.partition('id="misfires"')[2].partition("</section>")[0]
    assert "<h3>Repeated text</h3>" in section
    assert "<strong>6 of 6</strong> that it marked were approved." in section
    assert section.count("/admin/comments/review/?comment=") == 5
    assert "&lt;b&gt;It is a harbour &amp; no more." in section


def test_a_word_that_misfires_can_be_changed_at_once(client: Client, moderator: User) -> None:
    row = WatchedWordFactory(text="harbour")
    decide(2, by=moderator)
    for comment in Comment.objects.filter(body__contains="harbour"):
        comment.findings.create(
            check_name="watched_words", score=0.7, reason="Held.", spans=[[11, 18]]
        )
        comment.word_hits.create(word=row)
    page = show(client)
    assert "The watched word “<bdi>harbour</bdi>”" in page
    assert f"/admin/comments/watchedword/{row.pk}/change/" in page


def test_it_tells_where_people_and_screening_disagree(client: Client, moderator: User) -> None:
    decide(2, by=moderator)
    page = show(client)
    section = page.partition('id="surprises"')[2].partition("</section>")[0]
    assert "<strong>2 comments</strong> were rescued. Who had been sure: Links (2)." in section
    assert "2 more went the same way in this time" in section
    assert "Published by itself, and taken down" in section


def test_plots_are_drawn_where_there_are_decisions_enough(client: Client, moderator: User) -> None:
    decide(2, by=moderator)
    assert "Too little for a curve yet" in show(client)
    decide(4, by=moderator)
    page = show(client)
    assert page.count('role="img"') == 4
    assert page.count("The same as a table") == 4
    assert len(re.findall(r'<title id="plot-[\w-]+-title">', page)) == 4
    for forbidden in ("style=", "<style", "<script>", "onload"):
        assert forbidden not in page.partition("<main")[2]


@pytest.mark.parametrize("asked", ["200", "5000"])
def test_it_looks_back_as_far_as_it_is_asked_to(client: Client, asked: str) -> None:
    assert f'href="?last={asked}" aria-current="page"' in show(client, last=asked)


@pytest.mark.parametrize("asked", ["", "7", "-1", "1000000", "x"])
def test_what_it_was_not_made_for_is_the_usual(client: Client, asked: str) -> None:
    assert 'href="?last=1000" aria-current="page"' in show(client, last=asked)


def test_it_changes_nothing(client: Client) -> None:
    assert client.post(URL).status_code == 405


def test_texts_are_for_those_who_may_open_them_on_the_desk(client: Client, moderator: User) -> None:
    decide(2, by=moderator)
    analyst = UserFactory(is_staff=True)
    analyst.user_permissions.add(Permission.objects.get(codename="view_finding"))
    client.force_login(analyst)
    page = show(client)
    assert "Repeated text" in page
    assert "harbour" not in page
    assert "?comment=" not in page


def test_it_costs_as_many_queries_for_sixty_decisions_as_for_twenty(
    client: Client, moderator: User
) -> None:
    counts = []
    for turns in (2, 4):
        decide(turns, by=moderator)
        show(client)
        with CaptureQueriesContext(connection) as queries:
            show(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 25


@pytest.mark.parametrize("page", ["/admin/", "/admin/comments/", "/admin/comments/review/"])
def test_it_is_linked_where_moderators_are(client: Client, page: str) -> None:
    assert f'href="{URL}"' in client.get(page).content.decode()
