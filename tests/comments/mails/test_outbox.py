"""Each mail once, whatever its server says, and none held up by another; over real SMTP."""

import logging
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from comments import moderation
from comments.mails import enqueue_publications, outbox, send_due, smtp
from comments.models import (
    LONGEST_WAIT_OF_MAIL,
    MAIL_LEASE,
    Comment,
    Contact,
    Mail,
)
from tests.comments.factories import UserFactory
from tests.comments.mails.sending import let_time_pass, published, state_of, tell, use
from tests.mail_server import Server, mail_server
from tests.processes import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_mails_arrive_as_they_were_written(server: Server) -> None:
    comment = published("ann")
    Comment.objects.filter(pk=comment.pk).update(name="\u00c4nn\r\n.\r\n..dots")
    assert tell() == 1
    [(address, mail)] = server.taken
    assert address == "ann@mail.example"
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert f"/comments/{comment.pk}/" in body.decode()
    assert "\n.\n..dots" in body.decode().replace("\r\n", "\n")
    assert mail["Message-ID"] == comment.mails.get().message_id
    assert state_of(comment) == Mail.State.SENT
    assert tell() == 0


@pytest.mark.parametrize("where", ["address", "text"])
def test_not_now_is_tried_later_with_a_growing_wait(server: Server, where: str) -> None:
    comment, other = published("grey"), published("ann")
    answers = ["450 4.7.1 <grey@mail.example>: greylisted, grey", "451 later", "250 OK"]
    ours = lambda said: answers[0] if "grey@" in said else "250 OK"  # noqa: E731 (said twice below)
    server.to_address = ours if where == "address" else lambda _address: "250 OK"
    server.to_text = ours if where == "text" else lambda _text: "250 OK"
    assert tell() == 1
    assert server.addresses() == ["ann@mail.example"]
    mail = comment.mails.get()
    assert mail.last_answer == "450 4.7.1 [address] greylisted, [address]"
    waits = [mail.due_at - timezone.now()]
    assert tell() == 0, "it is not due yet"
    answers.pop(0)
    let_time_pass()
    assert tell() == 0
    mail.refresh_from_db()
    waits.append(mail.due_at - timezone.now())
    assert timedelta(minutes=1) < waits[0] < waits[1] <= LONGEST_WAIT_OF_MAIL
    answers.pop(0)
    let_time_pass()
    assert tell() == 1
    assert sorted(server.addresses()) == ["ann@mail.example", "grey@mail.example"]
    assert (state_of(comment), state_of(other)) == (Mail.State.SENT, Mail.State.SENT)
    assert [mail["Message-ID"] for _to, mail in server.taken][1] == comment.mails.get().message_id


@pytest.mark.parametrize("where", ["address", "text"])
def test_never_is_final_for_that_mail_alone(
    server: Server, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    others = [published(f"reader{number}") for number in range(3)]
    refused = published("nobody")
    others += [published(f"reader{number}") for number in range(3, 6)]
    never = lambda said: "554 5.7.1 no such thing" if "nobody@" in said else "250 OK"  # noqa: E731
    server.to_address = never if where == "address" else server.to_address
    server.to_text = never if where == "text" else server.to_text
    assert tell() == 6
    assert state_of(refused) == Mail.State.REFUSED
    assert refused.mails.get().last_answer == "554 5.7.1 no such thing"
    assert {state_of(other) for other in others} == {Mail.State.SENT}
    let_time_pass(hours=48)
    assert tell() == 0
    assert "mail.example" not in caplog.text


def test_a_server_that_is_away_costs_no_attempt(settings: Settings) -> None:
    use(free_port(), settings)
    comment = published("ann")
    assert tell() == 0
    mail = comment.mails.get()
    assert (mail.state, mail.attempts) == (Mail.State.DUE, 0)
    with mail_server() as server:
        use(server.port, settings)
        assert tell() == 1


def test_a_server_that_says_421_at_once_costs_no_attempt(server: Server) -> None:
    server.greeting = "421 4.3.2 too busy"
    comment = published("ann")
    assert tell() == 0
    assert comment.mails.get().attempts == 0
    server.greeting = ""
    assert tell() == 1


def test_who_hangs_up_after_the_text_may_have_the_mail_and_gets_no_second(server: Server) -> None:
    comment, other = published("ann"), published("ben")
    server.to_text = lambda text: "" if "ann@" in text else "250 OK"
    assert tell() == 1
    assert state_of(comment) == Mail.State.UNKNOWN
    assert comment.mails.get().sent_at
    assert state_of(other) == Mail.State.SENT
    let_time_pass(hours=48)
    assert tell() == 0
    assert sorted(server.addresses()) == ["ann@mail.example", "ben@mail.example"]


def test_who_says_nothing_for_long_is_waited_for_with_that_one_mail_only(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Longer than for any other answer: RFC 5321 gives the server ten minutes."""
    assert smtp.SECONDS_UNTIL_ACCEPTED == 600
    monkeypatch.setattr(smtp, "SECONDS_UNTIL_ACCEPTED", 0.2)
    comment = published("ann")
    go_on = threading.Event()
    server.to_text = lambda _text: "250 OK" if go_on.wait(60) else "451 no"
    try:
        assert tell() == 0
    finally:
        go_on.set()
    assert state_of(comment) == Mail.State.UNKNOWN


def test_a_worker_that_dies_before_the_text_left_costs_no_mail(server: Server) -> None:
    comment = published("ann")
    enqueue_publications()
    Mail.objects.update(lease_ends_at=timezone.now() + MAIL_LEASE, attempts=1)
    assert send_due() == 0, "somebody has it"
    let_time_pass()
    assert send_due() == 1
    assert state_of(comment) == Mail.State.SENT


def test_a_clock_that_was_ahead_holds_no_mail_up(server: Server) -> None:
    ahead = timezone.now() + timedelta(hours=3)
    waiting, tried, held, small = (published(name) for name in ("ann", "ben", "cleo", "dan"))
    enqueue_publications()
    mails = Mail.objects.all()
    mails.filter(comments=waiting).update(created_at=ahead, due_at=ahead)
    mails.filter(comments=tried).update(attempts=3, due_at=ahead)
    mails.filter(comments=held).update(attempts=1, lease_ends_at=ahead)
    mails.filter(comments=small).update(due_at=timezone.now() + timedelta(minutes=20))
    assert send_due() == 4


def test_who_has_lost_a_mail_before_its_text_left_does_not_send_it(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock was set back: the claim held no longer, and another worker has taken the mail."""
    comment = published("ann")

    def write_too_slowly(*texts: Any, **how: Any) -> EmailMessage:
        Mail.objects.update(lease_ends_at=timezone.now() + MAIL_LEASE / 2)
        return EmailMessage(*texts, **how)

    monkeypatch.setattr(outbox, "EmailMessage", write_too_slowly)
    assert tell() == 0
    assert server.taken == []
    mail = comment.mails.get()
    assert (mail.state, mail.handed_over_at) == (Mail.State.DUE, None)
    assert mail.lease_ends_at == timezone.now() + MAIL_LEASE / 2


def test_a_worker_that_dies_afterwards_leaves_a_mail_that_may_have_been_sent(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = published("ann")

    class Killed(BaseException):
        pass

    def die(*_anything: object, **_named: object) -> None:
        raise Killed

    monkeypatch.setattr(outbox, "_note", die)
    monkeypatch.setattr(outbox, "_note_failure", die)
    with pytest.raises(Killed):
        tell()
    monkeypatch.undo()
    assert state_of(comment) == Mail.State.DUE
    let_time_pass()
    assert send_due() == 0
    assert state_of(comment) == Mail.State.UNKNOWN
    assert server.addresses() == ["ann@mail.example"]


def test_after_a_day_it_is_given_up(server: Server) -> None:
    comment = published("ann")
    server.to_address = lambda _address: "450 4.7.1 greylisted"
    for _attempt in range(outbox.MOST_ATTEMPTS):
        assert state_of_any(comment) in {None, Mail.State.DUE}
        tell()
        let_time_pass()
    assert state_of(comment) == Mail.State.GIVEN_UP
    waits = [min(2**n, 60) for n in range(1, outbox.MOST_ATTEMPTS)]
    assert 23 * 60 <= sum(waits) <= 25 * 60


def state_of_any(comment: Comment) -> str | None:
    mail = comment.mails.first()
    return mail.state if mail else None


def test_a_letter_that_cannot_be_written_holds_up_no_other(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    comment, other = published("ann"), published("ben")
    Contact.objects.filter(pk=comment.pk).delete()
    enqueue_publications()
    Mail.objects.create(kind=Mail.Kind.PUBLISHED).comments.add(comment)
    assert send_due() == 1
    assert state_of(comment) == Mail.State.DUE
    assert state_of(other) == Mail.State.SENT
    [record] = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert "could not be written" in record.getMessage()


def test_what_is_not_true_any_more_is_not_sent_and_later_is(server: Server) -> None:
    comment = published("ann")
    enqueue_publications()
    comment.refresh_from_db()
    moderation.return_to_review(comment, by=UserFactory())
    assert send_due() == 0
    assert not Mail.objects.exists()
    comment.refresh_from_db()
    moderation.approve(comment, by=UserFactory())
    Comment.objects.filter(pk=comment.pk).update(decided_at=timezone.now() - timedelta(hours=1))
    assert tell() == 1


def test_the_outbox_holds_no_address(server: Server) -> None:
    published("ann")
    server.to_address = lambda address: f"550 5.1.1 <{address}> unknown: ann"
    tell()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM comments_mail")
        row = str(cursor.fetchall())
    assert "mail.example" not in row
    assert "'ann" not in row
    assert "550 5.1.1 [address] unknown: [address]" in row
