"""Appeals at the desk: the tab, the card, and staying with a decision."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client

from comments import moderation
from comments.desk.listing.paging import CARDS_A_PAGE
from comments.models import Appeal, Comment, Decision, Status
from tests.comments.desk.page import URL, Desk, cards_of, messages_of, text_of, waiting_comment
from tests.comments.factories import NOBODYS_ID, UserFactory

pytestmark = pytest.mark.django_db

TAB = "?status=appeals"
UPHOLD = f"{URL}uphold/"


def appealed_comment(*, by: User, text: str = "Think again.", **fields: Any) -> Comment:
    comment = waiting_comment(**fields)
    moderation.reject(comment, by=by, reason="Off topic.")
    moderation.appeal(comment, text=text)
    comment.refresh_from_db()
    return comment


def words_of(response: Any) -> str:
    return " ".join(text_of(response).split())


def uphold(desk: Desk, comment: Comment, /, *, query: str = TAB, **fields: Any) -> Any:
    sent = {"comment": f"{comment.pk}:{comment.version}"} | fields
    return desk.client.post(UPHOLD + query, sent, follow=True)


# The tab --------------------------------------------------------------------------------------


def test_the_tab_counts_and_lists_open_appeals_the_oldest_first(
    desk: Desk, colleague: User
) -> None:
    first, second = (appealed_comment(by=colleague) for _ in range(2))
    Comment.objects.filter(pk=first.pk).update(created_at=F("created_at") + timedelta(days=1))
    moderation.reject(waiting_comment(), by=colleague)
    moderation.approve(appealed_comment(by=colleague), by=colleague)
    page = desk.show(status="appeals")
    assert cards_of(page) == [first.pk, second.pk]
    assert re.search(
        r'aria-current="page">Appeals <span class="desk-count" data-figure="appeals">2<',
        words_of(page),
    )


def test_a_long_list_goes_on_where_the_page_ended(desk: Desk, colleague: User) -> None:
    comments = [appealed_comment(by=colleague).pk for _ in range(CARDS_A_PAGE + 2)]
    page = desk.show(status="appeals")
    [mark] = re.findall(r'rel="next" href="(.*?)"', text_of(page))
    rest = desk.client.get(URL + mark.replace("&amp;", "&"))
    assert cards_of(page) + cards_of(rest) == comments


def test_the_tab_can_be_searched_and_exported(desk: Desk, colleague: User) -> None:
    found = appealed_comment(by=colleague, body="About the ferry.")
    appealed_comment(by=colleague)
    assert cards_of(desk.show(status="appeals", q="ferry")) == [found.pk]
    response = desk.client.get(f"{URL}export/", {"status": "appeals", "q": "ferry"})
    rows = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert rows.count("About the ferry.") == 1
    assert "appeals" in response["Content-Disposition"]


def test_an_empty_tab_says_what_comes_there(desk: Desk) -> None:
    assert "Nobody asks for a second look" in text_of(desk.show(status="appeals"))


def test_a_new_appeal_is_announced_where_appeals_are_listed(desk: Desk, colleague: User) -> None:
    appealed_comment(by=colleague)
    newest = desk.show(status="appeals").context["newest"]
    live = {"newest": newest}
    assert "1 new" not in words_of(desk.client.post(f"{URL}live/{TAB}", live))
    appealed_comment(by=colleague)
    assert "1 new" in words_of(desk.client.post(f"{URL}live/{TAB}", live))


def test_a_colleagues_answer_arrives_on_the_card(desk: Desk, colleague: User) -> None:
    comment = appealed_comment(by=colleague)
    seen = {"comment": f"{comment.pk}:{comment.version}"}
    moderation.uphold(comment, by=colleague)
    answer = text_of(desk.client.post(f"{URL}live/{TAB}", seen))
    assert "Theo Brandt has just decided: “Rejected”." in answer
    assert "card-elsewhere" in answer


# The card -------------------------------------------------------------------------------------


def test_the_card_says_what_the_writer_asks_and_who_had_rejected_why(
    desk: Desk, colleague: User
) -> None:
    appealed_comment(by=colleague, text="I <only> quoted.")
    page = words_of(desk.show(status="appeals"))
    assert "I &lt;only&gt; quoted." in page
    assert "by Theo Brandt," in page
    assert "Off topic." in page
    assert "You rejected this yourself" not in page


def test_the_card_warns_who_would_judge_their_own_decision(desk: Desk, moderator: User) -> None:
    appealed_comment(by=moderator)
    assert "You rejected this yourself" in text_of(desk.show(status="appeals"))


def test_what_waits_again_shows_its_appeal_and_its_rejection(desk: Desk, colleague: User) -> None:
    comment = appealed_comment(by=colleague, text="I only quoted.")
    moderation.return_to_review(comment, by=colleague)
    page = words_of(desk.show())
    assert cards_of(desk.show()) == [comment.pk]
    assert "I only quoted." in page
    assert "Rejected by <bdi>Theo Brandt</bdi>" in page
    assert "Stay with the decision</button>" not in page


# Answering ------------------------------------------------------------------------------------


def test_a_moderator_stays_with_the_decision_and_answers(
    desk: Desk, moderator: User, colleague: User
) -> None:
    comment = appealed_comment(by=colleague, name="Ann")
    other = appealed_comment(by=colleague)
    page = uphold(desk, comment, answer="It was about a person.", then=other.pk)
    assert "You stayed with the decision on the comment by Ann." in messages_of(page)
    assert page.redirect_chain == [(f"{URL}{TAB}#comment-{other.pk}", 303)]
    assert cards_of(page) == [other.pk]
    appeal = Appeal.objects.get(comment=comment)
    assert (appeal.answered_by, appeal.answer) == (moderator, "It was about a person.")


def test_approving_grants_and_undo_opens_again(desk: Desk, colleague: User) -> None:
    comment = appealed_comment(by=colleague)
    desk.decide("approve", comment, query=TAB)
    assert Appeal.objects.get().is_granted
    desk.undo()
    assert cards_of(desk.show(status="appeals")) == [comment.pk]


def test_staying_is_undone_by_the_button(desk: Desk, colleague: User) -> None:
    comment = appealed_comment(by=colleague)
    uphold(desk, comment)
    assert cards_of(desk.show(status="appeals")) == []
    desk.undo()
    assert cards_of(desk.show(status="appeals")) == [comment.pk]


def test_where_rejected_comments_are_listed_the_card_stays(desk: Desk, colleague: User) -> None:
    comment = appealed_comment(by=colleague)
    form = {"comment": f"{comment.pk}:{comment.version}"}
    script = {"X-Requested-With": "desk"}
    answer = desk.client.post(f"{UPHOLD}?status=rejected", form, headers=script)
    assert cards_of(answer) == [comment.pk]
    assert "stayed with the decision." in words_of(answer)


def test_the_script_gets_no_card_back_where_appeals_are_listed(desk: Desk, colleague: User) -> None:
    comment = appealed_comment(by=colleague)
    form = {"comment": f"{comment.pk}:{comment.version}"}
    answer = desk.client.post(UPHOLD + TAB, form, headers={"X-Requested-With": "desk"})
    assert cards_of(answer) == []
    assert "You stayed with the decision" in text_of(answer)


def test_a_colleague_who_was_first_is_named(desk: Desk, colleague: User) -> None:
    comment = appealed_comment(by=colleague)
    moderation.approve(Comment.objects.get(), by=colleague)
    assert "Theo Brandt was first" in messages_of(uphold(desk, comment))
    assert Appeal.objects.get().is_granted


def test_staying_where_nobody_asked_is_refused(desk: Desk) -> None:
    comment = waiting_comment()
    assert "Nobody waits for a second look" in messages_of(uphold(desk, comment))
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"answer": "x" * 501}, "too long: 501 characters of at most 500"),
        ({"comment": f"{NOBODYS_ID}:1"}, "not there any more"),
        ({"comment": "nonsense"}, "not there any more"),
        ({"comment": ""}, "not there any more"),
    ],
)
def test_what_cannot_be_done_is_said(
    fields: dict[str, str], said: str, desk: Desk, colleague: User
) -> None:
    comment = appealed_comment(by=colleague)
    assert said in messages_of(uphold(desk, comment, **fields))
    assert Appeal.objects.get().is_open


def test_staying_has_a_key_and_a_button(desk: Desk, colleague: User) -> None:
    appealed_comment(by=colleague)
    page = words_of(desk.show(status="appeals"))
    assert 'data-command="uphold">Stay with the decision</button>' in page
    assert re.search(r'data-key-of="uphold" value="u"', page)


@pytest.mark.parametrize("group", ["", "editor"])
def test_only_moderators_answer(group: str, client: Client, colleague: User) -> None:
    comment = appealed_comment(by=colleague)
    client.force_login(UserFactory(is_staff=True, **({group: True} if group else {})))
    response = client.post(UPHOLD, {"comment": f"{comment.pk}:{comment.version}"})
    assert response.status_code == 403
    assert Appeal.objects.get().is_open


def test_many_are_granted_at_once(desk: Desk, colleague: User) -> None:
    comments = [appealed_comment(by=colleague) for _ in range(3)]
    desk.decide("approve", *comments, query=TAB)
    assert not Appeal.objects.open().exists()
    assert set(Comment.objects.values_list("status", flat=True)) == {Status.APPROVED}
