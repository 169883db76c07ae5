"""When moderators are told, by clocks that go; what a digest says is in `test_letters`."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db.models.functions import Now
from pytest_django import Settings

from comments import moderation
from comments.mails import enqueue_digests, send_due
from comments.models import (
    MAIL_LEASE,
    MAX_SCREENING_ATTEMPTS,
    Comment,
    Decision,
    Mail,
    ModeratorDigest,
)
from tests.comments.factories import CommentFactory, UserFactory
from tests.comments.mails.sending import tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moderator() -> User:
    moderator: User = UserFactory(moderator=True, email="dana@newsroom.example")
    return moderator


def waiting_comment() -> Comment:
    comment: Comment = CommentFactory(screening_attempts=MAX_SCREENING_ATTEMPTS)
    moderation.give_to_a_person(comment.pk)
    comment.refresh_from_db()
    return comment


def let_the_interval_end() -> None:
    ModeratorDigest.objects.update(sent_at=Now() - timedelta(minutes=61))


def test_a_second_digest_comes_and_a_third(mailoutbox: list[EmailMessage]) -> None:
    for number in (1, 2, 3):
        waiting_comment()
        assert tell() == 1
        assert f"{number} comment" in mailoutbox[-1].subject
        waiting_comment().delete()
        assert tell() == 0, "the interval is not over"
        let_the_interval_end()
        assert tell() == 0, "it was told of"


def test_without_an_interval_each_comment_has_its_digest(
    settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.DIGEST_MIN_INTERVAL = 0
    for _ in range(3):
        waiting_comment()
        assert [tell(), tell()] == [1, 0]


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_comment_that_a_wrong_clock_has_dated_is_told_of_once(
    hours: int, mailoutbox: list[EmailMessage]
) -> None:
    waiting_comment()
    tell()
    let_the_interval_end()
    waiting_comment()
    wrong = Now() + timedelta(hours=hours)
    newest = Decision.objects.latest("pk")
    Decision.objects.filter(pk=newest.pk).update(created_at=wrong)
    sent = []
    for _ in range(3):
        sent.append(tell())
        let_the_interval_end()
    assert sent == [1, 0, 0]


def test_a_digest_that_was_sent_in_the_future_holds_none_up_and_repeats_nothing(
    mailoutbox: list[EmailMessage],
) -> None:
    waiting_comment()
    tell()
    ModeratorDigest.objects.update(sent_at=Now() + timedelta(hours=3))
    assert tell() == 0
    waiting_comment()
    assert tell() == 1


def test_what_comes_while_a_letter_is_under_way_has_the_next(
    moderator: User, mailoutbox: list[EmailMessage]
) -> None:
    waiting_comment()
    enqueue_digests()
    Mail.objects.update(lease_ends_at=Now() + MAIL_LEASE, handed_over_at=Now(), attempts=1)
    waiting_comment()
    let_the_interval_end()
    assert enqueue_digests() == 1
    assert send_due() == 1
    assert "2 comments" in mailoutbox[-1].subject


def test_of_two_digests_that_wait_only_the_later_is_sent(
    moderator: User, mailoutbox: list[EmailMessage]
) -> None:
    waiting_comment()
    enqueue_digests()
    later = Mail.objects.create(kind=Mail.Kind.DIGEST, to_user=moderator)
    assert send_due() == 1
    assert Mail.objects.get() == later
