"""The index of words that `search` asks, and that the database keeps up to date by itself.

FTS5 with triggers in SQLite, GIN in PostgreSQL; and indexes of addresses by their beginnings.
"""

import sqlite3
from contextlib import closing
from functools import cache
from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from comments.search.cutting import POSTGRESQL_WORDS, search_words

ADDRESS: Final = "lower(email)"
SQLITE_DOMAIN: Final = "substr(lower(email), instr(email, '@'))"
POSTGRESQL_DOMAIN: Final = "substr(lower(email), strpos(email, '@'))"
_POSTGRESQL: Final = {
    "comment_words_2": f"comments_comment USING gin ({POSTGRESQL_WORDS})",
    "contact_address": f"comments_contact ({ADDRESS} text_pattern_ops)",
    "contact_domain": f"comments_contact (({POSTGRESQL_DOMAIN}) text_pattern_ops)",
}
_SQLITE: Final = {
    "contact_address": f"comments_contact ({ADDRESS})",
    "contact_domain": f"comments_contact ({SQLITE_DOMAIN})",
}
# What it holds are words that `search_words` has cut; the texts themselves are in their table.
_SQLITE_WORDS: Final = """
    CREATE VIRTUAL TABLE comments_words USING fts5(
        name, body, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
    )
"""
_SQLITE_WORDS_OF_ALL: Final = """
    INSERT INTO comments_words(rowid, name, body)
    SELECT id, search_words(name), search_words(body) FROM comments_comment
"""
_FORGET: Final = """
    INSERT INTO comments_words(comments_words, rowid, name, body)
    VALUES ('delete', old.id, search_words(old.name), search_words(old.body));
"""
_KEEP: Final = """
    INSERT INTO comments_words(rowid, name, body)
    VALUES (new.id, search_words(new.name), search_words(new.body));
"""
_SQLITE_TRIGGERS: Final = {
    "comments_words_insert": f"AFTER INSERT ON comments_comment BEGIN {_KEEP} END",
    "comments_words_update": (
        f"AFTER UPDATE OF name, body ON comments_comment BEGIN {_FORGET} {_KEEP} END"
    ),
    "comments_words_delete": f"AFTER DELETE ON comments_comment BEGIN {_FORGET} END",
}
# Of earlier versions.
_POSTGRESQL_FORMER: Final = ("comment_words",)
_SQLITE_FORMER: Final = (
    *(f"DROP TRIGGER IF EXISTS comments_search_{on}" for on in ("insert", "update", "delete")),
    "DROP TABLE IF EXISTS comments_search",
)


@cache
def has_fts5() -> bool:
    """Tell whether this Python's SQLite was built with it; nearly all are."""
    with closing(sqlite3.connect(":memory:")) as database:
        used = database.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')")
        return bool(used.fetchone()[0])


def teach_sqlite(*, connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Give a new connection the function that the index's triggers call."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("search_words", 1, search_words, deterministic=True)


def prepare_index(*, using: str, **_signal: Any) -> None:
    """Make what is missing of the index; safe to run again.

    After every `migrate`, and not once in a migration: SQLite loses triggers whenever a later
    migration makes their table anew.
    """
    database = connections[using]
    if database.vendor == "postgresql":
        _prepare_postgresql(database)
    else:
        _prepare_sqlite(database)


def _prepare_sqlite(database: BaseDatabaseWrapper) -> None:
    with database.cursor() as cursor:
        for name, on in _SQLITE.items():
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {on}")
        if not has_fts5():
            return
        for drop in _SQLITE_FORMER:
            cursor.execute(drop)
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'comments_words%%'", [])
        there = {name for [name] in cursor.fetchall()}
        if {"comments_words", *_SQLITE_TRIGGERS} <= there:
            return
        cursor.execute("DROP TABLE IF EXISTS comments_words")
        cursor.execute(_SQLITE_WORDS)
        for name, what in _SQLITE_TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {what}")
        cursor.execute(_SQLITE_WORDS_OF_ALL)


def _prepare_postgresql(database: BaseDatabaseWrapper) -> None:
    """Index without holding up the site: comments can be stored meanwhile."""
    concurrently = "" if database.in_atomic_block else "CONCURRENTLY"
    with database.cursor() as cursor:
        for name, on in _POSTGRESQL.items():
            cursor.execute(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [name]
            )
            found = cursor.fetchone()
            if found == (True,):
                continue
            if found:
                # Left behind where an earlier attempt was interrupted.
                cursor.execute(f"DROP INDEX {concurrently} {name}")
            cursor.execute(f"CREATE INDEX {concurrently} {name} ON {on}")
        for name in _POSTGRESQL_FORMER:
            cursor.execute(f"DROP INDEX {concurrently} IF EXISTS {name}")
