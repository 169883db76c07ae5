"""Which rule misfires, and which words."""

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from comments.models import Comment, Status, WatchedWord, WordHit
from comments.scorecard.judgements import Judgement, latest_judgements
from comments.scorecard.measures import Share
from comments.scorecard.misfires import misfiring_checks, misfiring_words
from tests.comments.factories import FindingFactory, WatchedWordFactory
from tests.comments.scorecard.newsroom import decided, judgement

SPAM, REJECTED, APPROVED = Status.SPAM, Status.REJECTED, Status.APPROVED


def marked(check: str, *, approved: int, refused: int, score: float = 0.5) -> list[Judgement]:
    verdicts = [APPROVED] * approved + [REJECTED] * refused
    return [judgement(verdict, number, **{check: score}) for number, verdict in enumerate(verdicts)]


@pytest.mark.parametrize(
    ("check", "approved", "refused", "misfires"),
    [
        ("links", 9, 1, True),
        ("links", 4, 0, True),
        ("links", 3, 0, False),  # too few to tell
        ("links", 6, 4, False),
        ("profanity", 9, 1, True),
        ("profanity", 1, 9, False),
    ],
)
def test_a_check_misfires_that_is_wrong_more_often_than_not(
    check: str, approved: int, refused: int, misfires: bool
) -> None:
    found = misfiring_checks(marked(check, approved=approved, refused=refused))
    assert bool(found) == misfires


def test_hints_too_small_to_matter_do_not_misfire() -> None:
    assert misfiring_checks(marked("links", approved=20, refused=0, score=0.1)) == []


def test_a_check_that_asks_for_a_second_look_is_held_against_the_rest() -> None:
    """Most of what it marks may be approved, but not more than of what it does not mark."""
    useful = marked("relevance", approved=15, refused=5)
    useless = marked("relevance", approved=20, refused=0)
    rest = [judgement(APPROVED)] * 75 + [judgement(SPAM)] * 25
    all_fine = [judgement(APPROVED)] * 100
    assert misfiring_checks([*useful, *rest]) == []
    assert [one.label for one in misfiring_checks([*useless, *rest])] == ["Off the subject"]
    assert misfiring_checks([*useless, *all_fine]) == []
    assert misfiring_checks(useless) == []


def test_examples_are_those_that_the_check_was_surest_of() -> None:
    scores = [0.3, 0.9, 0.5, 0.8, 0.4, 0.7, 0.6]
    judgements = [judgement(APPROVED, number, links=score) for number, score in enumerate(scores)]
    (misfire,) = misfiring_checks([*judgements, judgement(SPAM, 99, links=1.0)])
    assert misfire.approved == Share(7, 8)
    assert misfire.examples == [1, 3, 5, 6, 2]


def with_word(verdict: Status, word: str, *, by: User, check: str = "watched_words") -> Comment:
    comment = decided(verdict, by=by, body=f"So {word} it is, and {word} again.")
    places = [[3, 3 + len(word)], [15 + len(word), 15 + 2 * len(word)]]
    FindingFactory(comment=comment, check_name=check, score=0.7, spans=places)
    for watched in WatchedWord.objects.filter(text__iexact=word):
        WordHit.objects.create(comment=comment, word=watched)
    return comment


def test_a_listed_word_misfires_whose_comments_are_approved(moderator: User) -> None:
    row = WatchedWordFactory(text="Harbour")
    WatchedWordFactory(text="casino")
    approved = [with_word(APPROVED, "HARBOUR", by=moderator) for _ in range(7)]
    with_word(SPAM, "harbour", by=moderator)
    for _ in range(6):
        with_word(SPAM, "casino", by=moderator)
        with_word(APPROVED, "gone", by=moderator)  # is no longer on the list
    (word,) = misfiring_words(latest_judgements(100))
    assert (word.text, word.watched_id, word.approved) == ("Harbour", row.pk, Share(7, 8))
    assert word.examples == [comment.pk for comment in reversed(approved)][:5]


def test_a_profane_word_misfires_likewise(moderator: User) -> None:
    for _ in range(5):
        with_word(APPROVED, "damn", by=moderator, check="profanity")
    (word,) = misfiring_words(latest_judgements(100))
    assert (word.text, word.watched_id) == ("damn", None)


def test_a_word_in_disguise_is_left_out_as_no_list_takes_it(moderator: User) -> None:
    for _ in range(5):
        with_word(APPROVED, "d*mn", by=moderator, check="profanity")
    assert misfiring_words(latest_judgements(100)) == []


def test_a_word_that_is_only_watched_misfires_nowhere(moderator: User) -> None:
    WatchedWordFactory(text="harbour", action=WatchedWord.Action.WATCH)
    for _ in range(5):
        with_word(APPROVED, "harbour", by=moderator)
    assert misfiring_words(latest_judgements(100)) == []


def test_a_watched_address_is_not_repeated(moderator: User) -> None:
    WatchedWordFactory(text="ann@mail.example")
    for _ in range(5):
        with_word(APPROVED, "ann@mail.example", by=moderator)
    assert misfiring_words(latest_judgements(100)) == []


def test_words_cost_three_queries_however_many_there_are(
    moderator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        WatchedWordFactory(text=f"word{number}")
        with_word(APPROVED, f"word{number}", by=moderator)
    judgements = latest_judgements(100)
    with django_assert_num_queries(3):
        misfiring_words(judgements)
