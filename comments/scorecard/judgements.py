"""What people decided last, and what the checks had said of it before.

What screening sends to the spam box is seldom looked at. Of that, only mistakes are decided on, so
that figures need the rest beside them: what nobody took out.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

from django.db.models import Exists, OuterRef

from comments.models import SCREENING_FAILED, Comment, Decision, Finding, Status

_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Judgement:
    """A comment and the last word on it that stands.

    `machine` is where screening had put it, empty where a person was quicker; `scores` are its
    findings by check, None where a check could not run.
    """

    comment_id: int
    verdict: str
    decided_at: datetime
    machine: str
    scores: dict[str, float | None]

    @property
    def is_refused(self) -> bool:
        return self.verdict != Status.APPROVED

    @property
    def has_waited(self) -> bool:
        """Whether it was screened, and then waited for a person."""
        return self.machine == Status.IN_REVIEW and SCREENING_FAILED not in self.scores

    def fired(self, check_name: str, *, from_score: float = 0.0) -> bool:
        score = self.scores.get(check_name)
        return score is not None and score >= from_score


def latest_judgements(count: int) -> list[Judgement]:
    """Return what the latest decisions of people came to, newest first.

    Fewer than were asked for where a comment was decided on twice, or waits again.
    """
    # `standing()` as databases read it by the index of the latest: asked for `undoes`, which is
    # mostly null, SQLite reads all decisions by that, and PostgreSQL plans its join as if it left
    # one row. Taking back is no step, and so has no action.
    taken_back = Decision.objects.filter(undoes=OuterRef("pk"))
    standing = Decision.objects.filter(~Exists(taken_back), action__isnull=False)
    # What was closed as a copy was not judged.
    of_readers = standing.filter(comment__author__isnull=True, copy_of__isnull=True)
    decisions = of_readers.order_by("-pk").values_list("comment_id", "to_status", "created_at")
    last_words: dict[int, tuple[str, datetime]] = {}
    for comment_id, status, decided_at in decisions[:count]:
        last_words.setdefault(comment_id, (status, decided_at))
    machine = _first_moves(list(last_words))
    scores = _scores(list(last_words))
    return [
        Judgement(pk, status, decided_at, machine.get(pk, ""), scores.get(pk, {}))
        for pk, (status, decided_at) in last_words.items()
        if status != Status.IN_REVIEW
    ]


def left_in_spam(judgements: Sequence[Judgement], count: int) -> list[Judgement]:
    """Return what screening sent to the spam box in the same time, and nobody took out.

    Newest first, and no more than `count`.
    """
    if not judgements:
        return []
    by_people = {one.comment_id for one in judgements if one.verdict == Status.SPAM}
    posted_since = min(one.decided_at for one in judgements)
    in_spam = (
        Comment.objects.filter(status=Status.SPAM, created_at__gte=posted_since)
        .newest_first()
        .values_list("pk", "created_at")[: count + len(by_people)]
    )
    left = {pk: created_at for pk, created_at in in_spam if pk not in by_people}
    scores = _scores(list(left))
    return [
        Judgement(pk, Status.SPAM, created_at, Status.SPAM, scores.get(pk, {}))
        for pk, created_at in list(left.items())[:count]
    ]


def _first_moves(comment_ids: Sequence[int]) -> dict[int, str]:
    """Return where screening put those comments that it moved."""
    # Asked for in the query, "by nobody" would be looked up first: half of all decisions.
    first = chain.from_iterable(
        Decision.objects.filter(comment__in=portion, from_status=Status.SUBMITTED)
        .order_by()
        .values_list("comment_id", "to_status", "by_id")
        for portion in _portions(comment_ids)
    )
    return {comment_id: status for comment_id, status, by in first if by is None}


def _scores(comment_ids: Sequence[int]) -> dict[int, dict[str, float | None]]:
    found: defaultdict[int, dict[str, float | None]] = defaultdict(dict)
    for portion in _portions(comment_ids):
        findings = Finding.objects.that_count().filter(comment__in=portion).order_by()
        for comment_id, check_name, score in findings.values_list("comment", "check_name", "score"):
            found[comment_id][check_name] = score
    return found


def _portions(comment_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut what is asked for at once: for very many, PostgreSQL would rather read a whole table."""
    for start in range(0, len(comment_ids), _AT_ONCE):
        yield comment_ids[start : start + _AT_ONCE]
