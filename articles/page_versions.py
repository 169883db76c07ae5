"""Which page it is that somebody asks for: one small query says it, and what is equal is the same.

What depends on the clock is a part of it: what is published by now, and whether comments are over.
Asked before a page is made: it may then show more than its version says, and never less. Where
every page has none, nobody watches what changes (in the middle of a migration), and no page has.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final, TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from articles.models import Article, closing_time
from articles.places import PAGE_SIZE, read_place

_View = TypeVar("_View", bound=Callable[..., Any])

# Django takes longer to word these than a database to answer them.
_PUBLISHED: Final = (
    f"status IN ('{Article.Status.PUBLISHED}', '{Article.Status.SCHEDULED}') AND published_at <= %s"
)
_EVERY_PAGE: Final = "SELECT 0 AS id, page_version FROM articles_everypage"
_ARTICLE: Final = f"""
    SELECT id, page_version, (SELECT page_version FROM articles_everypage),
           commenting, commenting_days, published_at
    FROM articles_article WHERE slug = %s AND {_PUBLISHED}
"""  # noqa: S608 - all of it is our own words
_SECTION: Final = "SELECT id, -1 AS page_version FROM articles_section WHERE slug = %s"
_LIST: Final = f"""
    {{begin}} UNION ALL SELECT * FROM (
        SELECT id, page_version FROM articles_article WHERE {_PUBLISHED}{{and_more}}
        ORDER BY published_at DESC, id DESC LIMIT {PAGE_SIZE + 1}
    ) AS listed
"""  # noqa: S608 - all of it is our own words
_SITEMAP: Final = f"""
    {_EVERY_PAGE}
    UNION ALL SELECT -1, COUNT(*) FROM articles_article WHERE {_PUBLISHED}
    UNION ALL SELECT * FROM (
        SELECT id, page_version FROM articles_article WHERE {_PUBLISHED}
        ORDER BY id LIMIT %s OFFSET %s
    ) AS listed
"""  # noqa: S608 - all of it is our own words
# In the sitemap; well below the 50,000 that it may list, as a page of it is made at once.
ARTICLES_A_PAGE: Final = 10_000


@dataclass(frozen=True)
class Stored:
    """Under what version copies of a view's pages may be kept, and which parameters make another.

    `version` takes what the address names and those parameters that were asked, and returns None
    where there is no such page, or none may be kept.
    """

    version: Callable[..., Hashable]
    parameters: Sequence[str]


def stored_under(version: Callable[..., Hashable], *parameters: str) -> Callable[[_View], _View]:
    """Let the pages of a view be kept: they are the same for everybody who asks."""

    def mark(view: _View) -> _View:
        view.stored = Stored(version, parameters)  # type: ignore[attr-defined] # of this mark
        return view

    return mark


def version_of_article(slug: str, **_parameters: str) -> Hashable:
    now = timezone.now()
    rows = _ask(_ARTICLE, slug, _as_stored(now))
    if not rows:
        return None
    *versions, commenting, days, published_at = rows[0]
    if None in versions:
        return None
    closes_at = closing_time(commenting, _as_read(published_at), days)
    return (*versions, closes_at is not None and closes_at <= now)


def version_of_list(slug: str = "", before: str = "") -> Hashable:
    """Tell of the front page, or of the section at `slug`; and of their feeds."""
    begin, conditions = _EVERY_PAGE, ""
    values: list[Any] = [_as_stored(timezone.now())]
    if slug:
        begin = f"{_SECTION} UNION ALL {_EVERY_PAGE}"
        conditions = " AND section_id = (SELECT id FROM articles_section WHERE slug = %s)"
        values = [slug, *values, slug]
    if before:
        place = read_place(before)
        if place is None:
            return None
        moment, pk = _as_stored(place[0]), place[1]
        conditions += " AND published_at <= %s AND (published_at < %s OR id < %s)"
        values += [moment, moment, pk]
    rows = _ask(_LIST.format(begin=begin, and_more=conditions), *values)
    is_there = not slug or any(version < 0 for _pk, version in rows)
    is_watched = any(pk == 0 for pk, _version in rows)
    return tuple(rows) if is_there and is_watched else None


def version_of_sitemap(p: str = "1") -> Hashable:
    if not (p.isascii() and p.isdigit() and 0 < int(p[:9]) == int(p)):
        return None
    now = _as_stored(timezone.now())
    rows = _ask(_SITEMAP, now, now, ARTICLES_A_PAGE, (int(p) - 1) * ARTICLES_A_PAGE)
    if not any(pk == 0 for pk, _version in rows):
        return None
    return blake2b(repr(rows).encode()).digest()


def _ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask, without asking before whether the connection from the last request still works."""
    connection.health_check_done = True  # type: ignore[attr-defined] # its stub lacks it
    try:
        return _rows(sql, values)
    except (InterfaceError, OperationalError):
        if connection.in_atomic_block or connection.connection is None or connection.is_usable():
            raise
    connection.close()
    return _rows(sql, values)


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _as_stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _as_read(moment: datetime) -> datetime:
    """SQLite knows no zone: what is stored is in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
