"""What the learner thinks of one comment now, and why, at more length than a finding has room."""

from dataclasses import dataclass
from typing import Final

from comments.models import Comment
from comments.screening.learner import Clue, Question, Typed, explain, extract, newest_learner

_CLUES: Final = 10


@dataclass(frozen=True, slots=True)
class Opinion:
    """An answer to one question, with the strongest clues for it and against it.

    Asked now: what was learnt since the comment was screened is in it. `taught` is how many
    decisions it rests on, besides the shipped start.
    """

    percent: int
    taught: int
    is_still_learning: bool
    suspicions: list[Clue]
    doubts: list[Clue]


@dataclass(frozen=True, slots=True)
class Opinions:
    on_spam: Opinion
    on_rejection: Opinion


def opinions_on(comment: Comment) -> Opinions:
    """Ask the learner anew. Wants the comment's contact loaded."""
    learner = newest_learner()
    typed = Typed.from_comment(comment)
    return Opinions(_opinion(learner.spam, typed), _opinion(learner.rejected, typed))


def _opinion(question: Question, typed: Typed) -> Opinion:
    features = extract(typed)
    answer = question.answer(features)
    suspicions, doubts = explain(features, answer.contributions, most=_CLUES)
    return Opinion(
        percent=round(100 * answer.likelihood),
        taught=question.record.count,
        is_still_learning=question.is_still_learning,
        suspicions=suspicions,
        doubts=doubts,
    )
