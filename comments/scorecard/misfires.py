"""Which rule misfires: checks, and single words, whose marks people mostly wave through."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from comments.models import Comment, Finding, WatchedWord, WordHit
from comments.moderation import DOUBT
from comments.scorecard.judgements import Judgement
from comments.scorecard.measures import Share
from comments.screening import CHECKS, Check, fold

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_EXAMPLES: Final = 5
# Whose evidence is a word of a list that moderators keep.
_WATCHED: Final = "watched_words"
_PROFANE: Final = "profanity"
# The latest that words were found in tell enough, and texts are long.
_WORD_COMMENTS: Final = 1000
_WORDS: Final = 6

_ADVICE: Final[dict[str, "StrPromise"]] = {
    "learner": _("Nothing to do: each approval teaches it."),
    "like_rejected": _("Nothing to do: each approval teaches it."),
    "profanity": _("Add innocent words to the profane words as “Not profane”."),
    "watched_words": _("Take the words off the list, or hold them instead of blocking."),
    "akismet": _("See whether it is worth its key: without one it is not asked."),
}
_TRUST_IT_LESS: Final = _(
    "Set it to “only watch” among the screening checks: it knows a rule, and not your readers."
)


@dataclass(frozen=True, slots=True)
class Misfire:
    """A rule that does not earn its keep: `examples` are comments that it marked wrongly."""

    label: str
    approved: Share
    advice: "StrPromise"
    examples: list[int]


class _Word(NamedTuple):
    text: str
    watched_id: int | None


@dataclass(frozen=True, slots=True)
class WordMisfire:
    """A word of a list; `watched_id` is its row among the watched words, None for a profane one."""

    text: str
    watched_id: int | None
    approved: Share
    examples: list[int]


def misfiring_checks(judgements: Sequence[Judgement]) -> list[Misfire]:
    """Return the checks that are wrong most of the time, as surely as numbers can tell.

    One that only asks for a second look misfires where what it marks is refused less often than
    what it does not mark.
    """
    found = []
    for check in CHECKS:
        marked = [one for one in judgements if one.fired(check.name, from_score=DOUBT)]
        approved = [one for one in marked if not one.is_refused]
        share = Share(len(approved), len(marked))
        if marked and _misfires(check, share, _approved_elsewhere(check, judgements)):
            found.append(
                Misfire(
                    str(check.label),
                    share,
                    _ADVICE.get(check.name, _TRUST_IT_LESS),
                    _worst(check.name, approved),
                )
            )
    return sorted(found, key=lambda misfire: -misfire.approved.low)


def misfiring_words(judgements: Iterable[Judgement]) -> list[WordMisfire]:
    """Return the words whose comments people mostly approve, those first of which it is surest."""
    is_approved = {
        one.comment_id: not one.is_refused
        for one in judgements
        if any(one.fired(name, from_score=DOUBT) for name in (_WATCHED, _PROFANE))
    }
    latest = list(is_approved)[:_WORD_COMMENTS]
    found = []
    for word, marked in chain(_watched_words(latest), _profane_words(latest)):
        approved = sorted((pk for pk in marked if is_approved[pk]), reverse=True)
        share = Share(len(approved), len(marked))
        if share.low > 1 / 2:
            found.append(WordMisfire(word.text, word.watched_id, share, approved[:_EXAMPLES]))
    return sorted(found, key=lambda misfire: -misfire.approved.low)[:_WORDS]


def _watched_words(comment_ids: Sequence[int]) -> Iterator[tuple[_Word, set[int]]]:
    """Yield each with the comments in which it was found; words that are only watched are not.

    A mail address is not repeated: it may be a writer's.
    """
    marked: defaultdict[_Word, set[int]] = defaultdict(set)
    hits = WordHit.objects.filter(comment__in=comment_ids).exclude(
        word__action=WatchedWord.Action.WATCH
    )
    for text, watched_id, comment_id in hits.values_list("word__text", "word", "comment"):
        if "@" not in text:
            marked[_Word(text, watched_id)].add(comment_id)
    yield from marked.items()


def _profane_words(comment_ids: Sequence[int]) -> Iterator[tuple[_Word, set[int]]]:
    """Yield each with the comments in which it was found, read from the places that were marked.

    A disguised one cannot be put on the list of what is not profane.
    """
    comments = Comment.objects.filter(pk__in=comment_ids).order_by()
    bodies = dict(comments.values_list("pk", "body"))
    marked: defaultdict[_Word, set[int]] = defaultdict(set)
    # Asked for in the query, the check's name would be looked up first: all that it ever found.
    findings = Finding.objects.filter(comment__in=comment_ids).order_by()
    for check_name, comment_id, spans in findings.values_list("check_name", "comment", "spans"):
        if check_name == _PROFANE:
            for start, end in spans:
                word = _plain(bodies[comment_id][start:end])
                if word.replace(" ", "").isalpha():
                    marked[_Word(word, None)].add(comment_id)
    yield from marked.items()


def _misfires(check: Check, approved: Share, elsewhere: Share) -> bool:
    if check.speaks_of == "caution":
        return elsewhere.total > 0 and approved.low > elsewhere.value
    return approved.low > 1 / 2


def _approved_elsewhere(check: Check, judgements: Iterable[Judgement]) -> Share:
    """Return how much is approved of what the check does not mark."""
    unmarked = [one for one in judgements if not one.fired(check.name, from_score=DOUBT)]
    return Share(sum(not one.is_refused for one in unmarked), len(unmarked))


def _worst(check_name: str, approved: Iterable[Judgement]) -> list[int]:
    """Return those of which the check was surest."""
    surest_first = sorted(approved, key=lambda one: -(one.scores[check_name] or 0))
    return [one.comment_id for one in surest_first[:_EXAMPLES]]


def _plain(text: str) -> str:
    return " ".join(fold(text).text.split())
