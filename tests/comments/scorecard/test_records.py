"""Each check by itself, worked out by hand."""

from comments.models import Status
from comments.scorecard.measures import Share
from comments.scorecard.records import Record, records_by_kind, silent_checks
from tests.comments.scorecard.newsroom import judgement

SPAM, REJECTED, APPROVED = Status.SPAM, Status.REJECTED, Status.APPROVED
JUDGEMENTS = [
    judgement(SPAM, links=0.9, learner=0.9),
    judgement(SPAM, links=0.3, learner=0.4),
    judgement(SPAM),
    judgement(SPAM, links=None),
    judgement(REJECTED, profanity=0.5, first_comment=0.1),
    judgement(REJECTED, links=0.4),
    judgement(APPROVED, links=0.4, first_comment=0.1),
    judgement(APPROVED, profanity=0.25),
]


def record(name: str) -> Record:
    records = [one for group in records_by_kind(JUDGEMENTS, []) for one in group.records]
    return next(one for one in records if one.name == name and not one.is_part)


def test_a_check_is_right_where_people_refused_what_it_marked() -> None:
    links = record("links")
    assert (links.fired, links.spam, links.rejected, links.approved) == (4, 2, 1, 1)
    assert links.right == Share(3, 4)


def test_what_a_check_should_have_caught_is_what_it_speaks_of() -> None:
    assert record("links").caught == Share(2, 3), "of the spam, but where it could not run"
    assert record("profanity").caught == Share(1, 2), "of the rejected"
    assert record("first_comment").caught == Share(1, 6), "of all that was refused"


def test_what_went_to_the_spam_box_by_itself_was_caught_and_proves_nobody_right() -> None:
    in_spam = [judgement(SPAM, links=1.0), judgement(SPAM, flood=1.0), judgement(SPAM, links=None)]
    groups = records_by_kind(JUDGEMENTS, in_spam)
    records = {one.name: one for group in groups for one in group.records if not one.is_part}
    assert records["links"].right == Share(3, 4)
    assert records["links"].caught == Share(3, 5)
    assert (records["flood"].fired, records["flood"].caught) == (0, Share(1, 7))
    assert records["profanity"].caught == Share(1, 2)


def test_of_the_learner_those_are_told_that_it_called_spam() -> None:
    learner = [one for group in records_by_kind(JUDGEMENTS, []) for one in group.records]
    whole, likely = [one for one in learner if one.name == "learner"]
    assert (whole.fired, whole.is_part, whole.caught) == (2, False, Share(2, 4))
    assert (likely.fired, likely.is_part, likely.caught) == (1, True, Share(1, 4))


def test_checks_stand_with_their_kind_the_busiest_first() -> None:
    groups = records_by_kind(JUDGEMENTS, [])
    assert [(group.kind.speaks_of, [one.name for one in group.records]) for group in groups] == [
        ("spam", ["links", "learner", "learner"]),
        ("profanity", ["profanity"]),
        ("caution", ["first_comment"]),
    ]


def test_checks_that_marked_nothing_are_named() -> None:
    silent = silent_checks(JUDGEMENTS)
    assert "Flood" in silent
    assert "Links" not in silent
    assert "Akismet" in silent_checks([judgement(SPAM, akismet=None)])
