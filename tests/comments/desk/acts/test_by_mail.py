"""A decision by a link in a mail: what it opens, what it decides, and how it ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from comments import moderation
from comments.mails.signed_links import sign_link
from comments.models import Comment, Decision, Status
from tests.comments.desk.page import waiting_comment
from tests.comments.factories import CommentFactory, FindingFactory, RejectionReasonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment() -> Comment:
    return waiting_comment(name="Ann", body="Cheap pills here.", email="ann@example.org")


@pytest.fixture
def stranger() -> Client:
    """Somebody with the mail and nothing else: no log-in, no cookie."""
    return Client(enforce_csrf_checks=True)


def link_of(user: User, comment: Comment) -> str:
    token = sign_link(user, comment_id=comment.pk, version=comment.version)
    return f"/admin/comments/by-mail/{token}/"


def words_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


# Looking --------------------------------------------------------------------------------------


def test_the_link_shows_the_comment_with_its_evidence_and_what_can_be_done(
    stranger: Client, moderator: User, comment: Comment
) -> None:
    parent = CommentFactory(article=comment.article, name="Bob", status=Status.APPROVED)
    Comment.objects.filter(pk=comment.pk).update(parent=parent)
    FindingFactory(comment=comment, spans=[[0, 5]], reason="Sells something.")
    RejectionReasonFactory(code="advert", name="Advertising")
    page = words_of(stranger.get(link_of(moderator, comment)))
    assert '<mark data-findings="1"' in page
    assert "Sells something." in page
    assert "in reply to <bdi>Bob</bdi>" in page
    assert comment.article.headline in page
    assert "You decide as <strong><bdi>Mara Lind</bdi></strong>" in page
    for button in ('value="approve"', 'value="reject"', 'value="spam"', 'value="advert"'):
        assert button in page
    assert "ann@example.org" not in page


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing_however_often(
    method: str, stranger: Client, moderator: User, comment: Comment
) -> None:
    before = Comment.objects.values().get()
    for _ in range(3):
        response = getattr(stranger, method)(link_of(moderator, comment), {"verb": "approve"})
        assert response.status_code == 200
    assert Comment.objects.values().get() == before
    assert not Decision.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_is_kept_to_itself(
    method: str, stranger: Client, moderator: User, comment: Comment
) -> None:
    response = getattr(stranger, method)(link_of(moderator, comment))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "strict-origin"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "style=" not in words_of(response)
    assert "sessionid" not in stranger.cookies


# Deciding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"verb": "approve"}, Status.APPROVED),
        ({"verb": "reject"}, Status.REJECTED),
        ({"verb": "reject", "reason": "See rule 3."}, Status.REJECTED),
        ({"because": "advert"}, Status.REJECTED),
        ({"verb": "spam"}, Status.SPAM),
    ],
)
def test_a_decision_is_recorded_as_that_colleagues_and_undone_on_the_desk(
    fields: dict[str, str], status: Status, stranger: Client, moderator: User, comment: Comment
) -> None:
    RejectionReasonFactory(code="advert", sentence="It was an advert.")
    link = link_of(moderator, comment)
    response = stranger.post(link, fields)
    assert (response.status_code, response["Location"]) == (303, link)
    decision = comment.decisions.get()
    assert (decision.by, decision.to_status) == (moderator, status)
    told = "It was an advert." if "because" in fields else fields.get("reason", "")
    assert decision.reason == told
    assert f"You have decided: this comment is now “{status.label}”." in words_of(
        stranger.get(link)
    )
    moderation.undo_last(by=moderator)
    comment.refresh_from_db()
    assert comment.status == Status.IN_REVIEW


def test_the_link_alone_says_which_comment_is_decided_on(
    stranger: Client, moderator: User, comment: Comment
) -> None:
    other = waiting_comment()
    stranger.post(
        link_of(moderator, comment),
        {"verb": "approve", "comment": f"{other.pk}:1", "everything": "1"},
    )
    assert list(Comment.objects.approved()) == [comment]


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}])
def test_what_another_site_sends_decides_nothing(
    headers: dict[str, str], stranger: Client, moderator: User, comment: Comment
) -> None:
    response = stranger.post(link_of(moderator, comment), {"verb": "approve"}, headers=headers)
    assert response.status_code == 403
    assert "sent from another site" in words_of(response)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose what to do with it."),
        ({"verb": "publish"}, "no such decision"),
        ({"verb": "reject", "reason": "x" * 501}, "at most 500 characters"),
        ({"verb": "reject"}, "Choose a reason"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(  # noqa: PLR0917 (fixtures)
    fields: dict[str, str],
    said: str,
    stranger: Client,
    moderator: User,
    comment: Comment,
    settings: Settings,
) -> None:
    settings.REJECTION_NEEDS_REASON = True
    response = stranger.post(link_of(moderator, comment), fields)
    assert response.status_code == 422
    assert said in words_of(response)
    assert fields.get("reason", "") in words_of(response)
    assert not Decision.objects.exists()


def test_what_the_desk_cannot_do_with_it_the_link_cannot(
    stranger: Client, moderator: User, comment: Comment
) -> None:
    response = stranger.post(link_of(moderator, comment), {"verb": "return"})
    assert response.status_code == 409
    assert "cannot become" in words_of(response)
    assert not Decision.objects.exists()


# How it ends ----------------------------------------------------------------------------------


def ended(client: Client, link: str, status: int, said: str) -> None:
    shown, sent = client.get(link), client.post(link, {"verb": "approve"})
    assert (shown.status_code, sent.status_code) == (200 if status == 409 else status, status)
    for response in (shown, sent):
        assert said in words_of(response)
        assert "Cheap pills" not in words_of(response)
        assert "no-store" in response["Cache-Control"]


def test_a_link_decides_once(stranger: Client, moderator: User, comment: Comment) -> None:
    link = link_of(moderator, comment)
    stranger.post(link, {"verb": "spam"})
    ended(stranger, link, 409, "You have decided: this comment is now “Spam”.")
    assert Decision.objects.count() == 1


def test_a_colleague_who_was_first_is_named(
    stranger: Client, moderator: User, colleague: User, comment: Comment
) -> None:
    link = link_of(moderator, comment)
    moderation.reject(comment, by=colleague)
    said = "Already decided by Theo Brandt: this comment is now “Rejected”."
    ended(stranger, link, 409, said)


def test_a_used_link_is_not_made_new_by_undo(
    stranger: Client, moderator: User, comment: Comment
) -> None:
    link = link_of(moderator, comment)
    stranger.post(link, {"verb": "approve"})
    moderation.undo_last(by=moderator)
    said = "Mara Lind took a decision back: this comment is “Awaiting review” again."
    ended(stranger, link, 409, said)
    assert not Comment.objects.approved().exists()


def test_a_comment_that_changed_since_the_mail_is_not_decided_unseen(
    stranger: Client, moderator: User, comment: Comment
) -> None:
    link = link_of(moderator, comment)
    Comment.objects.update(version=2, body="Cheap pills, changed.")
    ended(stranger, link, 409, "This comment has changed since you saw it")


@pytest.mark.parametrize(("days_old", "is_open"), [(2.9, True), (3.1, False)])
def test_a_link_gets_too_old(  # noqa: PLR0917 (fixtures)
    days_old: float,
    is_open: bool,
    stranger: Client,
    moderator: User,
    comment: Comment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        then = (timezone.now() - timedelta(days=days_old)).timestamp()
        patch.setattr("django.core.signing.time.time", lambda: then)
        link = link_of(moderator, comment)
    if is_open:
        assert stranger.get(link).status_code == 200
    else:
        ended(stranger, link, 410, "too old")


def test_where_links_are_switched_off_earlier_ones_end(
    stranger: Client, moderator: User, comment: Comment, settings: Settings
) -> None:
    link = link_of(moderator, comment)
    settings.DECISION_LINK_DAYS = 0
    ended(stranger, link, 410, "too old")


@pytest.mark.parametrize("change", ["password", "inactive", "no staff", "group", "deleted"])
def test_a_link_ends_with_what_its_colleague_may_do(
    change: str, stranger: Client, moderator: User, comment: Comment
) -> None:
    link = link_of(moderator, comment)
    assert stranger.get(link).status_code == 200
    if change == "password":
        moderator.set_password("another quiet harbour")
    elif change == "inactive":
        moderator.is_active = False
    elif change == "no staff":
        moderator.is_staff = False
    moderator.save()
    if change == "group":
        moderator.groups.clear()
    elif change == "deleted":
        moderator.delete()
    ended(stranger, link, 403, "does not work any more")
    assert not Decision.objects.exists()


@pytest.mark.parametrize("how", ["cut", "changed", "nonsense", "of another kind"])
def test_a_link_that_was_not_signed_here_opens_nothing(
    how: str, stranger: Client, moderator: User, comment: Comment
) -> None:
    link = link_of(moderator, comment)
    named, _dot, rest = link.partition(".")
    links = {
        "cut": link[:-5] + "/",
        "changed": f"{named[:-1]}A.{rest}",
        "nonsense": "/admin/comments/by-mail/٣.x:y/",
        "of another kind": "/admin/comments/by-mail/"
        + signing.TimestampSigner(sep=".").sign_object([moderator.pk, comment.pk, 1, ""])
        + "/",
    }
    ended(stranger, links[how], 404, "This link is not whole.")


def test_a_comment_that_is_gone_is_said(
    stranger: Client, moderator: User, comment: Comment
) -> None:
    link = link_of(moderator, comment)
    comment.delete()
    ended(stranger, link, 404, "not there any more")


def test_being_logged_in_as_somebody_else_makes_no_difference(
    client: Client, moderator: User, colleague: User, comment: Comment
) -> None:
    client.force_login(colleague)
    client.post(link_of(moderator, comment), {"verb": "approve"})
    assert comment.decisions.get().by == moderator
