"""Pages that begin behind a comment, not at a number: as quick at the end as at the start."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from comments.models import Comment, CommentQuerySet

CARDS_A_PAGE: Final = 20
# A risk in percent, microseconds up to the year 2286, and an id.
_MARK: Final = re.compile(r"(?:([0-9]{1,3})-)?([0-9]{1,16})-([0-9]{1,18})")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

OLDEST: Final = "oldest"
NEWEST: Final = "newest"
RISKIEST: Final = "riskiest"
EASIEST: Final = "easiest"
APPEALED: Final = "appealed"
_FIELDS: Final = {
    OLDEST: ("created_at", "pk"),
    NEWEST: ("-created_at", "-pk"),
    RISKIEST: ("-risk", "created_at", "pk"),
    EASIEST: ("risk", "created_at", "pk"),
    APPEALED: ("appealed_at", "pk"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """`next_mark` goes into `?after=`; it is empty on the last page."""

    comments: list[Comment]
    next_mark: str
    is_first: bool


class Place(NamedTuple):
    """Where a page ended. `created_at` is when the appeal was made, in the order of appeals."""

    risk: int
    created_at: datetime
    pk: int


def take_page(comments: CommentQuerySet, *, after: str, order: str) -> Page:
    """Take the page that begins behind the mark `after`; a mark that says nothing is none."""
    place = read_mark(after)
    found: list[Comment] = []
    for stretch in _stretches(comments, order, place):
        found += stretch[: CARDS_A_PAGE + 1 - len(found)]
        if len(found) > CARDS_A_PAGE:
            break
    shown = found[:CARDS_A_PAGE]
    return Page(
        comments=shown,
        next_mark=_mark(shown[-1], order) if len(found) > CARDS_A_PAGE else "",
        is_first=place is None,
    )


def in_order(comments: CommentQuerySet, order: str) -> CommentQuerySet:
    """Sort as the view asks. By risk, those that wait longest come first among equals."""
    return comments.order_by(*_FIELDS[order])


def _stretches(
    comments: CommentQuerySet, order: str, place: Place | None
) -> Iterator[CommentQuerySet]:
    """Yield what follows the place, in pieces of which an index reads each from its start."""
    if place is None:
        yield in_order(comments, order)
    elif order == OLDEST:
        yield comments.oldest_first().after(place.created_at, place.pk)
    elif order == APPEALED:
        yield comments.appealed().appealed_after(place.created_at, place.pk)
    elif order == NEWEST:
        yield comments.newest_first().before(place.created_at, place.pk)
    else:
        as_risky = comments.filter(risk=place.risk).after(place.created_at, place.pk)
        yield as_risky.oldest_first()
        rest = {"risk__lt": place.risk} if order == RISKIEST else {"risk__gt": place.risk}
        yield in_order(comments.filter(**rest), order)


def mark_newest(comments: CommentQuerySet, *, order: str = NEWEST) -> str:
    """Mark the newest of them, or the beginning of time where there are none."""
    in_time = ("-appealed_at", "-pk") if order == APPEALED else _FIELDS[NEWEST]
    newest = comments.order_by(*in_time).only("risk", "created_at", "appealed_at").first()
    return _mark(newest, order) if newest else "0-0"


def _mark(comment: Comment, order: str) -> str:
    moment = (comment.appealed_at if order == APPEALED else None) or comment.created_at
    microseconds = (moment - _EPOCH) // timedelta(microseconds=1)
    return f"{comment.risk}-{microseconds}-{comment.pk}"


def read_mark(mark: str) -> Place | None:
    found = _MARK.fullmatch(mark)
    if found is None:
        return None
    created_at = _EPOCH + timedelta(microseconds=int(found[2]))
    return Place(int(found[1] or 0), created_at, int(found[3]))
