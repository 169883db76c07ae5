"""What the learner says of a comment: whether it reads like spam, or like what was rejected."""

from functools import lru_cache
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Comment
from comments.screening.findings import Finding, Span
from comments.screening.learner.calibration import ENOUGH
from comments.screening.learner.explanation import Clue, explain
from comments.screening.learner.features import Features, extract
from comments.screening.learner.learner import Answer, Learner, Question
from comments.screening.learner.typed import Typed
from comments.screening.learner.versions import newest_learner

# Below, a likelihood is not worth a moderator's time.
WORTH_SAYING: Final = 0.2
# What the threshold of this site lets pass as surely spam, and the most below it.
_SURE: Final = 0.95
_UNSURE: Final = 0.94
# A beginner's opinion hints, whatever its likelihood.
_HINT: Final = 0.6
LIKELY: Final = 0.5


class _ThisComment:
    """A comment as itself: another copy of it is read anew, by what has been learnt since."""

    def __init__(self, comment: Comment) -> None:
        self.comment = comment

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ThisComment) and self.comment is other.comment

    def __hash__(self) -> int:
        return id(self.comment)


class _Reading(NamedTuple):
    learner: Learner
    features: Features


def check_learner(comment: Comment) -> Finding | None:
    learner, features = _read(_ThisComment(comment), Typed.from_comment(comment))
    return spam_finding(learner.spam, features, learner.spam.answer(features))


def check_like_rejected(comment: Comment) -> Finding | None:
    """Compare with what was rejected here for other reasons than spam."""
    learner, features = _read(_ThisComment(comment), Typed.from_comment(comment))
    question = learner.rejected
    if question.is_still_learning:
        return None
    answer = question.answer(features)
    if _looks_fine(question, answer):
        return None
    suspicions, _doubts = explain(features, answer.contributions)
    sentence = _("Reads like comments that were rejected here: %(clues)s.")
    return Finding(answer.likelihood, sentence % {"clues": _listed(suspicions)}, _spans(suspicions))


def spam_finding(question: Question, features: Features, answer: Answer) -> Finding | None:
    if _looks_fine(question, answer):
        return None
    suspicions, doubts = explain(features, answer.contributions)
    sentences = []
    if answer.likelihood >= LIKELY:
        sentences.append(_("Reads like spam: %(clues)s.") % {"clues": _listed(suspicions)})
    else:
        sentences.append(_("A little like spam: %(clues)s.") % {"clues": _listed(suspicions)})
    if doubts:
        sentences.append(_("Against it: %(clues)s.") % {"clues": _listed(doubts)})
    if question.is_still_learning:
        sentences.append(_still_learning(question.record.count))
    return Finding(_score(question, answer), " ".join(sentences), _spans(suspicions))


# Two checks look at the same comment, one after the other.
@lru_cache(maxsize=1)
def _read(_comment: _ThisComment, typed: Typed) -> _Reading:
    return _Reading(newest_learner(), extract(typed))


def _looks_fine(question: Question, answer: Answer) -> bool:
    fine_below = question.calibration.fine_below
    if fine_below is not None and answer.margin < fine_below:
        return True
    return answer.likelihood < WORTH_SAYING


def _score(question: Question, answer: Answer) -> float:
    """Only this site's own decisions, and enough of them, make sure."""
    if question.is_still_learning:
        return _HINT * answer.likelihood
    hold_from = question.calibration.hold_from
    if hold_from is not None and answer.margin > hold_from:
        return max(answer.likelihood, _SURE)
    return min(answer.likelihood, _UNSURE)


def _still_learning(taught: int) -> str:
    return ngettext(
        "Still learning: %(count)d of %(enough)d decision.",
        "Still learning: %(count)d of %(enough)d decisions.",
        ENOUGH,
    ) % {"count": taught, "enough": ENOUGH}


def _listed(clues: list[Clue]) -> str:
    return ", ".join(dict.fromkeys(clue.words for clue in clues)) or _("nothing by itself")


def _spans(clues: list[Clue]) -> tuple[Span, ...]:
    return tuple(sorted({span for clue in clues for span in clue.spans}))
