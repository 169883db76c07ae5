"""The tools of a card: editing, replying as the newsroom, picking."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments import moderation
from comments.models import Comment, Status
from tests.comments.desk.page import URL, Desk, cards_of, messages_of, text_of, waiting_comment
from tests.comments.factories import NOBODYS_ID, CommentFactory, FindingFactory

pytestmark = pytest.mark.django_db

FIELDS = {
    "edit": {"body": "Changed."},
    "reply": {"body": "Thanks."},
    "feature": {"wanted": "feature"},
}


def use(desk: Desk, tool: str, comment: Comment, query: str = "", **fields: Any) -> Any:
    """Use a tool as a form without script, and follow to the page."""
    seen = {"comment": f"{comment.pk}:{comment.version}"}
    return desk.client.post(f"{URL}{tool}/{query}", seen | fields, follow=True)


def use_as_script(desk: Desk, tool: str, comment: Comment, **fields: Any) -> Any:
    return desk.ask_as_script(f"{tool}/", comment=f"{comment.pk}:{comment.version}", **fields)


def plain(response: Any) -> str:
    return " ".join(text_of(response).split())


# Editing --------------------------------------------------------------------------------------


def test_an_edit_is_saved_and_its_change_shown(desk: Desk) -> None:
    comment = waiting_comment(name="Ann", body="Call me at 555 now")
    page = use(desk, "edit", comment, body="Call me now", reason="A private number.")
    comment.refresh_from_db()
    assert comment.body == "Call me now"
    assert "Edited the comment by Ann." in messages_of(page)
    assert "Call me<del> at 555</del> now" in text_of(page)
    assert "A private number." in text_of(page)
    assert "edited less than a minute ago" in text_of(page)


def test_after_an_edit_the_moderator_is_in_the_same_view(desk: Desk) -> None:
    comment = waiting_comment(body="One")
    page = use(desk, "edit", comment, query="?q=One&order=newest", body="One and two")
    assert page.redirect_chain == [(f"{URL}?q=One&order=newest#comment-{comment.pk}", 303)]


def test_the_script_gets_the_edited_card(desk: Desk) -> None:
    comment = waiting_comment(body="One")
    response = use_as_script(desk, "edit", comment, body="Two")
    assert cards_of(response) == [comment.pk]
    assert 'data-version="2"' in text_of(response)
    assert ": Edit</span>" in text_of(response)


def test_evidence_is_not_marked_where_the_text_is_another(desk: Desk, moderator: User) -> None:
    comment = waiting_comment(body="Buy at https://cheap.example now")
    FindingFactory(comment=comment, reason="1 link in 4 words.", spans=[[7, 28]])
    use(desk, "edit", comment, body="Do not buy at https://cheap.example now")
    page = text_of(desk.show())
    assert "1 link in 4 words." in page
    assert "<mark" not in page
    desk.undo()
    assert "https://cheap.example</mark>" in text_of(desk.show())


@pytest.mark.parametrize("tool", ["edit", "reply"])
@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "Please write something first."),
        ("<b>" * 101, "at most 100"),
        ("x" * 5001, "at most 5000 characters"),
    ],
)
def test_what_cannot_be_taken_is_given_back_with_the_reason(
    desk: Desk, tool: str, typed: str, problem: str
) -> None:
    comment = waiting_comment(body="As it was")
    given = [use(desk, tool, comment, body=typed), use_as_script(desk, tool, comment, body=typed)]
    assert [response.status_code for response in given] == [422, 200]
    for response in given:
        page = text_of(response)
        assert problem in page
        assert f">\n{typed.replace('<', '&lt;').replace('>', '&gt;')}</textarea>" in page
        assert 'aria-invalid="true"' in page
    comment.refresh_from_db()
    assert (comment.body, comment.status, comment.version) == ("As it was", "in_review", 1)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("tool", ["edit", "reply"])
def test_what_was_typed_on_a_stale_card_is_given_back(
    desk: Desk, colleague: User, tool: str
) -> None:
    comment = waiting_comment()
    moderation.reject(Comment.objects.get(), by=colleague)
    for response in (
        use(desk, tool, comment, body="My words"),
        use_as_script(desk, tool, comment, body="My words"),
    ):
        page = text_of(response)
        assert "Theo Brandt was first" in page
        assert "My words</textarea>" in page
        assert f'value="{comment.pk}:2"' in page


def test_the_reason_is_given_back_too(desk: Desk) -> None:
    page = use(desk, "edit", waiting_comment(), body="", reason="A private number.")
    assert 'value="A private number."' in text_of(page)


def test_an_edit_that_changes_nothing_is_said_so(desk: Desk) -> None:
    comment = waiting_comment(body="As it was")
    assert "nothing to save" in text_of(use(desk, "edit", comment, body="As it was"))
    assert not comment.edits.exists()


def test_undoing_an_edit_is_said_in_words(desk: Desk) -> None:
    use(desk, "edit", waiting_comment(name="Ann"), body="Two")
    assert "the comment by Ann reads again as it did before" in messages_of(desk.undo())


def test_a_colleague_hears_of_an_edit(desk: Desk, colleague: User) -> None:
    comment = waiting_comment()
    moderation.edit(Comment.objects.get(), by=colleague, body="Two")
    response = desk.ask_as_script("live/", comment=f"{comment.pk}:1", newest="0-0")
    assert "Theo Brandt has just changed this comment." in text_of(response)


# Replying -------------------------------------------------------------------------------------


def test_approve_and_reply_is_one_step(desk: Desk) -> None:
    comment, following = waiting_comment(name="Ann"), waiting_comment()
    page = use(desk, "reply", comment, body="Thank you.", then=following.pk)
    comment.refresh_from_db()
    assert comment.status == Status.APPROVED
    assert comment.replies.get().is_by_newsroom
    assert "Approved the comment by Ann and replied as the newsroom." in messages_of(page)
    assert page.redirect_chain[0][0].endswith(f"#comment-{following.pk}")
    assert cards_of(page) == [following.pk]


def test_one_undo_takes_both_back_and_offers_the_text_again(desk: Desk) -> None:
    comment = waiting_comment(name="Ann")
    use(desk, "reply", comment, body="Thank you.")
    response = desk.ask_as_script(undo="last")
    assert cards_of(response) == [comment.pk]
    page = plain(response)
    assert "the comment by Ann is “Awaiting review” again, and the reply is off the page" in page
    assert "which readers do not see" in page
    assert "Thank you.</textarea>" in page


def test_an_approved_comment_is_replied_to_and_stays_approved(desk: Desk) -> None:
    comment = CommentFactory(status=Status.APPROVED, name="Ann")
    page = use(desk, "reply", comment, query="?status=approved", body="Thank you.")
    assert "Replied to Ann as the newsroom." in messages_of(page)
    assert "The newsroom has replied:" in text_of(page)
    [offered] = re.findall(
        rf'id="reply-{comment.pk}".*?>(.*?)</textarea>', text_of(page), re.DOTALL
    )
    assert offered.strip() == ""
    response = desk.ask_as_script("?status=approved", undo="last")
    assert cards_of(response) == [comment.pk]
    assert "the reply is off the page" in text_of(response)


def test_a_card_of_the_newsrooms_own_says_so(desk: Desk, moderator: User) -> None:
    comment = waiting_comment()
    said = moderation.reply(comment, by=moderator, body="Thank you.")
    page = plain(desk.show(comment=said.pk))
    assert "the newsroom, written by Mara Lind" in page
    assert "first comment from this address" not in page
    assert 'data-command="feature"' not in page


def test_a_reply_has_no_address_in_the_export(desk: Desk, moderator: User) -> None:
    moderation.reply(waiting_comment(email="ann@example.org"), by=moderator, body="Thank you.")
    response: Any = desk.client.get(f"{URL}export/?status=approved")
    rows = b"".join(response.streaming_content).decode()
    assert "ann@example.org" in rows
    assert ",The Harbour Courier,,Thank you." in rows


# Picking --------------------------------------------------------------------------------------


def test_a_pick_is_approved_and_said(desk: Desk) -> None:
    comment = waiting_comment(name="Ann")
    assert "Publish as an editors’ pick" in text_of(desk.show())
    page = use(desk, "feature", comment, wanted="feature")
    comment.refresh_from_db()
    assert (comment.status, comment.featured_at is not None) == (Status.APPROVED, True)
    assert "The comment by Ann is published, and an editors&#x27; pick." in messages_of(page)
    assert "is “Awaiting review” again" in messages_of(desk.undo())


def test_an_approved_comment_is_picked_and_not_picked_any_more(desk: Desk) -> None:
    comment = CommentFactory(status=Status.APPROVED)
    response = use_as_script(desk, "feature", comment, wanted="feature")
    assert cards_of(response) == [comment.pk]
    assert 'value="unfeature"' in text_of(response)
    comment.refresh_from_db()
    response = use_as_script(desk, "feature", comment, wanted="unfeature")
    assert "no editors&#x27; pick any more" in text_of(response)
    assert "is an editors&#x27; pick again" in text_of(desk.ask_as_script(undo="last"))


def test_a_stale_pick_is_refused_and_explained(desk: Desk, colleague: User) -> None:
    comment = waiting_comment()
    moderation.reject(Comment.objects.get(), by=colleague)
    page = text_of(use_as_script(desk, "feature", comment, wanted="feature"))
    assert "Theo Brandt was first" in page
    comment.refresh_from_db()
    assert (comment.status, comment.featured_at) == (Status.REJECTED, None)


# All of them ----------------------------------------------------------------------------------


@pytest.mark.parametrize("tool", FIELDS)
def test_each_tool_is_a_button_with_words_and_a_form(desk: Desk, tool: str) -> None:
    waiting_comment()
    page = text_of(desk.show())
    assert f'data-command="{tool}"' in page
    assert re.search(rf'action="{URL}{tool}/[^"]*"', page)
    assert f'data-key-of="{tool}"' in page


@pytest.mark.parametrize("tool", FIELDS)
@pytest.mark.parametrize("seen", ["", "nonsense", f"{NOBODYS_ID}:1"])
def test_a_comment_that_is_not_there_is_told(desk: Desk, tool: str, seen: str) -> None:
    page = desk.client.post(f"{URL}{tool}/", {"comment": seen, **FIELDS[tool]}, follow=True)
    assert "not there any more" in messages_of(page)


@pytest.mark.parametrize("tool", FIELDS)
def test_tools_take_posts_only_and_not_from_other_sites(
    client: Client, moderator: User, tool: str
) -> None:
    client.force_login(moderator)
    assert client.get(f"{URL}{tool}/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(moderator)
    comment = waiting_comment()
    posted = strict.post(f"{URL}{tool}/", {"comment": f"{comment.pk}:1", **FIELDS[tool]})
    assert posted.status_code == 403
    comment.refresh_from_db()
    assert comment.version == 1
