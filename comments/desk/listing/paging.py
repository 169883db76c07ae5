"""Pages that begin behind a comment, not at a number: as quick at the end as at the start."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol

from django.db.models import BooleanField, ExpressionWrapper, Q, Subquery, Value
from django.db.models.functions import Coalesce

from comments.desk.listing.loading import with_context
from comments.desk.listing.tabs import APPEALS, comments_of
from comments.desk.listing.waves import collapse, stands_for_its_wave
from comments.models import Comment, CommentQuerySet

CARDS_A_PAGE: Final = 20
# So many are looked through before the filters' own indexes are asked.
_LOOKED_THROUGH: Final = 2000
# Of them, so many are worth looking through the next as well.
_IS_MUCH: Final = 400
# Among the next so many there is mostly a page; where not, the flood that they are shows.
_LIKELY_ENOUGH: Final = 100
# More than any table has: a limit keeps a database from making one query of two.
_NO_LIMIT: Final = 2**62
# A risk in percent, microseconds up to the year 2286, and an id.
_MARK: Final = re.compile(r"(?:([0-9]{1,3})-)?([0-9]{1,16})-([0-9]{1,18})")
NO_MARK: Final = "0-0"
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
# What follows all that is as risky.
_BY_RISK: Final = {RISKIEST: "risk__lt", EASIEST: "risk__gt"}


@dataclass(frozen=True, slots=True)
class Page:
    """`next_mark` goes into `?after=`; it is empty on the last page."""

    comments: list[Comment]
    next_mark: str
    is_first: bool


class Filters(Protocol):
    """What keeps some of the comments, in two ways that let the same through."""

    def narrow(self, comments: CommentQuerySet) -> CommentQuerySet:
        """Keep them by what the filters' own indexes find: quick where that is little."""

    def among(self, pks: Collection[int]) -> set[int]:
        """Return those of a few that are kept."""


class Place(NamedTuple):
    """Where a page ended. `created_at` is when the appeal was made, in the order of appeals."""

    risk: int
    created_at: datetime
    pk: int


def take_page(comments: CommentQuerySet, *, after: str, order: str) -> Page:
    """Take the page that begins behind the mark `after`; a mark that says nothing is none."""
    place = read_mark(after)
    return _load(_first(comments, order, place, CARDS_A_PAGE + 1), place, order)


def take_filtered_page(tab: str, filters: Filters, *, after: str, order: str) -> Page:
    """Take a page of those of the tab which the filters let through.

    Where that is much, a page of it is found by looking through the next in order, and asking
    indexes for all of it would take long. Where it is little, it is the other way round.
    """
    place = read_mark(after)
    window = _first(comments_of(tab), order, place, _LOOKED_THROUGH)
    found = _kept(filters, window)
    if len(found) <= CARDS_A_PAGE and len(window) == _LOOKED_THROUGH:
        found = _by_index(tab, filters, order, place, CARDS_A_PAGE + 1)
    return _load(found, place, order)


def walk(tab: str, filters: Filters, *, order: str, most: int) -> Iterator[list[int]]:
    """Yield the ids of all of the tab that the filters let through, in order, some at a time.

    Like a page: much is found by looking through all, little by indexes.
    """
    place: Place | None = None
    left = most
    while left > 0:
        window = _first(comments_of(tab), order, place, _LOOKED_THROUGH)
        found = _kept(filters, window)[:left]
        left -= len(found)
        yield found
        if len(window) < _LOOKED_THROUGH or not left:
            return
        last = _of_marks(Comment.objects.filter(pk=window[-1])).first()
        place = read_mark(_mark(last, order)) if last else place
        if len(found) < _IS_MUCH:
            yield _by_index(tab, filters, order, place, left)
            return


def take_page_of_waves(tab: str, *, after: str, order: str) -> Page:
    """Take a page on which what is much the same is one comment: the oldest of the tab."""
    place = read_mark(after)
    comments = comments_of(tab)
    is_shown = ExpressionWrapper(stands_for_its_wave(tab), BooleanField())
    next_ones = _rows(comments, order, place, _LIKELY_ENOUGH, "pk", "wave", is_shown)
    found = [pk for pk, _wave, is_shown in next_ones if is_shown]
    if len(found) <= CARDS_A_PAGE and len(next_ones) == _LIKELY_ENOUGH:
        waves = Counter(wave for _pk, wave, _is_shown in next_ones)
        floods = [wave for wave, count in waves.items() if wave and count > CARDS_A_PAGE]
        found = _first(collapse(comments, tab, floods=floods), order, place, CARDS_A_PAGE + 1)
    return _load(found[: CARDS_A_PAGE + 1], place, order)


def _kept(filters: Filters, window: Sequence[int]) -> list[int]:
    kept = filters.among(window)
    return [pk for pk in window if pk in kept]


def _by_index(tab: str, filters: Filters, order: str, place: Place | None, count: int) -> list[int]:
    narrowed = filters.narrow(Comment.objects.order_by()).values("pk")[:_NO_LIMIT]
    if tab == APPEALS:
        return _first(comments_of(tab).filter(pk__in=narrowed), order, place, count)
    # SQLite would take the index on status, and read all of that status, could it be used.
    of_status = Comment.objects.alias(tab=Coalesce("status", Value(""))).filter(tab=tab)
    found = of_status.filter(pk__in=narrowed)
    if place and order in _BY_RISK:
        # These are sorted, and not read from an index: it may be in one piece.
        later = Q(created_at__gt=place.created_at) | Q(created_at=place.created_at, pk__gt=place.pk)
        follows = Q(risk=place.risk) & later | Q(**{_BY_RISK[order]: place.risk})
        found, place = found.filter(follows), None
    return _first(found, order, place, count)


def _load(found: Sequence[int], place: Place | None, order: str) -> Page:
    """Make a page of the ids that were found for it, one more than it has room for."""
    rows = with_context(Comment.objects.order_by()).in_bulk(found[:CARDS_A_PAGE])
    shown = [rows[pk] for pk in found[:CARDS_A_PAGE] if pk in rows]
    return Page(
        comments=shown,
        next_mark=_mark(shown[-1], order) if shown and len(found) > CARDS_A_PAGE else "",
        is_first=place is None,
    )


def _first(comments: CommentQuerySet, order: str, place: Place | None, count: int) -> list[int]:
    """Return the ids of the first that follow the place."""
    return [pk for (pk,) in _rows(comments, order, place, count, "pk")]


def _rows(
    comments: CommentQuerySet, order: str, place: Place | None, count: int, *columns: Any
) -> list[tuple[Any, ...]]:
    """Return columns of the first that follow the place."""
    first: list[tuple[Any, ...]] = []
    for stretch in _stretches(comments, order, place):
        first += stretch.values_list(*columns)[: count - len(first)]
        if len(first) == count:
            break
    return first


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
        yield in_order(comments.filter(**{_BY_RISK[order]: place.risk}), order)


def place_in(comment: Comment, order: str) -> str:
    """Return what sorts as text as the comment does in the order."""
    moment = (comment.appealed_at if order == APPEALED else None) or comment.created_at
    place = [(_microseconds(moment), 16), (comment.pk, 18)]
    if order == NEWEST:
        place = [(10**digits - 1 - number, digits) for number, digits in place]
    risks = {RISKIEST: 999 - comment.risk, EASIEST: comment.risk}
    if order in risks:
        place.insert(0, (risks[order], 3))
    return "".join(f"{number:0{digits}}" for number, digits in place)


def mark_newest(comments: CommentQuerySet, *, order: str = NEWEST) -> str:
    """Mark the newest of them, or the beginning of time where there are none."""
    newest = _of_marks(_newest_first(comments, order)).first()
    return _mark(newest, order) if newest else NO_MARK


def newest_columns(comments: CommentQuerySet, *, order: str) -> dict[str, Subquery]:
    """Return what `mark_of_columns` wants, for a query that asks other things besides."""
    newest = _newest_first(comments, order)
    moment = "appealed_at" if order == APPEALED else "created_at"
    return {
        "newest_pk": Subquery(newest.values("pk")[:1]),
        "newest_at": Subquery(newest.values(moment)[:1]),
    }


def mark_of_columns(newest_pk: int | None, newest_at: datetime | None) -> str:
    """Mark the newest, as `mark_newest` does; whoever counts what is newer needs no risk."""
    return f"0-{_microseconds(newest_at)}-{newest_pk}" if newest_at else NO_MARK


def _newest_first(comments: CommentQuerySet, order: str) -> CommentQuerySet:
    in_time = ("-appealed_at", "-pk") if order == APPEALED else _FIELDS[NEWEST]
    return comments.order_by(*in_time)


def _of_marks(comments: CommentQuerySet) -> CommentQuerySet:
    """Load no more than marks are made of."""
    return comments.only("risk", "created_at", "appealed_at")


def _mark(comment: Comment, order: str) -> str:
    moment = (comment.appealed_at if order == APPEALED else None) or comment.created_at
    return f"{comment.risk}-{_microseconds(moment)}-{comment.pk}"


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def read_mark(mark: str) -> Place | None:
    found = _MARK.fullmatch(mark)
    if found is None:
        return None
    created_at = _EPOCH + timedelta(microseconds=int(found[2]))
    return Place(int(found[1] or 0), created_at, int(found[3]))
