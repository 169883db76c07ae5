"""Working a queue off: undo, reasons, and what the desk's script is answered."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from comments import moderation
from comments.desk.listing.paging import CARDS_A_PAGE
from comments.models import Comment, Status
from tests.comments.desk.page import URL, Desk, cards_of, messages_of, text_of, waiting_comment
from tests.comments.factories import CommentFactory, RejectionReasonFactory

pytestmark = pytest.mark.django_db


# Undo -----------------------------------------------------------------------------------------


def test_a_decision_is_undone_by_a_button(desk: Desk) -> None:
    comment = waiting_comment(name="Ann")
    desk.decide("approve", comment)
    page = desk.undo()
    assert "Undone: the comment by Ann is “Awaiting review” again." in messages_of(page)
    assert cards_of(page) == [comment.pk]


def test_many_are_undone_together(desk: Desk) -> None:
    desk.decide("spam", *(waiting_comment() for _ in range(3)))
    assert "Undone: 3 comments are what they were." in messages_of(desk.undo())


def test_the_button_says_what_it_would_take_back(desk: Desk) -> None:
    assert "Undo</button>" in re.sub(r"\s+", "", text_of(desk.show()))
    page = desk.decide("spam", waiting_comment())
    assert 'Undo<spanclass="desk-undoable">:Spam</span>' in re.sub(r"\s+", "", text_of(page))


def test_undoing_nothing_is_said_kindly(desk: Desk) -> None:
    assert "There is nothing to undo" in messages_of(desk.undo())


def test_what_a_colleague_moved_since_is_named(desk: Desk, colleague: User) -> None:
    comment = waiting_comment(name="Ann")
    desk.decide("approve", comment)
    comment.refresh_from_db()
    moderation.reject(comment, by=colleague)
    said = messages_of(desk.undo())
    assert "Theo Brandt has moved this comment since" in said
    assert f'href="{URL}?comment={comment.pk}"' in said


def test_history_tells_of_decisions_and_undoing(desk: Desk) -> None:
    comment = waiting_comment()
    desk.decide("approve", comment)
    desk.undo()
    page = " ".join(text_of(desk.show()).split())
    assert "Mara Lind took the decision back" in page
    assert page.count("<bdi>Mara Lind</bdi>") == 2
    assert "took a decision back:" in page


# Reasons --------------------------------------------------------------------------------------


def test_a_reason_rejects_without_a_verb_and_is_what_the_writer_reads(desk: Desk) -> None:
    RejectionReasonFactory(code="rude", name="Rude", sentence="You were rude.", digit=None)
    comment = waiting_comment(name="Ann")
    assert "Rude" in text_of(desk.show())
    page = desk.client.post(URL, {"comment": f"{comment.pk}:1", "because": "rude"}, follow=True)
    decision = comment.decisions.get()
    assert (decision.to_status, decision.reason) == (Status.REJECTED, "You were rude.")
    assert decision.rejection_reason is not None
    assert "Rejected the comment by Ann." in messages_of(page)


def test_a_reason_out_of_use_is_neither_offered_nor_taken(desk: Desk) -> None:
    RejectionReasonFactory(code="rude", name="Rude indeed", is_active=False)
    comment = waiting_comment()
    assert 'value="rude"\n' not in text_of(desk.show())
    page = desk.client.post(URL, {"comment": f"{comment.pk}:1", "because": "rude"}, follow=True)
    assert "not in use any more" in messages_of(page)
    assert not comment.decisions.exists()


@pytest.mark.parametrize("fields", [{"reason": "See rule 3."}, {"because": "rude"}])
def test_where_a_reason_is_needed_only_a_bare_rejection_is_refused(
    desk: Desk, settings: Settings, fields: dict[str, str]
) -> None:
    settings.REJECTION_NEEDS_REASON = True
    RejectionReasonFactory(code="rude")
    bare, reasoned = waiting_comment(), waiting_comment()
    assert "Choose a reason" in messages_of(desk.decide("reject", bare))
    assert "Rejected" in messages_of(desk.decide("reject", reasoned, **fields))
    assert not bare.decisions.exists()
    assert "Approved" in messages_of(desk.decide("approve", bare))


# The script -----------------------------------------------------------------------------------


def test_the_script_gets_what_was_done_and_no_card(desk: Desk) -> None:
    comment = waiting_comment(name="Ann")
    waiting_comment()
    response = desk.ask_as_script(comment=f"{comment.pk}:1", verb="approve")
    assert response.status_code == 200
    assert "Approved the comment by Ann." in text_of(response)
    assert cards_of(response) == []
    assert "<html" not in text_of(response)


def test_the_script_gets_a_refused_card_as_it_now_is_and_why(desk: Desk, colleague: User) -> None:
    comment = waiting_comment()
    moderation.approve(Comment.objects.get(), by=colleague)
    response = desk.ask_as_script(comment=f"{comment.pk}:1", verb="spam")
    assert cards_of(response) == [comment.pk]
    page = text_of(response)
    assert 'data-version="2"' in page
    assert re.search(r'class="card-notice">Theo Brandt was first', page)


def test_the_script_gets_back_what_was_undone(desk: Desk) -> None:
    comments = [waiting_comment() for _ in range(2)]
    desk.decide("spam", *comments)
    response = desk.ask_as_script(undo="last")
    assert cards_of(response) == [comment.pk for comment in comments]
    assert 'data-version="3"' in text_of(response)


def test_a_mistake_gives_the_script_its_card_back(desk: Desk) -> None:
    comment = waiting_comment()
    response = desk.ask_as_script(comment=f"{comment.pk}:1", verb="reject", reason="x" * 501)
    assert cards_of(response) == [comment.pk]
    assert "at most 500 characters" in text_of(response)


def test_the_script_gets_more_cards_and_the_way_to_the_next(desk: Desk) -> None:
    comments = [waiting_comment() for _ in range(CARDS_A_PAGE + 2)]
    first = desk.ask_as_script()
    assert "<html" not in text_of(first)
    [mark] = re.findall(r'rel="next" href="(.*?)"', text_of(first))
    rest = desk.ask_as_script(mark)
    assert cards_of(first) + cards_of(rest) == [comment.pk for comment in comments]


def test_an_answer_takes_as_many_queries_for_many_cards_as_for_one(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk.decide("spam", waiting_comment())
    queries_of_one = 29
    with django_assert_num_queries(queries_of_one):
        desk.ask_as_script(undo="last")
    desk.decide("spam", *(CommentFactory(status=Status.IN_REVIEW) for _ in range(3)))
    # Each comment taken back is locked, compared and written by itself; their articles together.
    with django_assert_num_queries(queries_of_one + 2 * 6 + 1):
        desk.ask_as_script(undo="last")


def figures_of(response: Any) -> dict[str, str]:
    found = re.findall(r'<span[^>]*data-figure="(\w+)"[^>]*>(.*?)</span>', text_of(response))
    return {name: re.sub(r"<[^>]*>", "", words) for name, words in found}


def test_the_figures_of_the_head_come_with_every_answer(desk: Desk) -> None:
    now = timezone.now()
    first = waiting_comment(created_at=now - timedelta(hours=9))
    waiting_comment(created_at=now - timedelta(hours=3))
    before = figures_of(desk.show())
    assert (before["in_review"], before["queue"]) == ("2", "Review queue (2 waiting)")
    answers = [
        desk.ask_as_script(verb="approve", comment=f"{first.pk}:{first.version}"),
        desk.client.post(f"{URL}live/", {"newest": "0-0"}),
    ]
    for answer in answers:
        assert (
            figures_of(answer).items()
            >= {
                "in_review": "1",
                "approved": "1",
                "queue": "Review queue (1 waiting)",
                "decided": "You have decided on 1 today",
                "oldest": "The oldest waits 3\xa0hours",
            }.items()
        )
    assert figures_of(desk.ask_as_script(undo="last"))["in_review"] == "2"
    assert before.keys() <= figures_of(answers[0]).keys(), "none stands still"


def test_what_is_refused_names_the_verb_and_the_writer(desk: Desk, colleague: User) -> None:
    comment = waiting_comment(name="Ann <3")
    seen = f"{comment.pk}:{comment.version}"
    moderation.mark_as_spam(comment, by=colleague)
    named = "on the comment by <bdi>Ann &lt;3</bdi>. Theo Brandt was first"
    for address, verb, fields in [
        ("", "Approve", {"verb": "approve"}),
        ("feature/", "Editors&#x27; pick", {"wanted": "feature"}),
        ("reply/", "Reply", {"body": "Thank you."}),
        ("edit/", "Edit", {"body": "Other words."}),
    ]:
        headers = {"X-Requested-With": "desk"}
        answer = desk.client.post(URL + address, {"comment": seen, **fields}, headers=headers)
        assert f"Not done: “{verb}” {named}" in text_of(answer)


@pytest.mark.parametrize("order", ["oldest", "newest", "riskiest", "easiest"])
def test_cards_say_their_place_in_the_order_of_the_list(desk: Desk, order: str) -> None:
    now = timezone.now()
    for number in range(12):
        ago = timedelta(minutes=number * 7 % 5)
        waiting_comment(risk=number * 5 % 3 * 50, created_at=now - ago)
    page = text_of(desk.show(order=order))
    places = re.findall(r'data-place="(\d+)"', page)
    assert len(places) == 12
    assert places == sorted(places)
    [first, *_others] = cards_of(desk.show(order=order))
    version = Comment.objects.get(pk=first).version
    desk.ask_as_script(f"?order={order}", verb="spam", comment=f"{first}:{version}")
    undone = text_of(desk.ask_as_script(f"?order={order}", undo="last"))
    assert re.findall(r'data-place="(\d+)"', undone) == places[:1], "undone, it has it again"
