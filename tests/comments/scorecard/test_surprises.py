"""Where people and screening disagree."""

import pytest
from django.contrib.auth.models import User

from comments.models import Status
from comments.scorecard.judgements import latest_judgements
from comments.scorecard.surprises import Surprises, find_surprises
from tests.comments.scorecard.newsroom import decided

pytestmark = pytest.mark.django_db

SPAM, REJECTED, APPROVED = Status.SPAM, Status.REJECTED, Status.APPROVED


def found() -> Surprises:
    return find_surprises(latest_judgements(100))


def test_nothing_decided_is_no_surprise() -> None:
    assert found().rescued.count == 0


def test_what_was_sure_spam_and_was_rescued(moderator: User) -> None:
    rescued = decided(APPROVED, by=moderator, machine=SPAM, watched_words=1.0, links=0.4)
    decided(REJECTED, by=moderator, machine=SPAM, watched_words=1.0)
    surprises = found()
    assert surprises.rescued.examples == [rescued.pk]
    assert surprises.sure_wrongly == [("Watched words", 1)]


def test_what_was_published_unseen_and_taken_down(moderator: User) -> None:
    taken_down = decided(REJECTED, by=moderator, machine=APPROVED)
    assert found().taken_down.examples == [taken_down.pk]


def test_what_looked_fine_and_was_refused(moderator: User) -> None:
    spam = decided(SPAM, by=moderator, first_comment=0.1)
    rude = decided(REJECTED, by=moderator)
    decided(SPAM, by=moderator, links=0.3)
    decided(SPAM, by=moderator, akismet=None)
    decided(APPROVED, by=moderator)
    surprises = found()
    assert surprises.unseen_spam.examples == [spam.pk]
    assert surprises.unseen_rejected.examples == [rude.pk]


def test_five_examples_are_enough(moderator: User) -> None:
    for _ in range(7):
        decided(SPAM, by=moderator)
    surprise = found().unseen_spam
    assert (surprise.count, len(surprise.examples)) == (7, 5)
