"""What follows a card's comment, follows it only where that was decided as it was shown."""

import pytest
from django.contrib.auth.models import User

from comments import moderation
from comments.desk.listing import waves
from comments.models import BulkJob, Comment, ModeratorAction, Status
from tests.articles.factories import ArticleFactory
from tests.comments.desk.page import Desk, messages_of, text_of, waiting_comment
from tests.comments.factories import CommentFactory

pytestmark = pytest.mark.django_db

_TEXT = "The night ferry is cancelled again, and nobody on the pier was told."
_WITH_LINK = f"{_TEXT} https://casino.example/win"


def wave(*bodies: str) -> list[Comment]:
    """Return waiting comments in one place that one card stands for."""
    article = ArticleFactory()
    comments = [waiting_comment(article=article, body=body) for body in bodies]
    for comment in comments:
        moderation.join_wave(comment)
    return comments


def seen(*comments: Comment) -> list[str]:
    return [f"{one.pk}:{one.version}" for one in comments]


def statuses(*comments: Comment) -> list[str]:
    rows = Comment.objects.in_bulk([one.pk for one in comments])
    return [rows[one.pk].status for one in comments]


# Publishing copies, too -----------------------------------------------------------------------


def test_copies_are_published_with_what_was_shown_in_one_step(desk: Desk) -> None:
    first, copy, different = wave(_TEXT, f" {_TEXT}", _WITH_LINK)
    others = seen(copy, different)
    page = desk.decide("approve", first, others=others, copies="publish")
    assert "Approved 2 comments." in messages_of(page)
    assert statuses(first, copy, different) == ["approved", "approved", "in_review"]
    desk.undo()
    assert statuses(first, copy, different) == ["in_review"] * 3


def test_what_a_colleague_has_made_a_copy_since_is_not_published(
    desk: Desk, colleague: User
) -> None:
    """The card showed another text than the one that the copy now has in common with it."""
    first, other = wave(_WITH_LINK, _TEXT)
    sent = {"others": seen(other), "copies": "publish"}
    moderation.edit(Comment.objects.get(pk=first.pk), by=colleague, body=_TEXT)
    page = desk.decide("approve", first, **sent)
    assert statuses(first, other) == ["in_review", "in_review"]
    assert "Theo Brandt has changed this comment since you saw it" in text_of(page)
    assert not ModeratorAction.objects.exclude(kind="edit").exists()


def test_copies_of_what_a_colleague_has_rejected_are_not_published(
    desk: Desk, colleague: User
) -> None:
    first, copy = wave(_TEXT, _TEXT)
    sent = {"others": seen(copy), "copies": "publish"}
    moderation.reject(Comment.objects.get(pk=first.pk), by=colleague)
    page = desk.decide("approve", first, **sent)
    assert statuses(first, copy) == ["rejected", "in_review"]
    assert "Theo Brandt was first" in text_of(page)


def test_of_ticked_cards_the_refused_one_takes_no_copies_along(desk: Desk, colleague: User) -> None:
    first, copy = wave(_TEXT, _TEXT)
    second, copy_of_second = wave("Yes!", "Yes!")
    ticks = [" ".join(seen(first, copy)), " ".join(seen(second, copy_of_second))]
    moderation.reject(Comment.objects.get(pk=first.pk), by=colleague)
    desk.post("approve", *ticks, copies="publish")
    comments = (first, copy, second, copy_of_second)
    assert statuses(*comments) == ["rejected", "in_review", "approved", "approved"]
    desk.undo()
    assert statuses(*comments) == ["rejected", *["in_review"] * 3]


def test_a_copy_of_two_that_are_ticked_is_published_once(desk: Desk) -> None:
    first, second, copy = wave(_TEXT, _TEXT, _TEXT)
    page = desk.decide("approve", first, second, others=seen(copy), copies="publish")
    assert "Approved 3 comments." in messages_of(page)
    assert "You have decided already" not in text_of(page)


def test_a_copy_that_was_moved_since_stays_and_is_told_of(desk: Desk, colleague: User) -> None:
    first, copy = wave(_TEXT, _TEXT)
    sent = {"others": seen(copy), "copies": "publish"}
    moderation.reject(Comment.objects.get(pk=copy.pk), by=colleague)
    page = desk.decide("approve", first, **sent)
    assert statuses(first, copy) == ["approved", "rejected"]
    assert "Theo Brandt was first" in text_of(page)


# Closing as copies of what is published -------------------------------------------------------


def test_what_a_published_comment_was_edited_into_closes_nobody_else(
    desk: Desk, colleague: User
) -> None:
    """The card said that its own text is published; now it is the text of another."""
    shown, other = wave(_WITH_LINK, _TEXT)
    published = CommentFactory(article=shown.article, body=_WITH_LINK, status=Status.APPROVED)
    moderation.edit(published, by=colleague, body=_TEXT)
    page = desk.decide("reject", shown, others=seen(other), copy_of=published.pk)
    assert statuses(shown, other) == ["in_review", "in_review"]
    assert "Nothing was closed" in text_of(page)
    assert not ModeratorAction.objects.exclude(kind="edit").exists()


def test_what_a_colleague_has_decided_on_closes_nobody_else(desk: Desk, colleague: User) -> None:
    shown, copy = wave(_TEXT, _TEXT)
    published = CommentFactory(article=shown.article, body=_TEXT, status=Status.APPROVED)
    moderation.mark_as_spam(Comment.objects.get(pk=shown.pk), by=colleague)
    desk.decide("reject", shown, others=seen(copy), copy_of=published.pk)
    assert statuses(shown, copy) == ["spam", "in_review"]


# What follows in the background ---------------------------------------------------------------


@pytest.fixture
def big_wave(monkeypatch: pytest.MonkeyPatch) -> list[Comment]:
    monkeypatch.setattr(waves, "MOST_AT_ONCE", 1)
    for module in ("comments.desk.acts.deciding", "comments.desk.queue.views"):
        monkeypatch.setattr(f"{module}.queue_bulk_job", lambda _job_id: None)
    return wave(*[_TEXT] * 5)


@pytest.mark.parametrize("more", [{}, {"copies": "publish"}, {"apart": "{first}"}])
def test_a_wave_goes_with_its_own_card_and_not_with_all_that_are_ticked(
    more: dict[str, str], desk: Desk, big_wave: list[Comment]
) -> None:
    """No form sends both; a step has one job in the background."""
    first, second, *rest = big_wave
    more = {name: value.format(first=first.pk) for name, value in more.items()}
    counted = f"{first.pk}:0"
    page = desk.decide("approve", first, second, wave=counted, **more)
    assert page.status_code == 200
    assert first.pk in Comment.objects.approved().values_list("pk", flat=True)
    assert not BulkJob.objects.exists()
    assert statuses(*rest) == ["in_review"] * 3


@pytest.mark.parametrize("verb", ["reject", "spam"])
def test_several_that_are_ticked_take_no_wave_along_that_was_sent_besides(
    verb: str, desk: Desk, big_wave: list[Comment]
) -> None:
    first, second, *rest = big_wave
    desk.decide(verb, first, second, wave=f"{first.pk}:0", reason="Off topic.")
    assert Comment.objects.awaiting_review().count() == len(rest)
    assert not BulkJob.objects.exists()


def test_a_big_wave_is_closed_with_its_card_in_the_background(
    desk: Desk, big_wave: list[Comment]
) -> None:
    first, *rest = big_wave
    desk.decide("approve", first, wave=f"{first.pk}:0")
    assert BulkJob.objects.get().total == len(rest)
