"""The outbox as operators see it."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from comments.models import Mail
from tests.comments.desk.page import text_of
from tests.comments.factories import CommentFactory, UserFactory

pytestmark = pytest.mark.django_db

URL = "/admin/comments/mail/"


@pytest.fixture
def refused() -> Mail:
    comment = CommentFactory(email="ann@mail.example")
    mail = Mail.objects.create(
        kind=Mail.Kind.PUBLISHED,
        state=Mail.State.REFUSED,
        last_answer="550 5.1.1 unknown",
        attempts=3,
    )
    mail.comments.add(comment)
    return mail


def operator(*permissions: str) -> User:
    user: User = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def test_it_says_what_became_of_each_mail_and_names_no_address(
    client: Client, refused: Mail
) -> None:
    client.force_login(operator("view_mail"))
    page = client.get(URL)
    shown = text_of(page)
    assert "Refused by the mail server" in shown
    assert "550 5.1.1 unknown" in shown
    assert "ann@" not in page.content.decode()
    assert f"?comment={refused.comments.get().pk}" in page.content.decode()
    assert client.get(f"{URL}{refused.pk}/change/").status_code == 200


def test_what_was_not_sent_is_sent_again_by_who_may(client: Client, refused: Mail) -> None:
    sent = Mail.objects.create(
        kind=Mail.Kind.PUBLISHED, state=Mail.State.SENT, sent_at=timezone.now()
    )
    asked = {"action": "send_again", "_selected_action": [refused.pk, sent.pk]}
    client.force_login(operator("view_mail"))
    client.post(URL, asked)
    refused.refresh_from_db()
    assert refused.state == Mail.State.REFUSED
    client.force_login(operator("view_mail", "send_mail_again"))
    answer = client.post(URL, asked, follow=True)
    assert "1 mail is sent again." in text_of(answer)
    before = refused.message_id
    refused.refresh_from_db()
    sent.refresh_from_db()
    assert (refused.state, refused.attempts) == (Mail.State.DUE, 0)
    assert (refused.message_id, sent.state) == (before, Mail.State.SENT)


def test_it_takes_as_many_queries_for_many_as_for_few(
    client: Client, refused: Mail, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(operator("view_mail"))
    for _ in range(20):
        mail = Mail.objects.create(kind=Mail.Kind.DIGEST, to_user=UserFactory())
        mail.comments.add(refused.comments.get())
    with django_assert_max_num_queries(9):
        client.get(URL)
