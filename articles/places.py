"""Where a page of a list ends, in an address: its last article's time, and its number."""

import re
from datetime import UTC, datetime
from typing import Final

from articles.models import Article

PAGE_SIZE: Final = 20
# To the microsecond.
_FORMAT: Final = "%Y%m%dT%H%M%S.%f"
_PLACE: Final = re.compile(r"(?P<moment>[0-9]{8}T[0-9]{6}\.[0-9]{6})-(?P<pk>[0-9]{1,18})")


def place_of(article: Article) -> str:
    if article.published_at is None:
        raise ValueError("Only what is published has a place among the newest.")
    return f"{article.published_at.astimezone(UTC):{_FORMAT}}-{article.pk}"


def read_place(place: str) -> tuple[datetime, int] | None:
    match = _PLACE.fullmatch(place)
    if not match:
        return None
    try:
        moment = datetime.strptime(match["moment"], _FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment, int(match["pk"])
