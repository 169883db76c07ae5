import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from comments import moderation
from comments.mails.to_moderators import IN_A_DIGEST
from comments.models import (
    MAX_SCREENING_ATTEMPTS,
    Comment,
    Decision,
    Mail,
    ModeratorDigest,
    Status,
)
from tests.comments.factories import CommentFactory, UserFactory
from tests.comments.mails.sending import tell

# What is due, of today or fresh depends on the clock.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def moderators(*addresses: str) -> None:
    for address in addresses:
        UserFactory(moderator=True, email=address)


def waiting_comment() -> Comment:
    comment: Comment = CommentFactory(
        email="reader@example.org", screening_attempts=MAX_SCREENING_ATTEMPTS
    )
    moderation.give_to_a_person(comment.pk)
    return comment


def test_moderators_get_one_digest_for_many_comments(mailoutbox: list[EmailMessage]) -> None:
    moderators("dana@newsroom.example", "eli@newsroom.example", "")
    UserFactory(editor=True, email="editor@newsroom.example")
    waiting_comment()
    waiting_comment()
    assert tell() == 2
    assert tell() == 0
    assert sorted(mail.to[0] for mail in mailoutbox) == [
        "dana@newsroom.example",
        "eli@newsroom.example",
    ]
    assert "2 comments wait for review" in mailoutbox[0].subject
    assert "/admin/comments/review/" in mailoutbox[0].body
    assert "reader@example.org" not in mailoutbox[0].body


@pytest.mark.parametrize(
    ("minutes_since_last", "came_since", "is_sent"),
    [(61, True, True), (59, True, False), (61, False, False)],
)
def test_the_next_digest_waits_for_its_interval_and_for_news(
    minutes_since_last: int,
    came_since: bool,
    is_sent: bool,
    settings: Settings,
    mailoutbox: list[EmailMessage],
) -> None:
    settings.DIGEST_MIN_INTERVAL = 60
    moderators("dana@newsroom.example")
    last = timezone.now() - timedelta(minutes=minutes_since_last)
    ModeratorDigest.objects.create(pk=1, sent_at=last)
    waiting_comment()
    if not came_since:
        ModeratorDigest.objects.update(last_decision=Decision.objects.latest("pk").pk)
    assert tell() == is_sent
    assert len(mailoutbox) == is_sent


@pytest.mark.parametrize("missing", ["comments", "moderators"])
def test_there_is_no_digest_without_comments_or_moderators(
    missing: str, mailoutbox: list[EmailMessage]
) -> None:
    if missing == "comments":
        moderators("dana@newsroom.example")
    else:
        waiting_comment()
    assert tell() == 0
    assert mailoutbox == []


def test_where_only_superusers_decide_they_are_told(mailoutbox: list[EmailMessage]) -> None:
    UserFactory(is_superuser=True, email="admin@newsroom.example")
    waiting_comment()
    assert tell() == 1


# What a digest says ---------------------------------------------------------------------------


def links_in(mail: EmailMessage) -> list[str]:
    return re.findall(r"/admin/comments/by-mail/\S+/", str(mail.body))


def test_a_digest_shows_the_oldest_and_lets_each_be_decided(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    moderators("dana@newsroom.example")
    comments = [waiting_comment() for _ in range(IN_A_DIGEST + 1)]
    Comment.objects.filter(pk=comments[0].pk).update(
        body="One\n-- \nhttps://evil.example/admin/\n" + "more " * 200, name="Ann"
    )
    of_links = comments[0].findings.filter(check_name="links")
    of_links.update(score=0.9, reason="1 link in 203 words.")
    tell()
    [mail] = mailoutbox
    assert isinstance(mail.body, str)
    assert "1. Ann on “" in mail.body
    assert "   > One -- https://evil.example/admin/ more more" in mail.body
    assert len(re.sub(r"\s+> ", " ", mail.body).partition("2. ")[0]) < 1200
    assert "Screening: 1 link in 203 words." in mail.body
    assert "They work for 3 days" in mail.body
    links = links_in(mail)
    assert len(links) == IN_A_DIGEST
    assert all(client.get(link).status_code == 200 for link in links)
    client.post(links[0], {"verb": "spam"})
    assert Comment.objects.get(pk=comments[0].pk).status == Status.SPAM


def test_each_moderator_gets_links_of_their_own(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    moderators("dana@newsroom.example", "eli@newsroom.example")
    comment = waiting_comment()
    tell()
    [links_of_dana], links_of_eli = (links_in(mail) for mail in mailoutbox)
    assert links_of_dana not in links_of_eli
    client.post(links_of_eli[0], {"verb": "approve"})
    decided_by = comment.decisions.get(action__isnull=False).by
    assert decided_by is not None
    assert [decided_by.email] == mailoutbox[1].to


def test_where_links_are_switched_off_a_digest_has_none(
    settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.DECISION_LINK_DAYS = 0
    moderators("dana@newsroom.example")
    comment = waiting_comment()
    tell()
    assert links_in(mailoutbox[0]) == []
    assert comment.body in str(mailoutbox[0].body)
    assert "without a log-in" not in str(mailoutbox[0].body)


def test_an_open_appeal_is_news_and_an_answered_one_is_not(
    mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    settings.DIGEST_MIN_INTERVAL = 0
    moderators("dana@newsroom.example")
    comment = waiting_comment()
    comment.refresh_from_db()
    moderation.reject(comment, by=UserFactory())
    assert tell() == 0
    moderation.appeal(comment, text="")
    assert tell() == 1
    [mail] = mailoutbox
    assert "1 reader asks for a second look" in mail.subject
    assert "/admin/comments/review/?status=appeals" in str(mail.body)
    assert "comments wait" not in str(mail.body)
    assert tell() == 0


def test_a_digest_takes_as_many_queries_for_many_comments_as_for_one(
    mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    settings.DIGEST_MIN_INTERVAL = 0
    moderators("dana@newsroom.example")
    counts = []
    for number in (1, IN_A_DIGEST):
        for _ in range(number):
            waiting_comment()
        with CaptureQueriesContext(connection) as queries:
            tell()
        counts.append(len(queries))
    # The first run makes the row that says when the last was sent.
    assert counts[1] <= counts[0]


# The log of mails -----------------------------------------------------------------------------


def test_mails_about_a_comment_are_noted_without_an_address(
    mailoutbox: list[EmailMessage],
) -> None:
    moderators("dana@newsroom.example")
    comment = waiting_comment()
    tell()
    published = published_comment()
    tell()
    [digest] = comment.mails.with_people()
    assert (digest.kind, digest.to_user) == (Mail.Kind.DIGEST, User.objects.get(email__gt=""))
    [told] = published.mails.with_people()
    assert (told.kind, told.to_user) == (Mail.Kind.PUBLISHED, None)
    assert told.sent_at == timezone.now()
    assert "@" not in "".join(str(row) for row in Mail.objects.values("kind", "last_answer"))


# To writers -----------------------------------------------------------------------------------


def published_comment(*, wanted: bool = True, seconds_ago: int = 61) -> Comment:
    comment: Comment = CommentFactory(
        status=Status.IN_REVIEW,
        email="reader@example.org",
        name="Ann & Co",
        contact__wants_publication_mail=wanted,
    )
    moderation.approve(comment, by=UserFactory())
    decided = timezone.now() - timedelta(seconds=seconds_ago)
    Comment.objects.filter(pk=comment.pk).update(decided_at=decided)
    comment.refresh_from_db()
    return comment


def test_a_writer_who_asked_is_told_once_that_the_comment_is_published(
    mailoutbox: list[EmailMessage],
) -> None:
    comment = published_comment()
    assert tell() == 1
    assert tell() == 0
    (mail,) = mailoutbox
    assert mail.to == ["reader@example.org"]
    assert f"/comments/{comment.pk}/\n" in mail.body
    assert "Hello Ann & Co," in mail.body


@pytest.mark.parametrize(("wanted", "seconds_ago"), [(False, 61), (True, 59)])
def test_nobody_is_told_unasked_or_within_the_undo_window(
    wanted: bool, seconds_ago: int, mailoutbox: list[EmailMessage]
) -> None:
    published_comment(wanted=wanted, seconds_ago=seconds_ago)
    assert tell() == 0
    assert mailoutbox == []


def test_what_was_taken_back_is_never_mailed(mailoutbox: list[EmailMessage]) -> None:
    moderation.return_to_review(published_comment(), by=UserFactory())
    assert tell() == 0
    assert mailoutbox == []
