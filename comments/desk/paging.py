"""Pages that begin behind a comment, not at a number: as quick at the end as at the start."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from comments.models import Comment, CommentQuerySet

CARDS_A_PAGE: Final = 20
# Microseconds up to the year 2286, and an id.
_MARK: Final = re.compile(r"([0-9]{1,16})-([0-9]{1,18})")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """`next_mark` goes into `?after=`; it is empty on the last page."""

    comments: list[Comment]
    next_mark: str
    is_first: bool


def take_page(comments: CommentQuerySet, *, after: str, newest_first: bool) -> Page:
    """Take the page that begins behind the mark `after`; a mark that says nothing is none."""
    ordered = comments.newest_first() if newest_first else comments.oldest_first()
    place = _read_mark(after)
    if place is not None:
        ordered = ordered.before(*place) if newest_first else ordered.after(*place)
    found = list(ordered[: CARDS_A_PAGE + 1])
    shown = found[:CARDS_A_PAGE]
    return Page(
        comments=shown,
        next_mark=_mark(shown[-1]) if len(found) > CARDS_A_PAGE else "",
        is_first=place is None,
    )


def _mark(comment: Comment) -> str:
    microseconds = (comment.created_at - _EPOCH) // timedelta(microseconds=1)
    return f"{microseconds}-{comment.pk}"


def _read_mark(mark: str) -> tuple[datetime, int] | None:
    found = _MARK.fullmatch(mark)
    if found is None:
        return None
    return _EPOCH + timedelta(microseconds=int(found[1])), int(found[2])
