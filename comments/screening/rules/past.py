"""What became of comments that a rule caught or would have caught, by what moderators decided.

What only the machine has decided says nothing of whether the machine was right.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from time import monotonic
from typing import Any, Final

from django.db.models import Count, QuerySet

from comments.models import Comment, Decision, Finding, Status, WordHit
from comments.screening.findings import Span
from comments.screening.rules.watchlist import Entry, Hit, Watchlist

EXAMPLES: Final = 20
_AT_ONCE: Final = 500
_MOST_SECONDS: Final = 3.0
# Those that moderators approved would be mistakes.
_ORDER: Final = (Status.APPROVED, Status.REJECTED, Status.SPAM)


@dataclass(slots=True)
class Record:
    """How many comments there were, by what moderators have decided about them."""

    approved: int = 0
    rejected: int = 0
    spam: int = 0

    def count(self, status: str, times: int = 1) -> None:
        match status:
            case Status.APPROVED:
                self.approved += times
            case Status.REJECTED:
                self.rejected += times
            case Status.SPAM:
                self.spam += times

    @property
    def caught(self) -> int:
        return self.approved + self.rejected + self.spam

    @property
    def refused_percent(self) -> int:
        """Of what was caught, how much moderators refused too."""
        return round(100 * (self.rejected + self.spam) / self.caught) if self.caught else 0


@dataclass(frozen=True, slots=True)
class Example:
    """A comment that would have been caught, and why; `spans` are places in its text."""

    comment: Comment
    reason: str
    spans: tuple[Span, ...]


@dataclass(slots=True)
class Trial:
    """What a rule would have caught among `looked_at` decided comments, the latest ones.

    `by_entry` is by the numbers of a list's entries. `is_cut_short` is where time was up before
    all that were asked for had been looked at.
    """

    looked_at: int = 0
    is_cut_short: bool = False
    record: Record = field(default_factory=Record)
    by_entry: defaultdict[int, Record] = field(default_factory=lambda: defaultdict(Record))
    caught: defaultdict[str, list[Example]] = field(default_factory=lambda: defaultdict(list))

    def catch(self, example: Example) -> None:
        status = example.comment.status
        self.record.count(status)
        if len(self.caught[status]) < EXAMPLES:
            self.caught[status].append(example)

    @property
    def examples(self) -> list[Example]:
        return list(chain.from_iterable(self.caught[status] for status in _ORDER))[:EXAMPLES]

    @property
    def caught_percent(self) -> float:
        return 100 * self.record.caught / self.looked_at if self.looked_at else 0.0


def records_of_words(words: Collection[int], *, last: int) -> dict[int, Record]:
    """Return by each word's id what it caught among the last decided comments."""
    hits = WordHit.objects.filter(word__in=words, comment__in=_latest_decided(last)).order_by()
    counts = hits.values_list("word", "comment__status").annotate(count=Count("pk"))
    return _records(counts)


def records_of_checks(*, last: int) -> dict[str, Record]:
    """Return by each check's name what it found in the last decided comments."""
    findings = Finding.objects.filter(score__isnull=False, comment__in=_latest_decided(last))
    counts = findings.order_by().values_list("check_name", "comment__status")
    return _records(counts.annotate(count=Count("pk")))


def try_words(
    entries: Iterable[Entry],
    *,
    last: int,
    find: Callable[[Watchlist, Comment], Iterator[Hit]] = Watchlist.find,
) -> Trial:
    """Look for entries in the last decided comments, as long as time allows.

    The numbers of the entries must differ; `find` says what of a comment is looked into.
    """
    watchlist = Watchlist(entries)
    trial = Trial()
    ends_at = monotonic() + _MOST_SECONDS
    for comment in _read_decided(last):
        if monotonic() > ends_at:
            trial.is_cut_short = True
            break
        trial.looked_at += 1
        hits = list(find(watchlist, comment))
        if not hits:
            continue
        reason = ", ".join(dict.fromkeys(str(hit) for hit in hits))
        spans = tuple(sorted({hit.span for hit in hits if hit.span}))
        trial.catch(Example(comment, reason, spans))
        for number in {hit.entry.pk for hit in hits}:
            trial.by_entry[number].count(comment.status)
    return trial


def try_threshold(check_name: str, sure_from: int, *, last: int) -> Trial:
    """Look up in which of the last decided comments a check was that sure."""
    decided = Comment.objects.decided().filter(pk__in=_latest_decided(last)).order_by()
    trial = Trial(looked_at=decided.count())
    findings = Finding.objects.filter(
        check_name=check_name, score__gte=sure_from / 100, comment__in=decided
    )
    for finding in findings.select_related("comment").order_by("-comment").iterator():
        spans = tuple(Span(*span) for span in finding.spans)
        trial.catch(Example(finding.comment, finding.reason, spans))
    return trial


def _latest_decided(last: int) -> QuerySet[Decision, int]:
    """Return the ids of the comments that people decided on latest, some perhaps twice.

    Only what people do is part of a step; what was undone, was undone with its step.
    """
    by_people = Decision.objects.filter(action__isnull=False, action__undone_at__isnull=True)
    return by_people.order_by("-pk").values_list("comment", flat=True)[:last]


def _read_decided(last: int) -> Iterator[Comment]:
    """Read them a stretch at a time, the latest decision first."""
    ids = list(dict.fromkeys(_latest_decided(last)))
    for start in range(0, len(ids), _AT_ONCE):
        stretch = ids[start : start + _AT_ONCE]
        comments = (
            Comment.objects.decided()
            .select_related("contact")
            .only("body", "name", "website", "status", "created_at", "contact__email")
            .in_bulk(stretch)
        )
        yield from (comments[pk] for pk in stretch if pk in comments)


def _records(counts: Iterable[tuple[Any, str, int]]) -> dict[Any, Record]:
    records: defaultdict[Any, Record] = defaultdict(Record)
    for rule, status, count in counts:
        records[rule].count(status, count)
    return dict(records)
