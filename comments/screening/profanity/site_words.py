"""The lexicon of this site: our own list, with what moderators added and removed."""

import re
from functools import cache, lru_cache
from typing import Final

from comments.models import Comment, ProfaneWord
from comments.screening.profanity.entries import Entry, Word, own_entries
from comments.screening.profanity.lexicon import Lexicon

_JOINS: Final = re.compile(r"[-'’]")  # noqa: RUF001


def lexicon_for(comment: Comment) -> Lexicon:
    """Ask the database once. A comment that was never saved needs none: our own list judges it."""
    if comment.pk is None:
        return own_lexicon()
    changes = tuple(ProfaneWord.objects.order_by("pk").values_list("text", "level"))
    return _changed(changes) if changes else own_lexicon()


@cache
def own_lexicon() -> Lexicon:
    return Lexicon(own_entries())


# The list changes rarely, and is built anew only when it did.
@lru_cache(maxsize=1)
def _changed(changes: tuple[tuple[str, int], ...]) -> Lexicon:
    rows = [(_JOINS.sub(" ", text).lower(), level) for text, level in changes]
    added = [Entry(Word(text, level), "noun") for text, level in rows if level]
    removed = [text for text, level in rows if level == ProfaneWord.Level.NOT_PROFANE]
    # What the site says of a word goes before what our list says.
    return Lexicon([*added, *own_entries()], removed)
