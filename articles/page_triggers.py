"""The triggers that raise a page's version, in the dialects of both databases.

Whatever changes what readers see raises it: a verb, the admin, an update of many rows, SQL that
somebody types. A version is raised and never set, so that it says of no other page that it is the
same. It goes by the microseconds of its clock, as what was deleted may come back with its number,
and a restored database, or the copy that takes over, knows of fewer changes than were served.

PostgreSQL asks once for each statement, and locks what it raises in one order; SQLite, in which one
writes at a time, for each row.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX: Final = "page_version_"
_EVENTS: Final = ("insert", "update", "delete")
_MICROSECONDS: Final = {
    "postgresql": "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS bigint)",
    "sqlite": "CAST((julianday('now') - 2440587.5) * 86400000000 AS integer)",
}
_GREATEST: Final = {"postgresql": "GREATEST", "sqlite": "MAX"}
_EXISTING: Final = {
    "postgresql": """
        SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid)
    """,
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
}
_RAISE_EVERY_PAGE: Final = """
    INSERT INTO articles_everypage (id, page_version) VALUES (1, {microseconds})
    ON CONFLICT (id) DO UPDATE SET page_version = {raised}
"""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Rows that articles' pages are made of, and what of them is seen.

    `only` and `article` are SQL in which {row} stands for the row: whether it is seen at all, and
    the number of the article that it is seen with.
    """

    table: str
    columns: tuple[str, ...]
    article: str
    only: str = "TRUE"


@dataclass(frozen=True)
class Trigger:
    """`body` is what follows CREATE TRIGGER and its name; PostgreSQL's calls a `function`."""

    table: str
    event: str
    body: str
    function: str = ""

    @property
    def name(self) -> str:
        """Name it by what it does, too: so another one is not taken for it."""
        said = blake2b(f"{self.body}{self.function}".encode(), digest_size=4).hexdigest()
        return f"{PREFIX}{self.table}_{self.event}_{said}"


def make_triggers(using: str, *, tables: Iterable[str], seen: Iterable[Seen]) -> None:
    """Make those of the tables that are missing, and drop those that are not wanted any more.

    `seen` are rows of the tables; an article's own row, and what every page shows, need no words.
    What changed while one was missing changed unseen: then every page counts as another one.
    """
    database = connections[using]
    tables = set(tables)
    if not _has_versions(database, tables):
        return
    wanted = {trigger.name: trigger for trigger in _triggers(database.vendor, tables, seen)}
    there = {name: table for name, table in _existing(database) if table in tables}
    if wanted.keys() == there.keys() and _are_watched(database):
        return
    with transaction.atomic(using=using), database.cursor() as cursor:
        for name in there.keys() - wanted.keys():
            _drop(database, name, there[name])
        for name in wanted.keys() - there.keys():
            trigger = wanted[name]
            if trigger.function:
                cursor.execute(f"CREATE OR REPLACE FUNCTION {name}() {trigger.function}")
            cursor.execute(f"CREATE TRIGGER {name} {trigger.body.replace('{name}', name)}")
        cursor.execute(_raise_every_page(database.vendor))


def make_way(*, using: str, plan: Any, **_signal: Any) -> None:
    """Let SQLite's migrations pass: it renames no table while a trigger names one that is away."""
    if plan and connections[using].vendor == "sqlite":
        drop_triggers(using)


def drop_triggers(using: str) -> None:
    """Drop all, and the version of every page, without which no page is kept.

    A migration that fails leaves it so.
    """
    database = connections[using]
    with transaction.atomic(using=using), database.cursor() as cursor:
        if "articles_everypage" in database.introspection.table_names(cursor):
            cursor.execute("DELETE FROM articles_everypage")
        for name, table in _existing(database):
            _drop(database, name, table)


def _triggers(vendor: str, tables: set[str], seen: Iterable[Seen]) -> Iterator[Trigger]:
    if "articles_article" in tables:
        yield from _OF_ARTICLES[vendor]
    if "articles_section" in tables:
        yield from map(_EVERY_PAGE[vendor], _EVENTS)
    for rows in seen:
        for event in _EVENTS:
            yield _OF_ROWS[vendor](rows, event)


# PostgreSQL -----------------------------------------------------------------------------------


def _in_postgresql(rows: Seen, event: str) -> Trigger:
    columns = ", ".join(f"{{row}}.{column}" for column in rows.columns)
    one = f"SELECT {columns}, {rows.article} AS article FROM {{row}} WHERE {rows.only}"  # noqa: S608
    old, new = one.replace("{row}", "old_rows"), one.replace("{row}", "new_rows")
    changed = {
        "insert": new,
        "delete": old,
        "update": f"({old} EXCEPT ALL {new}) UNION ALL ({new} EXCEPT ALL {old})",
    }[event]
    tables = {
        "insert": "NEW TABLE AS new_rows",
        "delete": "OLD TABLE AS old_rows",
        "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    }[event]
    function = f"""
        RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        DECLARE
            pages bigint[];
        BEGIN
            SELECT array_agg(DISTINCT article) INTO pages
            FROM ({changed}) AS changed WHERE article IS NOT NULL;
            IF pages IS NOT NULL THEN
                PERFORM 1 FROM articles_article WHERE id = ANY (pages)
                ORDER BY id FOR NO KEY UPDATE;
                UPDATE articles_article SET page_version = page_version + 1
                WHERE id = ANY (pages);
            END IF;
            RETURN NULL;
        END $$
    """  # noqa: S608 - all of it is our own words
    body = (
        f"AFTER {event.upper()} ON {rows.table} REFERENCING {tables}"
        " FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
    return Trigger(rows.table, event, body, function)


def _every_page_in_postgresql(event: str) -> Trigger:
    function = f"""
        RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
            {_raise_every_page("postgresql")};
            RETURN NULL;
        END $$
    """
    body = (
        f"AFTER {event.upper()} ON articles_section FOR EACH STATEMENT EXECUTE FUNCTION {{name}}()"
    )
    return Trigger("articles_section", event, body, function)


def _articles_in_postgresql() -> Iterator[Trigger]:
    versions = {
        "insert": _MICROSECONDS["postgresql"],
        "update": _raised("postgresql", "OLD.page_version"),
    }
    for event, version in versions.items():
        function = f"""
            RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
            BEGIN
                NEW.page_version := {version};
                RETURN NEW;
            END $$
        """
        body = (
            f"BEFORE {event.upper()} ON articles_article FOR EACH ROW EXECUTE FUNCTION {{name}}()"
        )
        yield Trigger("articles_article", event, body, function)


# SQLite ---------------------------------------------------------------------------------------


def _in_sqlite(rows: Seen, event: str) -> Trigger:
    def of(row: str, words: str) -> str:
        return words.replace("{row}", row)

    is_seen = {row: f"({of(row, rows.only)})" for row in ("OLD", "NEW")}
    is_other = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in rows.columns)
    was, will_be = is_seen["OLD"], is_seen["NEW"]
    changes = f"({was} OR {will_be}) AND ({was} IS NOT {will_be} OR {is_other})"
    when, those = {
        "insert": (will_be, ["NEW"]),
        "delete": (was, ["OLD"]),
        "update": (changes, ["OLD", "NEW"]),
    }[event]
    pages = ", ".join(of(row, rows.article) for row in those)
    body = f"""
        AFTER {event.upper()} ON {rows.table} WHEN {when} BEGIN
            UPDATE articles_article SET page_version = {_raised("sqlite", "page_version")}
            WHERE id IN ({pages});
        END
    """  # noqa: S608 - all of it is our own words
    return Trigger(rows.table, event, body)


def _every_page_in_sqlite(event: str) -> Trigger:
    body = f"AFTER {event.upper()} ON articles_section BEGIN {_raise_every_page('sqlite')}; END"
    return Trigger("articles_section", event, body)


def _articles_in_sqlite() -> Iterator[Trigger]:
    # What raised it otherwise has raised it already.
    versions = {
        "insert": ("TRUE", _MICROSECONDS["sqlite"]),
        "update": (
            "NEW.page_version <= OLD.page_version",
            _raised("sqlite", "OLD.page_version"),
        ),
    }
    for event, (when, version) in versions.items():
        body = f"""
            AFTER {event.upper()} ON articles_article WHEN {when} BEGIN
                UPDATE articles_article SET page_version = {version} WHERE id = NEW.id;
            END
        """  # noqa: S608 - all of it is our own words
        yield Trigger("articles_article", event, body)


# What both have -------------------------------------------------------------------------------

_OF_ROWS: Final = {"postgresql": _in_postgresql, "sqlite": _in_sqlite}
_EVERY_PAGE: Final = {
    "postgresql": _every_page_in_postgresql,
    "sqlite": _every_page_in_sqlite,
}


def _raise_every_page(vendor: str) -> str:
    return _RAISE_EVERY_PAGE.format(
        microseconds=_MICROSECONDS[vendor],
        raised=_raised(vendor, "articles_everypage.page_version"),
    ).strip()


def _raised(vendor: str, version: str) -> str:
    return f"{_GREATEST[vendor]}({version} + 1, {_MICROSECONDS[vendor]})"


_OF_ARTICLES: Final = {
    "postgresql": tuple(_articles_in_postgresql()),
    "sqlite": tuple(_articles_in_sqlite()),
}


def _has_versions(database: BaseDatabaseWrapper, tables: set[str]) -> bool:
    """Tell whether all the tables are there: in the middle of migrations they may not be."""
    with database.cursor() as cursor:
        there = set(database.introspection.table_names(cursor))
        if not {"articles_article", "articles_everypage", *tables} <= there:
            return False
        described = database.introspection.get_table_description(cursor, "articles_article")
    return "page_version" in {column.name for column in described}


def _are_watched(database: BaseDatabaseWrapper) -> bool:
    with database.cursor() as cursor:
        cursor.execute("SELECT 1 FROM articles_everypage")
        return cursor.fetchone() is not None


def _existing(database: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Return the name and the table of each of our triggers."""
    with database.cursor() as cursor:
        cursor.execute(_EXISTING[database.vendor])
        return [(name, table) for name, table in cursor.fetchall() if name.startswith(PREFIX)]


def _drop(database: BaseDatabaseWrapper, name: str, table: str) -> None:
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER {name} ON {table}")
            cursor.execute(f"DROP FUNCTION {name}()")
        else:
            cursor.execute(f"DROP TRIGGER {name}")
