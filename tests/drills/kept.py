"""What has to be the same after a restore or an upgrade as it was before, row by row."""

import contextlib
import hashlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Rows = dict[str, set[tuple[Any, ...]]]
# Nothing here is changed by a machine, nor by a migration: HTML is rendered again, and leases and
# versions count.
KEPT: Mapping[str, str] = {
    "articles": "SELECT id, slug, headline, body, lead_image, published_at FROM articles_article",
    "colleagues": "SELECT id, username, password, is_staff FROM auth_user",
    "log-ins": "SELECT session_key, session_data FROM django_session",
    "comments": "SELECT id, article_id, parent_id, name, website, body, created_at, receipt_digest"
    " FROM comments_comment",
    "contacts": "SELECT comment_id, email, email_digest, created_at FROM comments_contact",
    "decisions": "SELECT id, comment_id, by_id, from_status, to_status, reason, created_at"
    " FROM comments_decision",
}


def rows_of(database: Path) -> Rows:
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return {name: set(connection.execute(sql)) for name, sql in KEPT.items()}


def files_of(folder: Path) -> dict[str, str]:
    """Return the digest of each file below the folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
