"""What banning, always holding and trusting does to the next comment."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.utils import timezone
from pytest_django import Settings

from comments import moderation
from comments.guests import confirm_address
from comments.identity import email_digest
from comments.models import Comment, Contact, Standing, Status
from comments.screening import Result
from comments.screening import findings as evidence
from tests.clock import LONG_AGO
from tests.comments.factories import CommentFactory, StandingFactory, UserFactory

pytestmark = pytest.mark.django_db

ANN = "ann@mail.example"
BROWSER = "1" * 32
BANNED, HELD, TRUSTED = Standing.Kind
SPAM = [Result("links", evidence.Finding(1.0, "Seen."))]
DOUBT = [Result("links", evidence.Finding(0.2, "Seen."))]
UNKNOWN = [Result("akismet", None, unavailable="It was away.")]


@pytest.fixture
def dana() -> User:
    return UserFactory(first_name="Dana", moderator=True)


def screened(results: list[Result], **fields: Any) -> Comment:
    comment: Comment = CommentFactory(
        lease_token=uuid4(), lease_ends_at=timezone.now(), **({"email": ANN} | fields)
    )
    assert comment.lease_token
    assert moderation.apply_screening(comment.pk, token=comment.lease_token, results=results)
    comment.refresh_from_db()
    return comment


def prove_browser() -> None:
    CommentFactory(email=ANN, browser=BROWSER, status=Status.APPROVED)


@pytest.mark.parametrize(
    ("kinds", "results", "status"),
    [
        ([], [], Status.IN_REVIEW),
        ([BANNED], [], Status.REJECTED),
        ([BANNED], SPAM, Status.REJECTED),
        ([HELD], [], Status.IN_REVIEW),
        ([HELD], SPAM, Status.SPAM),
        ([TRUSTED], [], Status.APPROVED),
        ([TRUSTED], DOUBT, Status.IN_REVIEW),
        ([TRUSTED], UNKNOWN, Status.IN_REVIEW),
        ([TRUSTED], SPAM, Status.SPAM),
        ([TRUSTED, HELD], [], Status.IN_REVIEW),
        ([TRUSTED, BANNED], [], Status.REJECTED),
    ],
)
def test_what_is_settled_decides_where_the_next_comment_goes(
    kinds: list[Standing.Kind], results: list[Result], status: Status
) -> None:
    prove_browser()
    for kind in kinds:
        StandingFactory(kind=kind)
    assert screened(results, browser=BROWSER).status == status


@pytest.mark.parametrize("browser", ["", "2" * 32])
def test_nobody_borrows_trust_by_typing_an_address(browser: str) -> None:
    prove_browser()
    StandingFactory(kind=TRUSTED)
    assert screened([], browser=browser).status == Status.IN_REVIEW


def test_trust_does_not_pass_to_a_browser_that_came_later() -> None:
    """One harmless comment that a moderator approves would open the door to all that follow."""
    prove_browser()
    StandingFactory(kind=TRUSTED)
    CommentFactory(email=ANN, browser="2" * 32, status=Status.APPROVED)
    assert screened([], browser="2" * 32).status == Status.IN_REVIEW
    assert screened([], browser=BROWSER).status == Status.APPROVED


def test_the_owner_of_a_trusted_address_brings_a_new_browser_by_mail() -> None:
    StandingFactory(kind=TRUSTED)
    first = CommentFactory(email=ANN, browser=BROWSER, status=Status.APPROVED)
    assert screened([], browser=BROWSER).status == Status.IN_REVIEW
    confirm_address(first.pk)
    assert screened([], browser=BROWSER).status == Status.APPROVED
    assert screened([], browser="2" * 32).status == Status.IN_REVIEW


def test_a_held_writer_is_not_published_unseen(settings: Settings) -> None:
    settings.PUBLISH_WRITERS_WITH_APPROVED = 1
    prove_browser()
    assert screened([], browser=BROWSER).status == Status.APPROVED
    StandingFactory(kind=HELD)
    assert screened([], browser=BROWSER).status == Status.IN_REVIEW


def test_what_only_types_a_banned_address_waits_like_any_other() -> None:
    """A rejection at sight would tell whoever tries addresses which of them are banned."""
    CommentFactory(email=ANN, ip_address="203.0.113.1")
    StandingFactory()
    for _ in range(2):
        assert screened([], ip_address="198.51.100.9").status == Status.IN_REVIEW
        assert screened([], ip_address="").status == Status.IN_REVIEW
    assert screened([], ip_address="203.0.113.9").status == Status.REJECTED


def test_a_ban_follows_to_where_the_banned_browser_goes() -> None:
    prove_browser()
    StandingFactory()
    moved = screened([], browser=BROWSER, ip_address="198.51.100.9")
    Contact.objects.exclude(comment=moved).delete()
    later = screened([], ip_address="198.51.100.8")
    assert (moved.status, later.status) == (Status.REJECTED, Status.REJECTED)


def test_a_banned_network_is_rejected_whoever_writes() -> None:
    StandingFactory(network="203.0.113.0/24")
    inside = screened([], email="ben@mail.example", ip_address="203.0.113.9")
    outside = screened([], email="ben@mail.example", ip_address="198.51.100.9")
    assert (inside.status, outside.status) == (Status.REJECTED, Status.IN_REVIEW)


def test_the_machine_says_neutrally_why_and_a_person_may_decide_otherwise(dana: User) -> None:
    CommentFactory(email=ANN, ip_address="203.0.113.1")
    StandingFactory(reason="Insults everybody.")
    comment = screened([], ip_address="203.0.113.2")
    [decision] = comment.decisions.all()
    assert decision.by is None
    assert decision.reason == str(moderation.TOLD_TO_THE_BANNED)
    moderation.approve(comment, by=dana)
    moderation.undo_last(by=dana)
    told = comment.decisions.values_list("reason", flat=True)
    assert not any("Insults" in reason for reason in told)


def test_a_standing_is_ended_once_and_keeps_who_and_when(dana: User) -> None:
    until = timezone.now() + timedelta(days=1)
    standing = moderation.set_standing(
        HELD, by=dana, reason="Wait and see.", email_digest=email_digest(ANN), until=until
    )
    theo = UserFactory()
    assert moderation.end_standing(standing.pk, by=theo)
    assert not moderation.end_standing(standing.pk, by=dana)
    standing.refresh_from_db()
    assert (standing.by, standing.ended_by, standing.until) == (dana, theo, until)
    assert standing.ended_at
    assert not standing.is_in_force


def test_what_is_over_by_itself_cannot_be_ended(dana: User) -> None:
    standing = StandingFactory(until=timezone.now() - timedelta(seconds=1))
    assert not moderation.end_standing(standing.pk, by=dana)
    assert not standing.is_in_force


def test_what_its_setter_has_taken_back_does_not_return_with_the_undoing_of_its_end(
    dana: User,
) -> None:
    theo = UserFactory()
    ban = moderation.set_standing(BANNED, by=dana, reason="Rude.", email_digest=email_digest(ANN))
    moderation.end_standing(ban.pk, by=theo)
    moderation.undo_last(by=dana)
    outcome = moderation.undo_last(by=theo)
    assert outcome.about_writers == []
    assert not Standing.objects.in_force().exists()


def test_what_is_in_force_again_can_still_be_taken_back_by_its_setter(dana: User) -> None:
    theo = UserFactory()
    ban = moderation.set_standing(BANNED, by=dana, reason="Rude.", email_digest=email_digest(ANN))
    moderation.end_standing(ban.pk, by=theo)
    moderation.undo_last(by=theo)
    assert Standing.objects.in_force().exists()
    moderation.undo_last(by=dana)
    assert not Standing.objects.in_force().exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"email_digest": ""},
        {"email_digest": "1" * 64, "network": "203.0.113.0/24"},
        {"kind": "trusted", "network": "203.0.113.0/24"},
        {"kind": "famous"},
        {"ended_at": LONG_AGO},
    ],
    ids=["of nobody", "of two", "a trusted network", "an unknown kind", "ended by nobody"],
)
def test_the_database_refuses_what_must_never_be(broken: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        StandingFactory(**broken)
