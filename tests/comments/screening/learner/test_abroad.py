"""In languages that the seed does not speak it must hold back, and the learner must learn."""

from pathlib import Path
from random import Random
from statistics import fmean

import pytest

from comments.models import Comment
from comments.screening.learner.features import extract
from comments.screening.learner.learner import Learner
from comments.screening.learner.seed import shipped_seed
from comments.screening.learner.typed import Typed
from comments.screening.likelihood import spam_likelihood
from comments.screening.links.check import check_links

ABROAD = Path(__file__).with_name("abroad")
LANGUAGES = ["french", "german", "spanish", "turkish"]


def invented(language: str) -> tuple[list[str], list[str]]:
    """Return comments and adverts; a line with an exclamation mark before it is an advert."""
    lines = (ABROAD / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if not line.startswith("! ")]
    return comments, [line.removeprefix("! ") for line in lines if line.startswith("! ")]


def likelihood(learner: Learner, text: str) -> float:
    answer = learner.spam.answer(extract(Typed(text)))
    return spam_likelihood(answer.likelihood, [check_links(Comment(body=text))])


def called_spam(learner: Learner, texts: list[str]) -> list[str]:
    return [text for text in texts if likelihood(learner, text) > 1 / 2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_the_first_day_no_comment_is_called_spam(language: str) -> None:
    comments, _adverts = invented(language)
    assert called_spam(Learner.untaught(shipped_seed()), comments) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_twenty_decisions_tell_adverts_from_comments(language: str) -> None:
    comments, adverts = invented(language)
    found, alarms = [], []
    for turn in range(5):
        random = Random(turn)  # noqa: S311 (an order, no secret)
        random.shuffle(comments)
        random.shuffle(adverts)
        learner = Learner.untaught(shipped_seed())
        for comment, advert in zip(comments[:10], adverts[:10], strict=True):
            learner.teach(extract(Typed(comment)), "approved")
            learner.teach(extract(Typed(advert)), "spam")
        found.append(len(called_spam(learner, adverts[10:])) / 5)
        alarms.append(len(called_spam(learner, comments[10:])) / 5)
    assert fmean(found) >= 0.8
    assert fmean(alarms) <= 0.2
