"""Screening: every check looks at a comment, and none decides alone.

To add a check, write a function that takes a comment and returns what it found, and name it in
`CHECKS`. Checks change nothing: they run outside any transaction, as often as needed.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from traceback import format_tb
from typing import TYPE_CHECKING, Final, Literal

from django.utils.translation import gettext, gettext_lazy

from comments.models import Comment
from comments.screening.akismet import check_akismet
from comments.screening.findings import CheckUnavailable, Finding, Span
from comments.screening.flood import check_flood
from comments.screening.form_signals import check_form_signals
from comments.screening.impersonation import check_impersonation
from comments.screening.learner import check_learner, check_like_rejected
from comments.screening.links import check_links
from comments.screening.profanity import check_profanity
from comments.screening.refused_hosts import check_refused_hosts
from comments.screening.relevance import check_relevance
from comments.screening.repetition import check_repetition
from comments.screening.standing import check_standing
from comments.screening.watched_words import check_watched_words
from comments.screening.writer import check_first_comment, check_refused_before

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

__all__ = [
    "CHECKS",
    "SURE",
    "Check",
    "CheckUnavailable",
    "Finding",
    "Result",
    "Span",
    "is_surely_spam",
    "run_check",
    "screen",
]

logger = logging.getLogger(__name__)

# From this score on, one check that speaks of spam is enough to call a comment spam.
SURE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Check:
    """A check and what it is about.

    `needs` says what it reads: "text" is the comment alone, with its contact; "site" is what the
    site's database knows, or another service. A comment that was never saved can be screened by
    the checks of the text.
    """

    name: str
    label: "StrPromise"
    function: Callable[[Comment], Finding | None]
    speaks_of: Literal["spam", "profanity", "caution"]
    needs: Literal["text", "site"]


CHECKS: Final = (
    Check("learner", gettext_lazy("Learnt from decisions"), check_learner, "spam", "site"),
    Check(
        "like_rejected",
        gettext_lazy("Like what was rejected"),
        check_like_rejected,
        "caution",
        "site",
    ),
    Check("links", gettext_lazy("Links"), check_links, "spam", "text"),
    Check("profanity", gettext_lazy("Strong language"), check_profanity, "profanity", "text"),
    Check("form_signals", gettext_lazy("Signs of a robot"), check_form_signals, "spam", "text"),
    Check("watched_words", gettext_lazy("Watched words"), check_watched_words, "spam", "site"),
    Check("repetition", gettext_lazy("Repeated text"), check_repetition, "spam", "site"),
    Check("refused_hosts", gettext_lazy("Refused links"), check_refused_hosts, "spam", "site"),
    Check("relevance", gettext_lazy("Off the subject"), check_relevance, "caution", "site"),
    Check(
        "impersonation", gettext_lazy("A colleague's name"), check_impersonation, "caution", "site"
    ),
    Check("flood", gettext_lazy("Flood"), check_flood, "spam", "site"),
    Check("first_comment", gettext_lazy("First comment"), check_first_comment, "caution", "site"),
    Check(
        "refused_before", gettext_lazy("Refused before"), check_refused_before, "caution", "site"
    ),
    Check("standing", gettext_lazy("Standing of the writer"), check_standing, "caution", "site"),
    Check("akismet", gettext_lazy("Akismet"), check_akismet, "spam", "site"),
)
_BY_NAME: Final = {check.name: check for check in CHECKS}


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one check: a finding, nothing found, or the sentence why it could not run."""

    check_name: str
    finding: Finding | None
    unavailable: str = ""


def screen(comment: Comment, checks: Sequence[Check] = CHECKS) -> list[Result]:
    """Run the checks, each for itself. Wants `article`, `parent` and `contact` loaded."""
    return [_run(check, comment) for check in checks]


def run_check(name: str, comment: Comment) -> Result:
    """Run one check again, by the name that its finding was stored under."""
    if name not in _BY_NAME:
        return Result(name, None, unavailable=gettext("This check is no longer among ours."))
    return _run(_BY_NAME[name], comment)


def is_surely_spam(results: Iterable[Result]) -> bool:
    """Say whether a comment goes to the spam box without waiting for a person.

    Strong language and caution never send it there, whatever their score.
    """
    return any(
        result.finding is not None
        and result.finding.score >= SURE
        and _BY_NAME[result.check_name].speaks_of == "spam"
        for result in results
    )


def _run(check: Check, comment: Comment) -> Result:
    try:
        return Result(check.name, check.function(comment))
    except CheckUnavailable as reason:
        logger.warning("Check %s could not run on comment %s: %s", check.name, comment.pk, reason)
        return Result(check.name, None, unavailable=str(reason))
    except Exception as error:  # noqa: BLE001
        # Whatever breaks one check, a time limit included, must not hide what the others find.
        # Where it broke is logged, but not the error's own words: they may quote the comment.
        logger.error(  # noqa: TRY400
            "Check %s failed on comment %s with %s:\n%s",
            check.name,
            comment.pk,
            type(error).__name__,
            "".join(format_tb(error.__traceback__)),
        )
        return Result(check.name, None, unavailable=gettext("The check failed; the log says why."))
