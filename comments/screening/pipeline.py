"""The checks and their order, and running them.

To add a check, write a function that takes a comment and returns what it found, and name it in
`CHECKS`. Checks change nothing: they run outside any transaction, as often as needed.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf
from time import monotonic
from traceback import format_tb
from typing import TYPE_CHECKING, Final, Literal

from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection
from django.utils.translation import gettext, gettext_lazy

from comments.models import SCREENING_FAILED, Comment
from comments.screening.akismet import check_akismet
from comments.screening.findings import CheckUnavailable, Finding
from comments.screening.flood import check_flood
from comments.screening.form_signals import check_form_signals
from comments.screening.impersonation import check_impersonation
from comments.screening.learner import check_learner, check_like_rejected
from comments.screening.links import check_links, check_refused_hosts
from comments.screening.policy import Policy
from comments.screening.profanity import check_profanity
from comments.screening.relevance import check_relevance
from comments.screening.repetition import check_repetition
from comments.screening.rules import check_watched_words, check_words_on_trial
from comments.screening.standing import check_standing
from comments.screening.writer import check_first_comment, check_refused_before

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

logger = logging.getLogger(__name__)

_NO_SETTINGS: Final = Policy()


@dataclass(frozen=True, slots=True)
class Check:
    """A check and what it is about.

    `about` tells moderators what it looks for, in a sentence. What speaks of spam may call a
    comment spam; strong language and caution never do. `is_always_watched` is what never counts,
    whatever leads have set.

    `needs` says what it reads: "text" is the comment alone, with its contact; "site" is what the
    site's database knows, or another service. A comment that was never saved can be screened by
    the checks of the text.
    """

    name: str
    label: "StrPromise"
    about: "StrPromise"
    function: Callable[[Comment], Finding | None]
    speaks_of: Literal["spam", "profanity", "caution"]
    needs: Literal["text", "site"]
    is_always_watched: bool = False

    @property
    def may_call_spam(self) -> bool:
        return self.speaks_of == "spam" and not self.is_always_watched


CHECKS: Final = (
    Check(
        "learner",
        gettext_lazy("Learnt from decisions"),
        gettext_lazy("How much it reads like what moderators here marked as spam."),
        check_learner,
        "spam",
        "site",
    ),
    Check(
        "like_rejected",
        gettext_lazy("Like what was rejected"),
        gettext_lazy("How much it reads like what was rejected here for other reasons."),
        check_like_rejected,
        "caution",
        "site",
    ),
    Check(
        "links",
        gettext_lazy("Links"),
        gettext_lazy("Many links for little text, shorteners, links that hide where they lead."),
        check_links,
        "spam",
        "text",
    ),
    Check(
        "profanity",
        gettext_lazy("Strong language"),
        gettext_lazy("Swear words and slurs, also in disguise."),
        check_profanity,
        "profanity",
        "text",
    ),
    Check(
        "form_signals",
        gettext_lazy("Signs of a robot"),
        gettext_lazy("The field that only robots fill, and answers quicker than anybody types."),
        check_form_signals,
        "spam",
        "text",
    ),
    Check(
        "watched_words",
        gettext_lazy("Watched words"),
        gettext_lazy("The words, phrases, domains and patterns that are held or blocked here."),
        check_watched_words,
        "spam",
        "site",
    ),
    Check(
        "words_on_trial",
        gettext_lazy("Words on trial"),
        gettext_lazy(
            "The words and patterns whose action is to watch: what they would have caught."
        ),
        check_words_on_trial,
        "spam",
        "site",
        is_always_watched=True,
    ),
    Check(
        "repetition",
        gettext_lazy("Repeated text"),
        gettext_lazy("The same or nearly the same text elsewhere on the site."),
        check_repetition,
        "spam",
        "site",
    ),
    Check(
        "refused_hosts",
        gettext_lazy("Refused links"),
        gettext_lazy("Hosts that were linked in comments marked as spam here."),
        check_refused_hosts,
        "spam",
        "site",
    ),
    Check(
        "relevance",
        gettext_lazy("Off the subject"),
        gettext_lazy("Nothing in common with the article, beside a link."),
        check_relevance,
        "caution",
        "site",
    ),
    Check(
        "impersonation",
        gettext_lazy("A colleague's name"),
        gettext_lazy("A name that looks like that of somebody who works here."),
        check_impersonation,
        "caution",
        "site",
    ),
    Check(
        "flood",
        gettext_lazy("Flood"),
        gettext_lazy("Many comments from one network in a short time."),
        check_flood,
        "spam",
        "site",
    ),
    Check(
        "first_comment",
        gettext_lazy("First comment"),
        gettext_lazy("Nothing from this address had been approved before."),
        check_first_comment,
        "caution",
        "site",
    ),
    Check(
        "refused_before",
        gettext_lazy("Refused before"),
        gettext_lazy("What was sent from this address before was rejected or spam."),
        check_refused_before,
        "caution",
        "site",
    ),
    Check(
        "standing",
        gettext_lazy("Standing of the writer"),
        gettext_lazy("Whom moderators have banned, held or trusted."),
        check_standing,
        "caution",
        "site",
    ),
    Check(
        "akismet",
        gettext_lazy("Akismet"),
        gettext_lazy("The verdict of Akismet, where the operator has set a key."),
        check_akismet,
        "spam",
        "site",
    ),
)
# What a finding is called, by the name of its check: one that gave up has a finding, too.
CHECK_LABELS: Final[dict[str, "StrPromise"]] = {
    **{check.name: check.label for check in CHECKS},
    SCREENING_FAILED: gettext_lazy("Screening"),
}
_BY_NAME: Final = {check.name: check for check in CHECKS}


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one check: a finding, nothing found, or the sentence why it could not run."""

    check_name: str
    finding: Finding | None
    unavailable: str = ""

    @property
    def has_something_to_say(self) -> bool:
        return self.finding is not None or bool(self.unavailable)


def screen(
    comment: Comment, checks: Sequence[Check] = CHECKS, *, seconds: float = inf
) -> list[Result]:
    """Run the checks, each for itself. Wants `article`, `parent` and `contact` loaded.

    Each gets what the ones before it have left of the seconds; what gets nothing could not run.
    Whoever runs it raises the soft limit in the check that is at work when they are over.
    """
    results = []
    ends_at = monotonic() + seconds
    for check in checks:
        # A check may have taken the soft limit for a failure of its own: the clock tells, too.
        if monotonic() >= ends_at:
            sentence = gettext("The checks before it took all the time.")
            results.append(Result(check.name, None, unavailable=sentence))
            continue
        try:
            results.append(_run(check, comment))
        except SoftTimeLimitExceeded:
            results.append(_stop(check, comment))
            ends_at = monotonic()
    return results


def run_check(name: str, comment: Comment) -> Result:
    """Run one check again, by the name that its finding was stored under."""
    if name not in _BY_NAME:
        return Result(name, None, unavailable=gettext("This check is no longer among ours."))
    (result,) = screen(comment, [_BY_NAME[name]])
    return result


def find_check(name: str) -> Check:
    """Return the check of that name; raises `KeyError` where it is no longer among ours."""
    return _BY_NAME[name]


def is_watch_only(name: str, policy: Policy = _NO_SETTINGS) -> bool:
    """Say whether what a check finds is shown and measured, and counts for nothing."""
    check = _BY_NAME.get(name)
    return (check is not None and check.is_always_watched) or policy.is_watch_only(name)


def is_surely_spam(results: Iterable[Result], policy: Policy = _NO_SETTINGS) -> bool:
    """Say whether a comment goes to the spam box without waiting for a person.

    Strong language and caution never send it there, whatever their score.
    """
    return any(
        result.finding is not None
        and _BY_NAME[result.check_name].may_call_spam
        and not policy.is_watch_only(result.check_name)
        and policy.is_sure(result.check_name, result.finding.score)
        for result in results
    )


def is_repeated(results: Iterable[Result]) -> bool:
    """Say whether others are much the same."""
    return any(result.check_name == "repetition" and result.finding for result in results)


def _run(check: Check, comment: Comment) -> Result:
    try:
        return Result(check.name, check.function(comment))
    except SoftTimeLimitExceeded:
        raise
    except CheckUnavailable as error:
        logger.warning("Check %s could not run on comment %s: %s", check.name, comment.pk, error)
        return Result(check.name, None, unavailable=str(error))
    except Exception as error:  # noqa: BLE001
        # Whatever breaks one check must not hide what the others find.
        # Where it broke is logged, but not the error's own words: they may quote the comment.
        logger.error(  # noqa: TRY400
            "Check %s failed on comment %s with %s:\n%s",
            check.name,
            comment.pk,
            type(error).__name__,
            "".join(format_tb(error.__traceback__)),
        )
        return Result(check.name, None, unavailable=gettext("The check failed; the log says why."))


def _stop(check: Check, comment: Comment) -> Result:
    logger.error("Check %s took too long on comment %s and was stopped", check.name, comment.pk)
    # A query that was cut off leaves psycopg's connection waiting for its answer for ever.
    if not connection.in_atomic_block:
        connection.close()
    return Result(check.name, None, unavailable=gettext("The check took too long."))
