"""What is not true any more is not sent; at no point does that cost a mail, or double one."""

import pytest
from django.db.models.functions import Now

from comments import moderation
from comments.mails import enqueue_publications, outbox, send_due
from comments.mails.to_writers import write_publication
from comments.models import MAIL_LEASE, Comment, Mail
from tests.comments.factories import UserFactory
from tests.comments.mails.sending import let_time_pass, published, tell
from tests.mail_server import Server

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    pass


def die(*_anything: object, **_named: object) -> None:
    raise Killed


def taken_back() -> Comment:
    """Return one that was taken back while its mail was waiting."""
    comment = published("ann")
    enqueue_publications()
    comment.refresh_from_db()
    moderation.return_to_review(comment, by=UserFactory())
    return comment


def test_a_worker_that_dies_while_it_takes_a_mail_out_doubles_none(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = taken_back()
    monkeypatch.setattr(outbox, "_ours", die)
    monkeypatch.setattr(Mail, "delete", die)
    with pytest.raises(Killed):
        send_due()
    monkeypatch.undo()
    moderation.approve(comment, by=UserFactory())
    Comment.objects.update(decided_at=Now() - MAIL_LEASE)
    assert tell() == 0, "the claim has not ended"
    let_time_pass()
    assert tell() == 1
    assert server.addresses() == ["ann@mail.example"]


def test_who_has_lost_a_mail_takes_it_out_no_more(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = taken_back()

    def write_too_slowly(mail: Mail) -> None:
        Mail.objects.update(lease_ends_at=Now() + MAIL_LEASE / 2)
        assert write_publication(mail) is None

    monkeypatch.setitem(outbox._WRITE, Mail.Kind.PUBLISHED, write_too_slowly)  # noqa: SLF001
    assert send_due() == 0
    assert comment.mails.get().attempts == 1
    comment.contact.refresh_from_db()
    assert comment.contact.publication_mail_at, "the other worker says whether it is told of"
