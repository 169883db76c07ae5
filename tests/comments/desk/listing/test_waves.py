"""What is much the same is one card on the desk, decided together or apart."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from comments import moderation
from comments.desk.listing import waves
from comments.models import BulkJob, Comment, Status
from comments.moderation import bulk
from tests.articles.factories import ArticleFactory
from tests.comments.desk.page import Desk, cards_of, messages_of, text_of, waiting_comment
from tests.comments.factories import CommentFactory, FindingFactory

pytestmark = pytest.mark.django_db

LIVE = "/admin/comments/review/live/"


def wave_of(count: int, **fields: Any) -> list[Comment]:
    """Return comments of one wave, the oldest first."""
    now = timezone.now()
    first = waiting_comment(created_at=now - timedelta(hours=1), **fields)
    Comment.objects.filter(pk=first.pk).update(wave=first.pk)
    others = [
        waiting_comment(wave=first.pk, created_at=now - timedelta(minutes=count - number), **fields)
        for number in range(1, count)
    ]
    return [Comment.objects.get(pk=first.pk), *others]


def form_of(desk: Desk, comment: Comment) -> dict[str, list[str]]:
    """Return what the card's form sends besides the verb."""
    [card] = [one for one in desk.show().context["cards"] if one.comment == comment]
    seen = [f"{comment.pk}:{comment.version}"]
    if card.wave.is_big:
        return {"comment": seen, "wave": [f"{card.wave.pk}:{card.wave.counted_at}"]}
    return {"comment": seen, "others": [" ".join(card.wave.seen)]}


def press(desk: Desk, verb: str, form: dict[str, Any], **more: Any) -> Any:
    response = desk.client.post("/admin/comments/review/", {"verb": verb, **form, **more})
    assert response.status_code == 303
    return desk.client.get(response["Location"])


def statuses(comments: list[Comment]) -> list[str]:
    rows = Comment.objects.in_bulk([comment.pk for comment in comments])
    return [rows[comment.pk].status for comment in comments]


def test_a_wave_is_one_card_that_counts_the_others(desk: Desk) -> None:
    first, *_others = wave_of(4)
    alone = waiting_comment()
    page = desk.show()
    assert cards_of(page) == [first.pk, alone.pk]
    assert text_of(page).count("and 3 much the same") == 1


@pytest.mark.parametrize("order", ["oldest", "newest", "riskiest", "easiest"])
def test_in_every_order_the_oldest_stands_for_the_wave(desk: Desk, order: str) -> None:
    comments = wave_of(3)
    Comment.objects.filter(pk=comments[2].pk).update(risk=90)
    assert cards_of(desk.show(order=order)) == [comments[0].pk]


def test_a_wave_whose_oldest_was_decided_is_shown_by_the_next(desk: Desk, colleague: User) -> None:
    first, second, third = wave_of(3)
    moderation.approve(first, by=colleague)
    assert cards_of(desk.show()) == [second.pk]
    assert "and 1 much the same" in text_of(desk.show())
    moderation.mark_as_spam(third, by=colleague)
    assert "much the same" not in text_of(desk.show()).split('id="desk-keys"')[0]


@pytest.mark.parametrize(
    ("asked", "collapses"),
    [
        ({"status": "spam"}, True),
        ({"status": "approved"}, False),
        ({"status": "rejected"}, False),
    ],
)
def test_only_what_is_still_to_be_looked_at_is_collapsed(
    desk: Desk, asked: dict[str, str], collapses: bool
) -> None:
    CommentFactory.create_batch(3, wave=1, status=asked["status"])
    assert len(cards_of(desk.show(**asked))) == (1 if collapses else 3)


def test_who_filters_sees_all_that_match(desk: Desk) -> None:
    comments = wave_of(3, body="Much the same remark.")
    waiting_comment()
    page = desk.show(q="remark same")
    assert cards_of(page) == [comment.pk for comment in comments]
    assert "2 others are much the same" in text_of(page)
    assert f'value="{comments[0].pk}:1"' in text_of(page)
    assert f'value="{comments[0].pk}:1 ' not in text_of(page)


def test_the_comments_of_a_wave_can_be_seen_and_decided_one_by_one(desk: Desk) -> None:
    comments = wave_of(3)
    waiting_comment()
    page = desk.show(wave=comments[0].pk)
    assert cards_of(page) == [comment.pk for comment in comments]
    desk.decide("approve", comments[1], query=f"?wave={comments[0].pk}")
    assert statuses(comments) == [Status.IN_REVIEW, Status.APPROVED, Status.IN_REVIEW]


# Deciding -------------------------------------------------------------------------------------


def test_a_wave_is_decided_together_and_undone_as_one(desk: Desk) -> None:
    comments = wave_of(15)
    page = press(desk, "reject", form_of(desk, comments[0]))
    assert "Rejected 15 comments." in messages_of(page)
    assert set(statuses(comments)) == {Status.REJECTED}
    page = desk.undo()
    assert "Undone: 15 comments are what they were." in messages_of(page)
    assert cards_of(page) == [comments[0].pk]
    assert set(statuses(comments)) == {Status.IN_REVIEW}


def test_one_of_a_wave_is_decided_apart(desk: Desk) -> None:
    comments = wave_of(3)
    page = press(desk, "approve", form_of(desk, comments[0]), apart=comments[0].pk)
    assert statuses(comments) == [Status.APPROVED, Status.IN_REVIEW, Status.IN_REVIEW]
    assert cards_of(page) == [comments[1].pk]


def test_the_script_gets_the_card_that_stands_for_the_wave_next(desk: Desk) -> None:
    first, second, _third = wave_of(3)
    answer = desk.ask_as_script(comment=f"{first.pk}:1", verb="approve", apart=first.pk)
    assert cards_of(answer) == [second.pk]
    assert "and 1 much the same" in text_of(answer)
    answer = desk.ask_as_script(undo="last")
    assert cards_of(answer) == [first.pk]
    assert "and 2 much the same" in text_of(answer)


def test_what_came_after_the_page_was_loaded_is_not_decided(desk: Desk) -> None:
    comments = wave_of(3)
    form = form_of(desk, comments[0])
    late = waiting_comment(wave=comments[0].pk)
    page = press(desk, "spam", form)
    assert statuses([*comments, late]) == [Status.SPAM] * 3 + [Status.IN_REVIEW]
    assert cards_of(page) == [late.pk]


def test_what_a_colleague_has_decided_meanwhile_is_left_alone_and_told(
    desk: Desk, colleague: User
) -> None:
    comments = wave_of(3)
    form = form_of(desk, comments[0])
    moderation.approve(comments[1], by=colleague)
    page = press(desk, "spam", form)
    assert "Theo Brandt was first" in messages_of(page)
    assert statuses(comments) == [Status.SPAM, Status.APPROVED, Status.SPAM]


def test_ticking_a_wave_ticks_all_of_it(desk: Desk) -> None:
    comments, alone = wave_of(3), waiting_comment()
    pairs = [f"{comment.pk}:1" for comment in comments]
    assert f'value="{" ".join(pairs)}"' in text_of(desk.show())
    desk.post("spam", " ".join(pairs), f"{alone.pk}:1")
    assert set(statuses([*comments, alone])) == {Status.SPAM}


# Approving: only what was shown ----------------------------------------------------------------


def wave_of_copies(count: int) -> list[Comment]:
    return wave_of(count, article=ArticleFactory(), body="I agree!")


def test_approving_publishes_what_is_shown_and_leaves_what_differs(desk: Desk) -> None:
    comments = wave_of(3)
    page = press(desk, "approve", form_of(desk, comments[0]))
    assert statuses(comments) == [Status.APPROVED, Status.IN_REVIEW, Status.IN_REVIEW]
    assert cards_of(page) == [comments[1].pk]


def test_approving_closes_exact_copies_and_is_one_step(desk: Desk) -> None:
    comments = wave_of_copies(3)
    page = press(desk, "approve", form_of(desk, comments[0]))
    assert statuses(comments) == [Status.APPROVED, Status.REJECTED, Status.REJECTED]
    assert "Closed 2 exact copies." in messages_of(page)
    desk.undo()
    assert set(statuses(comments)) == {Status.IN_REVIEW}


def test_copies_are_published_where_that_was_chosen(desk: Desk) -> None:
    comments = wave_of_copies(2)
    other = waiting_comment(wave=comments[0].pk, body="I agree! https://casino.example")
    page = press(desk, "approve", form_of(desk, comments[0]), copies="publish")
    assert statuses([*comments, other]) == [Status.APPROVED, Status.APPROVED, Status.IN_REVIEW]
    assert "Approved 2 comments." in messages_of(page)


def test_the_choice_names_everybody_whom_it_publishes(desk: Desk) -> None:
    first, *_ = wave_of_copies(1)
    waiting_comment(
        wave=first.pk,
        article=first.article,
        body=" I  agree!",
        name="Eve",
        website="https://eve.example/",
    )
    page = text_of(desk.show())
    names = page.split("Who sent the exact copies")[1].split("When approving")[0]
    assert "<bdi>Eve</bdi>" in names
    assert "<bdi>https://eve.example/</bdi>" in names


def test_what_differs_is_marked_and_all_that_was_found_is_told(desk: Desk) -> None:
    first, *_ = wave_of(1, body="The ferry is late again.")
    other = waiting_comment(
        wave=first.pk, body="The ferry is late again. https://casino.example", name="Eve", risk=80
    )
    FindingFactory(comment=other, check_name="links", score=0.8, reason="A casino.")
    page = " ".join(text_of(desk.show()).split())
    assert "again.<ins> https://casino.example</ins>" in page
    assert "A casino." in page
    assert "the highest risk of all is 80 %" in page
    assert "publishes this one alone" in page


def test_the_card_says_what_approving_does(desk: Desk) -> None:
    wave_of_copies(3)
    page = " ".join(text_of(desk.show()).split())
    assert "Approve publishes this one and closes 2 exact copies of it" in page


def test_bulk_approval_is_of_what_was_ticked(desk: Desk) -> None:
    comments, alone, unseen = wave_of_copies(2), waiting_comment(), waiting_comment()
    tick = " ".join(f"{one.pk}:1" for one in comments)
    page = desk.client.post(
        "/admin/comments/review/",
        {"verb": "approve", "comment": [tick, f"{alone.pk}:1"], "everything": "1"},
        follow=True,
    )
    assert statuses([*comments, alone, unseen]) == [
        Status.APPROVED,
        Status.REJECTED,
        Status.APPROVED,
        Status.IN_REVIEW,
    ]
    assert "nobody has seen the others that match" in messages_of(page)


# A copy of what is published --------------------------------------------------------------------


def late_copy() -> tuple[Comment, Comment]:
    first = CommentFactory(body="I agree!", wave=7, status=Status.APPROVED, name="Ann")
    return first, waiting_comment(article=first.article, body="I agree!", wave=7)


def test_what_only_has_the_key_of_what_is_published_is_no_copy_of_it(desk: Desk) -> None:
    first, late = late_copy()
    Comment.objects.filter(pk=late.pk).update(body="I differ!", body_html="<p>I differ!</p>")
    late.refresh_from_db()
    assert late.copy_key == first.copy_key
    assert "The same text is published already" not in text_of(desk.show())


@pytest.mark.parametrize("query", ["", "?q=agree"])
def test_a_copy_of_what_is_published_is_closed_by_a_button(desk: Desk, query: str) -> None:
    first, late = late_copy()
    page = text_of(desk.client.get(f"/admin/comments/review/{query}"))
    assert "The same text is published already" in page
    assert f'name="copy_of" value="{first.pk}"' in " ".join(page.split())
    answer = desk.client.post(
        "/admin/comments/review/", {"comment": f"{late.pk}:1", "copy_of": first.pk}, follow=True
    )
    late.refresh_from_db()
    assert (late.status, late.copy_of) == (Status.REJECTED, first)
    assert "Closed 1 exact copy." in messages_of(answer)
    desk.undo()
    assert statuses([late]) == [Status.IN_REVIEW]


def test_what_says_something_else_is_not_closed_as_a_copy(desk: Desk, colleague: User) -> None:
    first, late = late_copy()
    moderation.edit(late, by=colleague, body="I disagree!")
    page = desk.client.post(
        "/admin/comments/review/", {"comment": f"{late.pk}:2", "copy_of": first.pk}, follow=True
    )
    assert "Nothing was closed" in messages_of(page)
    assert statuses([late]) == [Status.IN_REVIEW]


# Under a filter ---------------------------------------------------------------------------------


def test_under_a_filter_a_card_says_that_it_decides_on_one_alone(desk: Desk) -> None:
    comments = wave_of(3, body="Much the same remark.")
    page = desk.show(q="remark same")
    assert text_of(page).count("This one is decided alone.") == 3
    assert "much the same\n" not in text_of(page).split("others are")[0].split("desk-list")[1]
    desk.decide("reject", comments[0], query="?q=remark+same")
    assert statuses(comments) == [Status.REJECTED, Status.IN_REVIEW, Status.IN_REVIEW]


# Big waves ------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three comments are a big wave already, and no worker is asked."""
    monkeypatch.setattr(waves, "MOST_AT_ONCE", 2)
    monkeypatch.setattr("comments.desk.queue.views.queue_bulk_job", lambda _job_id: None)


def test_a_big_wave_is_decided_in_the_background_and_undone_as_one(
    desk: Desk, moderator: User, small: None
) -> None:
    comments = wave_of(4)
    page = press(desk, "spam", form_of(desk, comments[0]))
    assert "4 comments become “Spam” in the background." in messages_of(page)
    job = BulkJob.objects.get()
    bulk.work_on_job(job.pk)
    assert set(statuses(comments)) == {Status.SPAM}
    moderation.undo_last(by=moderator)
    bulk.work_on_job(job.pk)
    assert set(statuses(comments)) == {Status.IN_REVIEW}


def test_of_a_big_wave_one_is_published_and_its_copies_are_closed_in_the_background(
    desk: Desk, small: None
) -> None:
    comments = wave_of_copies(3)
    different = waiting_comment(wave=comments[0].pk, body="I agree! https://casino.example")
    form = form_of(desk, comments[0])
    assert "closes 2 exact copies of it" in " ".join(text_of(desk.show()).split())
    page = press(desk, "approve", form)
    assert "closed in the background" in messages_of(page)
    bulk.work_on_job(BulkJob.objects.get().pk)
    assert statuses([*comments, different]) == [
        Status.APPROVED,
        Status.REJECTED,
        Status.REJECTED,
        Status.IN_REVIEW,
    ]


def test_of_a_big_wave_only_what_was_counted_is_decided(
    desk: Desk, colleague: User, small: None
) -> None:
    comments = wave_of(5)
    late = CommentFactory(wave=comments[0].pk, status=Status.SUBMITTED)
    form = form_of(desk, comments[0])
    moderation.approve(comments[1], by=colleague)
    moderation.reject(comments[2], by=colleague)
    moderation.return_to_review(comments[2], by=colleague)
    moderation.give_to_a_person(late.pk)
    Comment.objects.filter(pk=late.pk).update(screening_attempts=5)
    assert moderation.give_to_a_person(late.pk)
    press(desk, "spam", form)
    decided = {pk for pk, _version in BulkJob.objects.get().comments}
    assert decided == {comments[0].pk, comments[3].pk, comments[4].pk}


def test_one_of_a_big_wave_is_decided_apart(desk: Desk, small: None) -> None:
    comments = wave_of(4)
    press(desk, "approve", form_of(desk, comments[0]), apart=comments[0].pk)
    assert statuses(comments) == [Status.APPROVED] + [Status.IN_REVIEW] * 3
    assert not BulkJob.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"wave": "x"}, {"wave": "1:x"}, {"wave": "1:2:3"}, {"apart": "x"}]
)
def test_a_wave_that_makes_no_sense_decides_nothing(desk: Desk, fields: dict[str, str]) -> None:
    comment = waiting_comment()
    desk.decide("spam", comment, **fields)
    assert statuses([comment]) == [Status.IN_REVIEW]


# Meanwhile ------------------------------------------------------------------------------------


def test_another_of_a_wave_that_is_here_is_no_news(desk: Desk) -> None:
    comments = wave_of(2)
    newest = desk.show().context["newest"]
    waiting_comment(wave=comments[0].pk)
    fields = {"comment": f"{comments[0].pk}:1", "newest": newest}
    assert "new" not in text_of(desk.client.post(LIVE, fields)).split("desk-jobs")[0]
    waiting_comment()
    assert "1 new" in " ".join(text_of(desk.client.post(LIVE, fields)).split())


def test_pages_of_waves_follow_each_other_without_gap_or_repetition(desk: Desk) -> None:
    now = timezone.now()
    comments = [
        waiting_comment(wave=1000 + number % 30, created_at=now + timedelta(seconds=number))
        for number in range(90)
    ]
    first = desk.show()
    second = desk.show(after=first.context["page"].next_mark)
    assert cards_of(first) + cards_of(second) == [comment.pk for comment in comments[:30]]


def test_a_link_that_a_card_stands_for_and_does_not_have_is_marked_and_comes_first(
    desk: Desk,
) -> None:
    first, *_others = wave_of(5)
    linking = waiting_comment(wave=first.pk, body="I agree! https://casino.example/win")
    page = text_of(desk.show())
    assert page.count("another link") == 1
    assert "<bdi>casino.example</bdi>" in page
    alike = desk.show().context["cards"][0].alike
    assert alike.different[0].comment == linking
