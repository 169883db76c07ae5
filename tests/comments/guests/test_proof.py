"""What speaks for a writer, and what does not."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from comments.guests.proof import Proof, Written, confirm_address, prove_all
from comments.models import Comment, Contact, Status
from tests.comments.factories import CommentFactory

pytestmark = pytest.mark.django_db

ANN, BEN = "ann@mail.example", "ben@mail.example"
HERE, ELSEWHERE = "1" * 32, "2" * 32
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def prove(comment: Comment) -> Proof:
    """Load what is needed for one comment, as the desk does for a page of cards."""
    contact = comment.contact
    latest = set(Comment.objects.by_same_writer(comment).values_list("pk", flat=True))
    is_confirmed = Q(email_digest=contact.email_digest, confirmed_at__isnull=False)
    rows = Contact.objects.filter(is_confirmed | Q(pk__in=latest)).values_list(
        "pk", "email_digest", "browser_digest", "confirmed_at", "comment__status"
    )
    written = [Written(*row, is_counted=row[0] in latest) for row in rows]
    return prove_all([contact], written)[contact.pk]


def proof(*, email: str = ANN, browser: str = HERE) -> Proof:
    return prove(CommentFactory(email=email, browser=browser))


@pytest.mark.parametrize(
    ("earlier", "count"),
    [
        ({}, 1),
        ({"status": Status.IN_REVIEW}, 0),
        ({"status": Status.REJECTED}, 0),
        ({"status": Status.SPAM}, 0),
        ({"browser": ELSEWHERE}, 0),
        ({"browser": ""}, 0),
        ({"email": BEN}, 0),
        ({"email": "Ann@Mail.example"}, 1),
    ],
)
def test_a_browser_is_known_by_approved_comments_from_the_same_address(
    earlier: dict[str, Any], count: int
) -> None:
    CommentFactory(**({"email": ANN, "browser": HERE, "status": Status.APPROVED} | earlier))
    assert proof() == Proof(same_browser=count)
    assert proof().is_proven is bool(count)


def test_without_a_number_no_browser_is_like_another() -> None:
    CommentFactory(email=ANN, status=Status.APPROVED, contact__confirmed_at=MONDAY)
    found = proof(browser="")
    assert (found.same_browser, found.confirmed_here, found.is_proven) == (0, False, False)


@pytest.mark.parametrize(
    ("email", "browser", "is_known", "is_proven"),
    [
        (ANN, HERE, True, True),
        (ANN, ELSEWHERE, True, False),
        (ANN, "", True, False),
        (BEN, HERE, False, False),
    ],
)
def test_a_confirmed_address_proves_only_the_browser_that_it_was_confirmed_for(
    email: str, browser: str, is_known: bool, is_proven: bool
) -> None:
    CommentFactory(email=ANN, browser=HERE, contact__confirmed_at=MONDAY)
    found = proof(email=email, browser=browser)
    assert found.confirmed_at == (MONDAY if is_known else None)
    assert (found.confirmed_here, found.is_proven) == (is_proven, is_proven)


def test_a_comment_that_was_confirmed_itself_is_proven() -> None:
    comment = CommentFactory(email=ANN, contact__confirmed_at=MONDAY)
    assert prove(comment) == Proof(confirmed_at=MONDAY, confirmed_here=True)


def test_confirming_again_changes_nothing() -> None:
    comment = CommentFactory()
    confirm_address(comment.pk)
    first = Contact.objects.get().confirmed_at
    confirm_address(comment.pk)
    assert first
    assert Contact.objects.get().confirmed_at == first


def test_many_are_proven_by_what_was_loaded(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(20):
        email = f"reader{number % 4}@mail.example"
        CommentFactory(email=email, browser=HERE, status=Status.APPROVED)
    contacts = list(Contact.objects.all())
    written = [
        Written(one.pk, one.email_digest, one.browser_digest, None, Status.APPROVED)
        for one in contacts
    ]
    with django_assert_num_queries(0):
        proofs = prove_all(contacts, written)
    assert {found.same_browser for found in proofs.values()} == {4}


def test_of_very_many_comments_the_latest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comments.models.comment.LATEST_COUNTED", 2)
    for _ in range(4):
        CommentFactory(email=ANN, browser=HERE, status=Status.APPROVED)
    assert proof().same_browser == 2


def test_the_latest_others_of_a_writer_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, the query stops: a flood from one address slows nothing down."""
    monkeypatch.setattr("comments.models.comment.LATEST_COUNTED", 2)
    comments = [CommentFactory(email=ANN) for _ in range(4)]
    CommentFactory(email=BEN)
    others = Comment.objects.by_same_writer(comments[-1])
    assert set(others) == set(comments[1:3])
    assert "LIMIT 2" in str(others.approved().query)
