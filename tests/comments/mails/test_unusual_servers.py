"""What servers say that is neither yes, later nor never to a mail; over real SMTP."""

from itertools import count

import pytest
from django.db.models.functions import Now

from comments.mails import enqueue_publications, outbox, send_due
from comments.models import MAIL_LEASE, Mail
from tests.comments.mails.sending import let_time_pass, published, state_of, tell
from tests.mail_server import Server

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("answer", ["450 4.1.8 no such domain", "550 5.7.1 not from here"])
def test_a_sender_that_is_refused_is_the_sites_fault_and_costs_no_attempt(
    server: Server, answer: str, caplog: pytest.LogCaptureFixture
) -> None:
    comments = [published(name) for name in ("ann", "ben")]
    server.to_sender = lambda _address: answer
    for _day in range(3):
        assert tell() == 0
        let_time_pass(hours=24)
    for comment in comments:
        mail = comment.mails.get()
        assert (mail.state, mail.attempts, mail.lease_ends_at) == (Mail.State.DUE, 0, None)
    assert answer in caplog.text
    server.to_sender = lambda _address: "250 OK"
    assert tell() == 2


def test_a_text_that_is_too_long_for_the_server_holds_up_no_other(server: Server) -> None:
    """Servers say that to the sender already, who tells the size."""
    comment, other = published("ann"), published("ben")
    answers = iter(["552 5.3.4 too long"])
    server.to_sender = lambda _address: next(answers, "250 OK")
    assert tell() == 1
    assert (state_of(comment), state_of(other)) == (Mail.State.REFUSED, Mail.State.SENT)


def test_a_server_that_takes_one_mail_a_line_gets_them_all(server: Server) -> None:
    for name in ("ann", "ben", "cleo"):
        published(name)
    mails = count()
    server.to_sender = lambda _address: "421 4.7.0 enough" if next(mails) % 2 else "250 OK"
    assert tell() == 3
    assert not Mail.objects.exclude(attempts=1).exists()


@pytest.mark.parametrize("answer", ["what?", "999 yes", "354 go on"])
def test_who_answers_nonsense_to_the_text_may_have_it_and_gets_no_second(
    server: Server, answer: str
) -> None:
    comment = published("ann")
    server.to_text = lambda _text: answer
    assert tell() == 0
    assert state_of(comment) == Mail.State.UNKNOWN
    let_time_pass(hours=48)
    assert tell() == 0


def test_every_yes_to_the_text_is_one(server: Server) -> None:
    comment = published("ann")
    server.to_text = lambda _text: "252 will see to it"
    assert tell() == 1
    assert state_of(comment) == Mail.State.SENT


def test_an_answer_that_no_database_stores_holds_up_no_other(server: Server) -> None:
    comment, other = published("ann"), published("ben")
    nul = lambda said: "451 4.3.0 \x00 \x1b[31m later" if "ann@" in said else "250 OK"  # noqa: E731
    server.to_address = nul
    assert tell() == 1
    assert comment.mails.get().last_answer == "451 4.3.0 ? ?[31m later"
    assert (state_of(comment), state_of(other)) == (Mail.State.DUE, Mail.State.SENT)


def test_later_that_comes_after_the_claim_has_ended_is_still_later(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = published("ann")
    server.to_text = lambda _text: "451 4.3.0 later"
    read = outbox._answer  # noqa: SLF001

    def read_while_another_worker_takes_it_for_lost(problem: Exception) -> tuple[int, str]:
        Mail.objects.update(state=Mail.State.UNKNOWN, sent_at=Now())
        return read(problem)

    monkeypatch.setattr(outbox, "_answer", read_while_another_worker_takes_it_for_lost)
    assert tell() == 0
    mail = comment.mails.get()
    assert (mail.state, mail.sent_at, mail.handed_over_at) == (Mail.State.DUE, None, None)


def test_a_letter_that_ends_its_worker_each_time_is_given_up(server: Server) -> None:
    comment, other = published("ann"), published("ben")
    enqueue_publications()
    ended = {"attempts": outbox.MOST_ATTEMPTS, "lease_ends_at": Now() + MAIL_LEASE}
    Mail.objects.filter(comments=comment).update(**ended)
    assert send_due() == 1
    assert state_of(comment) == Mail.State.DUE, "somebody may still send it"
    let_time_pass()
    assert send_due() == 0
    assert state_of(comment) == Mail.State.GIVEN_UP
    assert state_of(other) == Mail.State.SENT


@pytest.mark.parametrize(
    ("address", "answer", "kept"),
    [
        ("ann@mail.example", "550 <ann@mail.example> unknown", "550 [address] unknown"),
        ("ann@mail.example", "550 no ANN at Mail.Example.", "550 no [address] at [address]."),
        ("+ann-x@mail.example", "550 no +ann-x here", "550 no [address] here"),
        ("x.@mail.example", "550 no x. here", "550 no [address] here"),
        ('"ann b"@mail.example', '550 <"ann b"@mail.example>?', "550 [address]"),
        ("ann@mail.example", "550 rfc822;ann+40mail.example", "550 rfc822;[address]"),
        (
            "ann@mail.example",
            "550 annual limit of smtp.mail.example",
            "550 annual limit of [address]",
        ),
    ],
)
def test_no_form_of_the_address_is_kept(address: str, answer: str, kept: str) -> None:
    assert outbox._without_address(answer, address) == kept  # noqa: SLF001
