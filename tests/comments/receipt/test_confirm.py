"""The link in a mail by which the owner of an address says that it is theirs."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.signing import TimestampSigner
from django.test import Client
from django.utils import timezone

from comments.identity import CONFIRMATION_LIVES, confirmation_token, confirmed_comment
from comments.models import Comment, Contact, Status
from tests.comments.factories import CommentFactory
from tests.comments.mails.sending import tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment() -> Comment:
    published: Comment = CommentFactory(
        status=Status.APPROVED,
        decided_at=timezone.now() - timedelta(hours=1),
        email="ann@mail.example",
        body_html="<p>As I said.</p>",
        contact__wants_publication_mail=True,
    )
    return published


def address(comment: Comment) -> str:
    return f"/confirm/{confirmation_token(comment.pk)}/"


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_the_mail_brings_the_link_and_looking_at_it_confirms_nothing(
    client: Client, comment: Comment
) -> None:
    tell()
    [path] = [word for word in mail.outbox[0].body.split() if "/confirm/" in word]
    assert path.startswith("http://127.0.0.1:8000/confirm/")
    page = client.get(path.removeprefix("http://127.0.0.1:8000"))
    assert "As I said." in text_of(page)
    assert "ann@mail.example" not in text_of(page)
    assert Contact.objects.get().confirmed_at is None


def test_the_button_confirms_without_a_session_and_as_often_as_it_is_pressed(
    comment: Comment,
) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(address(comment), follow=True)
    first = Contact.objects.get().confirmed_at
    assert first
    assert "Your address is confirmed" in text_of(response)
    assert client.post(address(comment)).status_code == 303
    assert Contact.objects.get().confirmed_at == first
    assert not client.cookies


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_forged_too_old_or_of_nothing_confirms_nothing(
    method: str, client: Client, comment: Comment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        long_ago = timezone.now() - CONFIRMATION_LIVES - timedelta(minutes=1)
        patch.setattr("django.core.signing.time.time", long_ago.timestamp)
        too_old = address(comment)
    gone = f"/confirm/{confirmation_token(comment.pk + 1)}/"
    for path in ("/confirm/x/", f"{address(comment)[:-2]}/", too_old, gone):
        response = getattr(client, method)(path)
        assert response.status_code == 404, path
        assert "This link no longer works" in text_of(response)
    assert Contact.objects.get().confirmed_at is None


def test_the_page_is_kept_to_itself(client: Client, comment: Comment) -> None:
    for response in (
        client.get(address(comment)),
        client.post(address(comment)),
        client.get("/confirm/x/"),
    ):
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "strict-origin"


def test_a_token_of_another_purpose_confirms_nothing(comment: Comment) -> None:
    assert confirmed_comment(confirmation_token(comment.pk)) == comment.pk
    assert confirmed_comment(TimestampSigner(sep=".").sign(str(comment.pk))) is None
