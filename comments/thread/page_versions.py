"""What of comments readers see: the database raises their article's version where that changes."""

from typing import Any, Final

from articles.page_triggers import Seen, make_triggers
from comments.models import Status

_COMMENTS: Final = Seen(
    table="comments_comment",
    columns=(
        "id",
        "article_id",
        "parent_id",
        "conversation",
        "author_id",
        "name",
        "website",
        "body_html",
        "created_at",
        "edited_at",
        "featured_at",
    ),
    article="{row}.article_id",
    only=f"{{row}}.status = '{Status.APPROVED}'",
)
# The feed says when a text last changed.
_EDITS: Final = Seen(
    table="comments_edit",
    columns=("id", "comment_id", "created_at"),
    article=(
        "(SELECT article_id FROM comments_comment"  # noqa: S608 - all of it is our own words
        f" WHERE id = {{row}}.comment_id AND status = '{Status.APPROVED}')"
    ),
)


def watch_comments(*, using: str, **_signal: Any) -> None:
    """Make the triggers after every `migrate`: SQLite loses them where a table is made anew."""
    seen = (_COMMENTS, _EDITS)
    make_triggers(using, tables=[rows.table for rows in seen], seen=seen)
