import pytest

from comments import screening
from comments.models import Comment, Contact
from comments.screening import SURE, Finding, is_surely_spam
from comments.screening.learner import check, spam_finding
from comments.screening.learner.features import extract
from comments.screening.learner.learner import Learner
from comments.screening.learner.seed import shipped_seed
from comments.screening.learner.typed import Typed
from tests.comments.factories import CommentFactory
from tests.comments.screening.learner.sketches import sketches

ADVERT = "Hey everyone, check out my new channel!!! http://bit.ly/x"
LEARNT = "Cheap clocks at the north pier, order today and save. paint"
RUDE = "Only an idiot wants bridges at Mill Lane. boats"


def taught(count: int) -> Learner:
    taught = Learner.untaught(shipped_seed())
    for text, verdict in sketches(count):
        taught.teach(extract(Typed(text)), verdict)
    return taught


def found(learner: Learner, text: str) -> Finding | None:
    features = extract(Typed(text))
    return spam_finding(learner.spam, features, learner.spam.answer(features))


@pytest.fixture
def experienced(monkeypatch: pytest.MonkeyPatch) -> Learner:
    """The site's learner, after two hundred decisions."""
    experienced = taught(200)
    monkeypatch.setattr(check, "newest_learner", lambda: experienced)
    return experienced


@pytest.mark.django_db
def test_on_the_first_day_it_hints_and_says_that_it_is_still_learning() -> None:
    comment = CommentFactory(body=ADVERT)
    result = screening.run_check("learner", comment)
    assert result.finding
    assert result.finding.reason.startswith("Reads like spam: “")
    assert "check out my new channel”" in result.finding.reason
    assert "bit.ly" not in result.finding.reason.partition("Against it")[2]
    assert result.finding.reason.endswith("Still learning: 0 of 20 decisions.")
    assert result.finding.score <= 0.6
    marked = [comment.body[slice(*span)] for span in result.finding.spans]
    assert marked[0].endswith("check out my new channel")


@pytest.mark.django_db
@pytest.mark.parametrize("check", ["learner", "like_rejected"])
def test_of_an_honest_comment_it_says_nothing(check: str) -> None:
    comment = CommentFactory(body="The ferry was late again, and nobody said why.")
    assert screening.run_check(check, comment).finding is None


@pytest.mark.parametrize("count", [0, 19])
def test_below_twenty_decisions_it_never_sends_to_spam(count: int) -> None:
    finding = found(taught(count), f"{ADVERT} {LEARNT}" * 3)
    assert finding
    assert finding.score <= 0.6
    assert f"{count} of 20" in finding.reason


def test_what_this_site_is_sure_of_is_spam(experienced: Learner) -> None:
    finding = found(experienced, LEARNT)
    assert finding
    assert finding.score >= SURE
    assert "Still learning" not in finding.reason


def test_a_doubtful_comment_goes_to_a_person(experienced: Learner) -> None:
    answer_to_all = experienced.spam.calibration
    doubtful = "Visit the harbour on Mill Lane, it is the best in years"
    answer = experienced.spam.answer(extract(Typed(doubtful)))
    assert answer_to_all.hold_from is not None
    assert answer.margin < answer_to_all.hold_from
    finding = found(experienced, doubtful)
    assert finding is None or finding.score < SURE


def test_likeness_to_rejected_comments_is_caution_not_spam(experienced: Learner) -> None:
    comment = Comment(body=RUDE)
    comment.contact = Contact(email="ann@mail.example")
    results = [screening.run_check(name, comment) for name in ("learner", "like_rejected")]
    assert results[0].finding is None
    assert results[1].finding
    assert "were rejected here" in results[1].finding.reason
    assert not is_surely_spam(results)
