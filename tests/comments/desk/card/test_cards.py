"""What a card knows of its comment's writer."""

from collections.abc import Sequence

import pytest
from django.contrib.auth.models import User

from comments import moderation
from comments.desk.card import cards as cards_module
from comments.desk.card.cards import EARLIER_SHOWN, Card, build_cards
from comments.desk.listing.loading import with_context
from comments.models import Comment, Status
from tests.comments.desk.page import waiting_comment
from tests.comments.factories import CommentFactory

pytestmark = pytest.mark.django_db


def cards(*comments: Comment, with_addresses: bool = True) -> Sequence[Card]:
    found = Comment.objects.filter(pk__in=[comment.pk for comment in comments]).oldest_first()
    return build_cards(list(with_context(found)), with_addresses=with_addresses)


def test_the_record_leaves_out_the_comment_itself() -> None:
    comment = CommentFactory(email="ann@example.org", status=Status.APPROVED)
    CommentFactory(email="ann@example.org", status=Status.APPROVED)
    CommentFactory(email="ann@example.org", status=Status.SPAM)
    CommentFactory(email="ann@example.org", status=Status.IN_REVIEW)
    CommentFactory(status=Status.SPAM)
    [card] = cards(comment)
    writer = card.writer
    assert (writer.approved, writer.rejected, writer.spam) == (1, 0, 1)
    assert (writer.undecided, writer.others) == (1, 3)


def test_the_last_five_others_are_shown_newest_first() -> None:
    comments = [waiting_comment(email="ann@example.org") for _ in range(EARLIER_SHOWN + 3)]
    newest, oldest = cards(comments[-1], comments[0])[::-1]
    assert [one.comment for one in newest.writer.earlier] == comments[-2:-7:-1]
    assert [one.comment for one in oldest.writer.earlier] == comments[-1:-6:-1]


def test_of_somebody_with_very_many_the_latest_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards_module, "LATEST_COUNTED", 4)
    comments = [waiting_comment(email="ann@example.org") for _ in range(7)]
    CommentFactory(email="ben@example.org", status=Status.SPAM)
    ben, ann = cards(waiting_comment(email="ben@example.org"), comments[-1])[::-1]
    assert (ann.writer.others, ann.writer.only_latest) == (3, 4)
    assert [one.comment for one in ann.writer.earlier] == comments[-2:-5:-1]
    assert (ben.writer.spam, ben.writer.others, ben.writer.only_latest) == (1, 1, 0)


def test_an_earlier_comment_comes_with_its_last_decision(moderator: User) -> None:
    earlier = waiting_comment(email="ann@example.org")
    moderation.approve(earlier, by=moderator)
    moderation.reject(earlier, by=moderator, reason="Off topic")
    [card] = cards(waiting_comment(email="ann@example.org"))
    [shown] = card.writer.earlier
    assert shown.decision is not None
    assert (shown.decision.to_status, shown.decision.reason) == (Status.REJECTED, "Off topic")


def test_writers_are_kept_apart() -> None:
    ann, ben = waiting_comment(email="ann@example.org"), waiting_comment(email="ben@example.org")
    assert [card.writer.email for card in cards(ann, ben)] == ["ann@example.org", "ben@example.org"]
    assert [card.writer.others for card in cards(ann, ben)] == [0, 0]


def test_no_address_is_loaded_for_those_who_may_not_see_it() -> None:
    [card] = cards(waiting_comment(email="ann@example.org"), with_addresses=False)
    assert card.writer.email == ""


def test_a_comment_without_contact_has_a_card() -> None:
    [card] = cards(waiting_comment(contact=None))
    assert (card.writer.email, card.writer.others) == ("", 0)
