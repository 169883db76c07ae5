"""The review queue: what a moderator sees, and what a decision does to it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from comments import moderation
from comments.desk.listing.paging import CARDS_A_PAGE
from comments.models import COUNT_CAP, Comment, Status
from comments.search import hide_address
from tests.articles.factories import ArticleFactory
from tests.comments.desk.page import (
    URL,
    Desk,
    cards_of,
    messages_of,
    text_of,
    waiting_comment,
)
from tests.comments.factories import (
    NOBODYS_ID,
    CommentFactory,
    FindingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_the_oldest_waits_on_top(desk: Desk) -> None:
    now = timezone.now()
    newer = waiting_comment(created_at=now - timedelta(hours=1))
    oldest = waiting_comment(created_at=now - timedelta(hours=3))
    assert cards_of(desk.show()) == [oldest.pk, newer.pk]


def test_what_was_decided_shows_the_latest_first(desk: Desk) -> None:
    now = timezone.now()
    newer = CommentFactory(status=Status.APPROVED, created_at=now)
    older = CommentFactory(status=Status.APPROVED, created_at=now - timedelta(hours=3))
    assert cards_of(desk.show(status="approved")) == [newer.pk, older.pk]


@pytest.mark.parametrize("status", Status)
def test_each_tab_shows_its_own(desk: Desk, status: Status) -> None:
    comments = {one: CommentFactory(status=one) for one in Status}
    assert cards_of(desk.show(status=status)) == [comments[status].pk]


def test_a_card_shows_the_whole_text_and_no_markup_of_the_writers(desk: Desk) -> None:
    body = "<b>First</b>\n\n" + "long " * 900 + "the end & more https://example.org/"
    waiting_comment(body=body, name="<i>Ann</i>")
    page = text_of(desk.show())
    assert "&lt;b&gt;First&lt;/b&gt;\n\nlong long" in page
    assert "long the end &amp; more https://example.org/</div>" in page
    assert "<i>Ann" not in page
    assert 'href="https://example.org' not in page


def test_a_card_carries_the_comments_id_and_version(desk: Desk) -> None:
    comment = waiting_comment(version=7)
    page = text_of(desk.show())
    assert f'data-comment="{comment.pk}"' in page
    assert 'data-version="7"' in page


def test_findings_stand_in_words_and_in_the_text(desk: Desk) -> None:
    comment = waiting_comment(body="Buy at https://cheap.example now")
    FindingFactory(comment=comment, score=0.72, reason="1 link in 4 words.", spans=[[7, 28]])
    FindingFactory(
        comment=comment, check_name="akismet", score=None, reason="Akismet did not answer."
    )
    page = " ".join(text_of(desk.show()).split())
    assert 'title="Links">https://cheap.example</mark> now' in page
    assert "likely, 72 %" in page
    assert "1 link in 4 words." in page
    assert "could not run" in page
    assert "Akismet did not answer." in page


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"commenting": "open"}, "comments open"),
        ({"commenting": "closed"}, "comments closed"),
        ({"commenting": "timed", "commenting_days": 7}, "comments open until"),
    ],
)
def test_a_card_says_how_the_article_is_commented(
    desk: Desk, plan: dict[str, Any], said: str
) -> None:
    waiting_comment(article=ArticleFactory(published_at=timezone.now(), **plan))
    assert said in text_of(desk.show())


def test_a_card_names_article_section_and_parent(desk: Desk) -> None:
    article = ArticleFactory(headline="Ferry & quay", section__name="Local")
    parent = CommentFactory(article=article, name="Ingrid", body="What the parent said.")
    waiting_comment(article=article, parent=parent)
    page = " ".join(text_of(desk.show()).split())
    assert "Ferry &amp; quay" in page
    assert f'href="{article.get_absolute_url()}" target="_blank" rel="noopener"' in page
    assert "Local" in page
    assert "Ingrid" in page
    assert "What the parent said." in page


def test_a_card_shows_the_writers_record(desk: Desk, moderator: User) -> None:
    for number in range(3):
        earlier = waiting_comment(email="ann@example.org", body=f"Earlier {number}")
        moderation.reject(earlier, by=moderator, reason="Off topic entirely")
    moderation.approve(waiting_comment(email="Ann@Example.ORG"), by=moderator)
    waiting_comment(email="ann@example.org", website="https://ann.example/")
    page = " ".join(text_of(desk.show()).split())
    assert "3 rejected" in page
    assert "1 approved" in page
    assert "Earlier 2" in page
    assert "Off topic entirely" in page
    assert "ann@example.org" in page
    assert "https://ann.example/" in page


def test_addresses_are_only_for_those_who_may_see_them(client: Client) -> None:
    trainee = UserFactory(is_staff=True)
    trainee.user_permissions.add(Permission.objects.get(codename="decide_comment"))
    client.force_login(trainee)
    desk = Desk(client)
    comment = waiting_comment(email="ann@example.org")
    assert cards_of(desk.show()) == [comment.pk]
    assert "ann@example.org" not in text_of(desk.show())
    assert cards_of(desk.search("ann@example.org")) == []
    assert cards_of(desk.show(who=hide_address("ann@example.org"))) == []


def test_pages_follow_each_other_without_gap_or_repetition(desk: Desk) -> None:
    same_moment = timezone.now()
    comments = [
        waiting_comment(created_at=same_moment - timedelta(seconds=number // 4))
        for number in range(2 * CARDS_A_PAGE + 5)
    ]
    expected = [c.pk for c in sorted(comments, key=lambda c: (c.created_at, c.pk))]
    seen = []
    response = desk.show()
    while True:
        seen += cards_of(response)
        assert len(cards_of(response)) <= CARDS_A_PAGE
        mark = response.context["page"].next_mark
        if not mark:
            break
        response = desk.show(after=mark)
    assert seen == expected


@pytest.mark.parametrize("mark", ["x", "1-", "-1", "1-x", "9" * 40 + "-1", "1-" + "9" * 40, "\0"])
def test_a_mark_that_says_nothing_shows_the_first_page(desk: Desk, mark: str) -> None:
    comment = waiting_comment()
    assert cards_of(desk.show(after=mark)) == [comment.pk]


def test_counts_stop_at_the_cap(desk: Desk) -> None:
    comment = waiting_comment()
    rows = [
        Comment(
            article=comment.article,
            name="Ann",
            body="Hello.",
            status=Status.IN_REVIEW,
            receipt_digest=f"r{number}",
            duplicate_key=f"d{number}",
        )
        for number in range(COUNT_CAP)
    ]
    Comment.objects.bulk_create(rows)
    assert "999+" in text_of(desk.show())


def test_what_is_still_being_screened_is_mentioned(desk: Desk) -> None:
    assert "still being screened" not in text_of(desk.show())
    CommentFactory(status=Status.SUBMITTED)
    assert "1 comment is still being screened" in text_of(desk.show())


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({}, "All done"),
        ({"status": "spam"}, "The spam box is empty"),
        ({"status": "approved"}, "Nothing is approved yet"),
        ({"status": "rejected"}, "Nothing is rejected"),
        ({"status": "submitted"}, "Everything is screened"),
        ({"q": "nowhere"}, "Nothing here matches"),
        ({"comment": str(NOBODYS_ID)}, "There is no such comment"),
        ({"after": "9999999999999999-1"}, "That was the last one"),
    ],
)
def test_an_empty_view_says_what_it_means(desk: Desk, asked: dict[str, str], sentence: str) -> None:
    assert sentence in text_of(desk.show(**asked))


@pytest.mark.parametrize("status", Status)
def test_one_comment_can_be_opened_whatever_its_status(desk: Desk, status: Status) -> None:
    comment = CommentFactory(status=status)
    waiting_comment()
    assert cards_of(desk.show(comment=comment.pk)) == [comment.pk]


@pytest.mark.parametrize(
    ("status", "buttons"),
    [
        (Status.SUBMITTED, {"approve", "reject", "spam"}),
        (Status.IN_REVIEW, {"approve", "reject", "spam"}),
        (Status.SPAM, {"approve", "reject", "return"}),
        (Status.APPROVED, {"reject", "spam", "return"}),
        (Status.REJECTED, {"approve", "spam", "return"}),
    ],
)
def test_a_card_offers_the_moves_that_are_allowed(
    desk: Desk, status: Status, buttons: set[str]
) -> None:
    CommentFactory(status=status)
    page = text_of(desk.show(status=status))
    assert set(re.findall(r'name="verb"\s+value="(\w+)"', page)) == buttons


def test_enter_in_the_reason_can_never_publish(desk: Desk) -> None:
    """The first button of a form is the one that Enter presses."""
    waiting_comment()
    forms = text_of(desk.show()).split("<form")
    first_buttons = [re.search(r'name="verb"\s+value="(\w+)"', form) for form in forms]
    assert {button[1] for button in first_buttons if button} == {"reject"}


# Deciding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "status", "sentence"),
    [
        ("approve", Status.APPROVED, "Approved the comment by Ann."),
        ("reject", Status.REJECTED, "Rejected the comment by Ann."),
        ("spam", Status.SPAM, "Put the comment by Ann into the spam box."),
    ],
)
def test_a_decision_is_made_and_reported(
    desk: Desk, moderator: User, verb: str, status: Status, sentence: str
) -> None:
    comment = waiting_comment(name="Ann")
    page = desk.decide(verb, comment, reason="Off topic")
    comment.refresh_from_db()
    decision = comment.decisions.get()
    assert (comment.status, comment.version) == (status, 2)
    assert (decision.by, decision.to_status, decision.reason) == (moderator, status, "Off topic")
    assert sentence in messages_of(page)
    assert cards_of(page) == []


def test_a_decision_can_be_taken_back(desk: Desk) -> None:
    comment = CommentFactory(status=Status.SPAM, name="Ann")
    page = desk.decide("return", comment, query="?status=spam")
    comment.refresh_from_db()
    assert comment.status == Status.IN_REVIEW
    assert "The comment by Ann waits for review again." in messages_of(page)


def test_what_is_decided_is_on_the_articles_page_at_once(desk: Desk, client: Client) -> None:
    comment = waiting_comment(body="Seen at once.")
    desk.decide("approve", comment)
    assert "Seen at once." in text_of(client.get(comment.article.get_absolute_url()))


def test_a_decision_leads_back_to_the_same_view_and_the_next_card(desk: Desk) -> None:
    comment = waiting_comment()
    query = "?status=in_review&q=remark&after=0-0"
    response = desk.post("approve", f"{comment.pk}:1", query=query, then=99)
    assert (response.status_code, response["Location"]) == (303, f"{URL}{query}#comment-99")


def test_a_card_knows_the_card_to_go_on_with(desk: Desk) -> None:
    first, second = waiting_comment(), waiting_comment()
    cards = desk.show().context["cards"]
    assert [card.next_id for card in cards] == [second.pk, first.pk]


def test_many_are_decided_together(desk: Desk) -> None:
    comments = [waiting_comment() for _ in range(3)]
    untouched = waiting_comment()
    page = desk.decide("reject", *comments, reason="Advertising")
    assert "Rejected 3 comments." in messages_of(page)
    assert cards_of(page) == [untouched.pk]
    assert {c.decisions.get().reason for c in comments} == {"Advertising"}


def test_a_stale_decision_is_refused_with_the_colleagues_name(desk: Desk, colleague: User) -> None:
    comment = waiting_comment(name="Ann")
    seen = Comment.objects.get(pk=comment.pk)
    moderation.approve(comment, by=colleague)
    page = desk.decide("spam", seen)
    comment.refresh_from_db()
    assert (comment.status, comment.decisions.count()) == (Status.APPROVED, 1)
    said = messages_of(page)
    assert "Theo Brandt was first: this comment is now “Approved”." in said
    assert f'href="{URL}?comment={comment.pk}"' in said


def test_pressing_twice_says_that_it_is_decided_already(desk: Desk) -> None:
    comment = waiting_comment()
    seen = Comment.objects.get(pk=comment.pk)
    desk.decide("approve", comment)
    page = desk.decide("approve", seen)
    assert "You have decided already: this comment is now “Approved”." in messages_of(page)


def test_a_stale_one_holds_up_no_other(desk: Desk, colleague: User) -> None:
    stale, fresh = waiting_comment(), waiting_comment(name="Ben")
    seen = Comment.objects.get(pk=stale.pk)
    moderation.reject(stale, by=colleague)
    page = desk.decide("approve", seen, fresh)
    fresh.refresh_from_db()
    assert fresh.status == Status.APPROVED
    assert "Approved the comment by Ben." in messages_of(page)
    assert "Theo Brandt was first" in messages_of(page)


def test_a_move_that_is_not_allowed_is_explained(desk: Desk) -> None:
    comment = CommentFactory(status=Status.APPROVED)
    page = desk.decide("approve", comment)
    assert "A comment that is “Approved” cannot become “Approved”." in messages_of(page)


def test_names_in_messages_are_escaped(desk: Desk, colleague: User) -> None:
    comment, other = waiting_comment(name="<b>Ann</b>"), waiting_comment(name="<i>Ben</i>")
    seen = Comment.objects.get(pk=other.pk)
    moderation.approve(other, by=colleague)
    said = messages_of(desk.decide("approve", comment, seen))
    assert "&lt;b&gt;Ann" in said
    assert "&lt;i&gt;Ben" in said


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"verb": "approve", "comment": [f"{NOBODYS_ID}:1"]}, "not there any more"),
        (
            {"verb": "approve", "comment": [f"{NOBODYS_ID}:1", f"{NOBODYS_ID + 1}:1"]},
            "2 of the comments are not there",
        ),
        ({"verb": "approve", "comment": ["1"]}, "not a comment"),
        ({"verb": "approve", "comment": ["a:b"]}, "not a comment"),
        ({"verb": "approve", "comment": [f"{2**70}:1"]}, "not a comment"),
        ({"verb": "approve", "comment": ["1:-1"]}, "not a comment"),
        ({"verb": "approve"}, "Tick the comments"),
        ({"verb": "publish", "comment": ["1:1"]}, "no such decision"),
        ({"comment": ["1:1"]}, "Choose what to do"),
        ({"verb": "reject", "comment": ["1:1"], "reason": "x" * 501}, "at most 500 characters"),
    ],
)
def test_a_request_that_makes_no_sense_decides_nothing_and_says_so(
    desk: Desk, fields: dict[str, Any], sentence: str
) -> None:
    comment = waiting_comment(pk=1)
    response = desk.client.post(URL, fields, follow=True)
    assert response.redirect_chain == [(f"{URL}#content-start", 303)]
    assert sentence in messages_of(response)
    comment.refresh_from_db()
    assert comment.status == Status.IN_REVIEW


def test_a_version_from_the_future_is_stale(desk: Desk) -> None:
    comment = waiting_comment()
    desk.post("approve", f"{comment.pk}:2")
    comment.refresh_from_db()
    assert comment.status == Status.IN_REVIEW


def test_looking_changes_nothing(desk: Desk) -> None:
    comment = waiting_comment()
    desk.show(verb="approve", comment=f"{comment.pk}:1")
    comment.refresh_from_db()
    assert comment.version == 1


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_only_reading_and_deciding_are_known(desk: Desk, method: str) -> None:
    assert getattr(desk.client, method)(URL).status_code == 405


def test_a_decision_from_another_site_is_refused(moderator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(moderator)
    comment = waiting_comment()
    response = client.post(URL, {"verb": "approve", "comment": f"{comment.pk}:1"})
    comment.refresh_from_db()
    assert (response.status_code, comment.status) == (403, Status.IN_REVIEW)


def test_no_address_is_in_a_message(desk: Desk) -> None:
    comment = waiting_comment(email="ann@example.org", name="Ann")
    assert "ann@example.org" not in text_of(desk.decide("approve", comment))
