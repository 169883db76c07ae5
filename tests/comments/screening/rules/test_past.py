"""What rules caught or would have caught, by what moderators decided."""

from collections.abc import Callable
from itertools import count

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from comments import moderation
from comments.models import Comment, Status, WordHit
from comments.screening.rules.past import (
    Record,
    records_of_checks,
    records_of_words,
    try_threshold,
    try_words,
)
from comments.screening.rules.watchlist import Entry, Watchlist
from tests.comments.factories import (
    CommentFactory,
    FindingFactory,
    UserFactory,
    WatchedWordFactory,
)

pytestmark = pytest.mark.django_db

DECIDE: dict[str, Callable[..., object]] = {
    Status.APPROVED: moderation.approve,
    Status.REJECTED: moderation.reject,
    Status.SPAM: moderation.mark_as_spam,
}
CASINO = Entry(1, "casino", "exact", "hold")


@pytest.fixture
def moderator() -> User:
    moderator: User = UserFactory(moderator=True)
    return moderator


def decided(to: Status, by: User, **fields: object) -> Comment:
    comment: Comment = CommentFactory(status=Status.IN_REVIEW, **fields)
    DECIDE[to](comment, by=by)
    return comment


def test_a_rule_is_tried_on_what_moderators_decided(moderator: User) -> None:
    spam = decided(Status.SPAM, moderator, body="The best casino.")
    rejected = decided(Status.REJECTED, moderator, name="Casino Joe")
    approved = decided(Status.APPROVED, moderator, body="The casino burnt down.")
    decided(Status.APPROVED, moderator, body="A minicasino.")
    trial = try_words([CASINO], last=100)
    assert (trial.looked_at, trial.is_cut_short) == (4, False)
    assert trial.record == Record(approved=1, rejected=1, spam=1)
    assert trial.record.refused_percent == 67
    assert trial.caught_percent == 75
    # Those that moderators approved would be mistakes, and stand first.
    assert [one.comment for one in trial.examples] == [approved, rejected, spam]
    assert [one.reason for one in trial.examples] == [
        "“casino” in the text",
        "“casino” in the name",
        "“casino” in the text",
    ]
    assert [list(one.spans) for one in trial.examples] == [[(4, 10)], [], [(9, 15)]]


def test_what_no_person_has_decided_proves_nothing(moderator: User) -> None:
    CommentFactory(status=Status.IN_REVIEW, body="casino")
    CommentFactory(status=Status.SPAM, body="casino")
    undone = decided(Status.SPAM, moderator, body="casino")
    moderation.undo_last(by=moderator)
    assert Comment.objects.get(pk=undone.pk).status == Status.IN_REVIEW
    assert try_words([CASINO], last=100).looked_at == 0


def test_a_comment_that_was_decided_twice_counts_once_as_it_is_now(moderator: User) -> None:
    comment = decided(Status.APPROVED, moderator, body="casino")
    moderation.mark_as_spam(comment, by=moderator)
    trial = try_words([CASINO], last=100)
    assert (trial.looked_at, trial.record) == (1, Record(spam=1))


def test_what_a_moderator_rescued_from_spam_counts(moderator: User) -> None:
    rescued = CommentFactory(status=Status.SPAM, body="casino")
    moderation.approve(rescued, by=moderator)
    assert try_words([CASINO], last=100).record == Record(approved=1)


def test_only_the_latest_are_looked_at(moderator: User) -> None:
    for body in ("casino", "harbour", "casino"):
        decided(Status.SPAM, moderator, body=body)
    trial = try_words([CASINO], last=2)
    assert (trial.looked_at, trial.record) == (2, Record(spam=1))


def test_a_list_is_tried_as_a_whole_and_line_by_line(moderator: User) -> None:
    decided(Status.SPAM, moderator, body="casino pills casino")
    decided(Status.APPROVED, moderator, body="pills")
    lines = [CASINO, Entry(2, "pil", "prefix", "hold"), Entry(3, "no.where", "pattern", "hold")]
    trial = try_words(lines, last=100)
    assert trial.record == Record(spam=1, approved=1)
    assert dict(trial.by_entry) == {1: Record(spam=1), 2: Record(spam=1, approved=1)}


def test_addresses_are_looked_into_only_where_that_is_asked_for(moderator: User) -> None:
    decided(Status.SPAM, moderator, email="casino@mail.example")
    assert try_words([CASINO], last=100).record.caught == 1
    without = try_words([CASINO], last=100, find=Watchlist.find_outside_address)
    assert (without.looked_at, without.record.caught) == (1, 0)


def test_comments_without_an_address_are_looked_into_as_well(moderator: User) -> None:
    asked = decided(Status.APPROVED, moderator, body="When does the casino open?")
    moderation.reply(asked, by=moderator, body="The casino opens at noon.")
    decided(Status.SPAM, moderator, body="casino", contact=None)
    trial = try_words([CASINO], last=100)
    assert trial.record == Record(approved=2, spam=1)


def test_at_most_twenty_examples_are_kept(moderator: User) -> None:
    for _ in range(23):
        decided(Status.SPAM, moderator, body="casino")
    trial = try_words([CASINO], last=100)
    assert (trial.record.caught, len(trial.examples)) == (23, 20)


def test_when_time_is_up_it_says_how_far_it_came(
    moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        decided(Status.SPAM, moderator, body="casino")
    ticks = count()
    monkeypatch.setattr("comments.screening.rules.past.monotonic", lambda: float(next(ticks)))
    trial = try_words([CASINO], last=100)
    assert trial.is_cut_short
    assert trial.looked_at == trial.record.caught == 3


def test_a_threshold_is_tried_on_the_stored_scores(moderator: User) -> None:
    for to, score in ((Status.SPAM, 0.9), (Status.APPROVED, 0.6), (Status.SPAM, 0.3)):
        FindingFactory(comment=decided(to, moderator), score=score, spans=[[0, 2]])
    FindingFactory(comment=decided(Status.SPAM, moderator), check_name="flood", score=1)
    FindingFactory(comment=CommentFactory(status=Status.IN_REVIEW), score=1)
    trial = try_threshold("links", 60, last=100)
    assert (trial.looked_at, trial.record) == (4, Record(approved=1, spam=1))
    assert [one.comment.status for one in trial.examples] == [Status.APPROVED, Status.SPAM]
    assert trial.examples[0].spans == ((0, 2),)
    assert trial.examples[0].reason == "1 link in 3 words."


def test_each_word_is_measured_by_what_it_caught(
    moderator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    words = [WatchedWordFactory() for _ in range(3)]
    for to, found in ((Status.SPAM, words[:2]), (Status.APPROVED, words[:1])):
        comment = decided(to, moderator)
        for word in found:
            WordHit.objects.create(comment=comment, word=word)
    WordHit.objects.create(comment=CommentFactory(status=Status.SPAM), word=words[0])
    with django_assert_num_queries(1):
        records = records_of_words([word.pk for word in words], last=100)
    assert records == {words[0].pk: Record(approved=1, spam=1), words[1].pk: Record(spam=1)}
    assert records_of_words([words[1].pk], last=1) == {}


def test_each_check_is_measured_also_where_it_is_only_watched(moderator: User) -> None:
    spam, approved = decided(Status.SPAM, moderator), decided(Status.APPROVED, moderator)
    FindingFactory(comment=spam, is_watch_only=True)
    FindingFactory(comment=approved)
    FindingFactory(comment=approved, check_name="akismet", score=None)
    assert records_of_checks(last=100) == {"links": Record(approved=1, spam=1)}
