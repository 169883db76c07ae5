"""The page of one comment: all that is known of it, and nothing to press by mistake."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from comments import moderation
from comments.models import Comment, Mail, Status
from tests.comments.desk.page import text_of
from tests.comments.factories import CommentFactory, FindingFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara(client: Client, moderator: User) -> User:
    client.force_login(moderator)
    return moderator


def show(client: Client, comment: Comment) -> str:
    response: Any = client.get(f"/admin/comments/comment/{comment.pk}/change/")
    assert response.status_code == 200
    return text_of(response)


def history(shown: str) -> list[str]:
    """Return the lines of the history without their tags and times."""
    [part] = re.findall(r'class="history">(.*?)</ol>', shown, re.DOTALL)
    lines = re.findall(r"</time>(.*?)</li>", part, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines]


def test_it_shows_evidence_writer_and_how_the_comment_came(client: Client, mara: User) -> None:
    comment = CommentFactory(
        status=Status.IN_REVIEW,
        body="<x><b>Text</b>",
        email="ann@example.org",
        ip_address="192.0.2.7",
        website="https://casino.example/",
        seconds_to_fill=3,
        honeypot_filled=True,
    )
    FindingFactory(comment=comment, reason="Two links.", spans=[[6, 10]])
    shown = show(client, comment)
    for expected in (
        "&lt;x&gt;",
        ">Text</mark>",
        "Two links.",
        "ann@example.org",
        "192.0.2.7",
        "https://casino.example/",
        "3 seconds",
        "filled, as robots do",
        f'href="/admin/comments/review/?comment={comment.pk}"',
    ):
        assert expected in shown
    assert 'href="https://casino.example/"' not in shown


def test_the_history_tells_each_step_and_who_took_it(client: Client, mara: User) -> None:
    comment = CommentFactory(status=Status.IN_REVIEW, name="Ann")
    moderation.reject(comment, by=mara, reason="Off topic")
    moderation.undo_last(by=mara)
    comment.refresh_from_db()
    moderation.approve(comment, by=mara)
    assert history(show(client, comment)) == [
        "Ann posted",
        "Mara Lind decided: Rejected Off topic",
        "Mara Lind took a decision back: Awaiting review",
        "Mara Lind decided: Approved",
    ]


def mailed(comment: Comment, kind: Mail.Kind, **fields: Any) -> None:
    mail = {"state": Mail.State.SENT, "sent_at": timezone.now(), **fields}
    Mail.objects.create(kind=kind, **mail).comments.add(comment)


def test_the_history_tells_of_appeals_and_mails(client: Client, mara: User) -> None:
    comment = CommentFactory(status=Status.IN_REVIEW, name="Ann")
    mailed(comment, Mail.Kind.DIGEST, to_user=mara)
    moderation.reject(comment, by=mara, reason="Off topic")
    moderation.appeal(comment, text="It is about the article.")
    comment.refresh_from_db()
    moderation.uphold(comment, by=mara, answer="It is not.")
    mailed(comment, Mail.Kind.PUBLISHED)
    mailed(comment, Mail.Kind.PUBLISHED, state=Mail.State.REFUSED)
    assert history(show(client, comment))[1:] == [
        "mail to Mara Lind: Digest of what waits",
        "Mara Lind decided: Rejected Off topic",
        "Ann asked for a second look It is about the article.",
        "Mara Lind decided: Rejected Off topic",
        "Mara Lind told the writer: It is not.",
        "mail to the writer: Your comment is published",
        "mail to the writer: Your comment is published Refused by the mail server",
    ]


def test_it_says_why_the_learner_thinks_so(client: Client, mara: User) -> None:
    comment = CommentFactory(body="Earn $5000 weekly from home, message me on WhatsApp now!")
    shown = show(client, comment)
    assert "Is it spam?" in shown
    assert "WhatsApp" in shown.split("For it")[1].split("Against it")[0]
    assert "it has seen 0 decisions" in shown


def test_without_the_permission_no_address_is_shown(client: Client) -> None:
    trainee = UserFactory(is_staff=True)
    trainee.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(trainee)
    comment = CommentFactory(email="ann@example.org", ip_address="192.0.2.7")
    shown = show(client, comment)
    assert "ann@example.org" not in shown
    assert "192.0.2" not in shown


def test_it_needs_the_permission_to_view_comments(client: Client) -> None:
    client.force_login(UserFactory(editor=True))
    comment = CommentFactory()
    assert client.get(f"/admin/comments/comment/{comment.pk}/change/").status_code == 403


def test_a_comment_that_is_not_there_is_not_found(client: Client, mara: User) -> None:
    assert client.get("/admin/comments/comment/1/change/").status_code == 404


def test_a_comment_whose_writer_asked_to_be_forgotten_is_shown(client: Client, mara: User) -> None:
    assert "The writer" in show(client, CommentFactory(contact=None))


def test_nobody_changes_a_comment_past_the_desk(client: Client) -> None:
    client.force_login(User.objects.create_superuser("admin"))
    comment = CommentFactory(body="As typed.")
    path = f"/admin/comments/comment/{comment.pk}/change/"
    response = client.post(path, {"body": "Other.", "status": "approved"})
    comment.refresh_from_db()
    assert response.status_code == 405
    assert (comment.body, comment.status) == ("As typed.", Status.SUBMITTED)


def test_it_needs_as_many_queries_for_much_history_as_for_little(
    client: Client, mara: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    comment = CommentFactory(status=Status.IN_REVIEW, email="ann@example.org")
    show(client, comment)
    with django_assert_max_num_queries(50) as for_little:
        show(client, comment)
    CommentFactory.create_batch(5, email="ann@example.org")
    for _turn in range(5):
        moderation.reject(comment, by=mara)
        moderation.return_to_review(comment, by=mara)
    with django_assert_max_num_queries(len(for_little) + 1):
        show(client, comment)
