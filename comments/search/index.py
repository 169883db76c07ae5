"""The index of words that `search` asks, and that the database keeps up to date by itself.

FTS5 with triggers in SQLite, GIN in PostgreSQL; and indexes of addresses by their beginnings.
"""

import sqlite3
from contextlib import closing
from functools import cache
from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

ADDRESS: Final = "lower(email)"
SQLITE_DOMAIN: Final = "substr(lower(email), instr(email, '@'))"
POSTGRESQL_DOMAIN: Final = "substr(lower(email), strpos(email, '@'))"
# Its parser would keep addresses, paths and numbers whole: punctuation becomes space before.
POSTGRESQL_WORDS: Final = (
    "to_tsvector('simple', regexp_replace("
    r"regexp_replace(normalize(name || ' / ' || body, NFKD), '[\u0300-\u036f]+', '', 'g'),"
    r" '[!-/:-@\u005b-\u0060\u007b-\u00bf\u2000-\u206f]+', ' ', 'g'))"
)
_POSTGRESQL: Final = {
    "comment_words": f"comments_comment USING gin ({POSTGRESQL_WORDS})",
    "contact_address": f"comments_contact ({ADDRESS} text_pattern_ops)",
    "contact_domain": f"comments_contact (({POSTGRESQL_DOMAIN}) text_pattern_ops)",
}
_SQLITE: Final = {
    "contact_address": f"comments_contact ({ADDRESS})",
    "contact_domain": f"comments_contact ({SQLITE_DOMAIN})",
}
_SQLITE_WORDS: Final = """
    CREATE VIRTUAL TABLE IF NOT EXISTS comments_search USING fts5(
        name, body, content='comments_comment', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2'
    )
"""
_FORGET: Final = """
    INSERT INTO comments_search(comments_search, rowid, name, body)
    VALUES ('delete', old.id, old.name, old.body);
"""
_KEEP: Final = """
    INSERT INTO comments_search(rowid, name, body) VALUES (new.id, new.name, new.body);
"""
_SQLITE_TRIGGERS: Final = {
    "comments_search_insert": f"AFTER INSERT ON comments_comment BEGIN {_KEEP} END",
    "comments_search_update": (
        f"AFTER UPDATE OF name, body ON comments_comment BEGIN {_FORGET} {_KEEP} END"
    ),
    "comments_search_delete": f"AFTER DELETE ON comments_comment BEGIN {_FORGET} END",
}


@cache
def has_fts5() -> bool:
    """Tell whether this Python's SQLite was built with it; nearly all are."""
    with closing(sqlite3.connect(":memory:")) as database:
        used = database.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')")
        return bool(used.fetchone()[0])


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
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'comments_search%%'", [])
        there = {name for [name] in cursor.fetchall()}
        if not has_fts5() or {"comments_search", *_SQLITE_TRIGGERS} <= there:
            return
        cursor.execute(_SQLITE_WORDS)
        for name, what in _SQLITE_TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {what}")
        cursor.execute("INSERT INTO comments_search(comments_search) VALUES ('rebuild')")


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
