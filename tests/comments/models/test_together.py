"""Several querysets in one query give what each gives by itself."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Section
from comments.models import (
    Edit,
    Featuring,
    Finding,
    RejectionReason,
    Standing,
    WriterNote,
    load_together,
)
from tests.articles.factories import SectionFactory
from tests.comments.factories import (
    CommentFactory,
    FindingFactory,
    RejectionReasonFactory,
    StandingFactory,
    UserFactory,
    WriterNoteFactory,
)

pytestmark = pytest.mark.django_db


def test_each_is_what_it_would_be_by_itself(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    comment = CommentFactory()
    theo = UserFactory(first_name="Theo", last_name="Brandt")
    now = timezone.now()
    FindingFactory(comment=comment, check_name="links", spans=[[0, 2], [4, 9]], score=0.25)
    FindingFactory(comment=comment, check_name="profanity", score=None)
    FindingFactory(comment=comment, check_name="flood", score=0.75, is_watch_only=True)
    first = Edit.objects.create(comment=comment, by=theo, body_before="1", body_after="2")
    Edit.objects.create(comment=comment, by=theo, body_before="2", body_after="1", undoes=first)
    Featuring.objects.create(comment=comment, by=theo, featured_at=now)
    StandingFactory(until=now + timedelta(days=1))
    StandingFactory(network="192.0.2.0/24")
    WriterNoteFactory(by=theo)
    querysets = [
        Finding.objects.all(),
        Edit.objects.select_related("by"),
        Featuring.objects.select_related("by"),
        Standing.objects.select_related("by", "ended_by"),
        WriterNote.objects.select_related("by"),
    ]
    with django_assert_num_queries(1):
        together = load_together(*querysets)
        signed = [one.by.get_full_name() for one in together[1] + together[2]]
    assert signed == ["Theo Brandt"] * 3
    for alone, found in zip(querysets, together, strict=True):
        assert [vars_of(one) for one in found] == [vars_of(one) for one in alone]
    assert [one.ended_by for one in together[3]] == [None, None]


def vars_of(one: object) -> dict[str, object]:
    return {name: value for name, value in vars(one).items() if name != "_state"}


def test_each_keeps_its_own_order(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    SectionFactory(name="B", position=1)
    SectionFactory(name="A", position=2)
    RejectionReasonFactory(digit=None)
    for name in ("b", "c", "a"):
        UserFactory(username=name)
    querysets = [
        Section.objects.only("name"),
        User.objects.order_by("-username").only("username"),
        RejectionReason.objects.all(),
    ]
    with django_assert_num_queries(1):
        together = load_together(*querysets)
    for alone, found in zip(querysets, together, strict=True):
        assert found == list(alone)
    assert "password" in together[1][0].get_deferred_fields()


def test_what_finds_nothing_is_empty() -> None:
    WriterNoteFactory()
    edits, notes, reasons = load_together(
        Edit.objects.filter(comment__in=[]),
        WriterNote.objects.all(),
        RejectionReason.objects.filter(code="none-such"),
    )
    assert (edits, len(notes), reasons) == ([], 1, [])
    assert load_together(Edit.objects.none(), Featuring.objects.filter(pk__in=[])) == [[], []]
