"""Search for words in what comments say, as quick at a million as at ten.

Every word must occur, in the text or in the name, as a word or as the beginning of one; what
stands in quotation marks must occur as it is, as whole words. Case, accents and punctuation make
no difference. Nothing that anybody types is an error: what is neither letter nor digit is space.

The database keeps an index of the words: FTS5 in SQLite, kept up to date by triggers, and GIN in
PostgreSQL, of the words as `cutting` has them. Where a Python's SQLite lacks FTS5, every text is
read instead: the same is found, slowly.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Self

from django.db import connections
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from comments.guests import clean_typed
from comments.models import CommentQuerySet
from comments.search.cutting import POSTGRESQL_WORDS, words_in
from comments.search.index import ADDRESS, POSTGRESQL_DOMAIN, SQLITE_DOMAIN, has_fts5

_QUOTED_OR_NOT: Final = re.compile(r'"([^"]*)"?|([^\s"]+)')
_AN_ADDRESS: Final = re.compile(r"\S*@\S+|\S+@")
# What stands in sentences and between words, and nobody looks for: spaces, marks, dashes, brackets.
_PUNCTUATION: Final = frozenset("'\".,;:!?/…")
_KINDS_OF_PUNCTUATION: Final = ("Z", "M", "C", "Pd", "Ps", "Pe", "Pi", "Pf")
_AFTER_ALL_CHARACTERS: Final = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one after the other; the last may be the beginning of one, where `is_open`."""

    words: tuple[str, ...]
    is_open: bool

    def __str__(self) -> str:
        return f"“{' '.join(self.words)}{'…' if self.is_open else ''}”"

    @property
    def as_said(self) -> str:
        """As it stands among words that have a space before and behind them."""
        return f" {' '.join(self.words)}{'' if self.is_open else ' '}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; `address` is an address, the beginning of one, or “@domain”."""

    phrases: tuple[Phrase, ...]
    address: str = ""

    @classmethod
    def words(cls, typed: str) -> Self:
        phrases = (
            Phrase(tuple(words_in(quoted or bare)), is_open=bool(bare))
            for quoted, bare in _QUOTED_OR_NOT.findall(typed)
        )
        return cls(tuple(phrase for phrase in phrases if phrase.words))

    @classmethod
    def words_or_address(cls, typed: str) -> Self:
        """Read the same, for those who may see addresses: an address has its @."""
        is_address = _AN_ADDRESS.fullmatch(clean_typed(typed).strip())
        return cls(cls.words(typed).phrases, is_address[0].lower() if is_address else "")

    def is_in(self, name: str, body: str, email: str | None = None) -> bool:
        """Tell what the index would, of a text that is at hand; without an address if erased."""
        if self.address and email and self._is_address(email.lower()):
            return True
        said = f" {' '.join(words_in(name))} / {' '.join(words_in(body))} "
        return bool(self.phrases) and all(phrase.as_said in said for phrase in self.phrases)

    def _is_address(self, email: str) -> bool:
        domain = email[email.find("@") :]
        return (domain if self.address.startswith("@") else email).startswith(self.address)


def tell_what_is_looked_for(typed: str) -> str:
    """Return the words that a search for what was typed looks for, where that says more.

    They are “a b…” for “a<b”. Empty where no sign is left out that anybody may have meant.
    """
    if not any(map(_is_left_out, typed)):
        return ""
    return " ".join(map(str, Wanted.words(typed).phrases))


def _is_left_out(sign: str) -> bool:
    """Tell whether it is a sign that is not looked for, and more than what parts words."""
    is_punctuation = unicodedata.category(sign).startswith(_KINDS_OF_PUNCTUATION)
    return not (is_punctuation or sign in _PUNCTUATION or words_in(sign))


# The SQL below is put together of our own constants; what was typed is a parameter.


def search(comments: CommentQuerySet, wanted: Wanted) -> CommentQuerySet:
    """Keep those in which all of it occurs, or that came from the address."""
    if not wanted.phrases:
        return comments.none()
    database = connections[comments.db]
    if database.vendor == "postgresql":
        sql, params = _in_postgresql(wanted)
    elif has_fts5():
        sql, params = _in_sqlite(wanted)
    else:
        sql, params = _by_reading(wanted)
    return comments.filter(pk__in=RawSQL(sql, params, BigIntegerField()))  # noqa: S611


def having_address(address: str, *, vendor: str) -> tuple[str, list[str]]:
    """Return the query, and its parameters, of the comments that came from such an address."""
    is_domain = address.startswith("@")
    sql = "SELECT comment_id FROM comments_contact WHERE "
    if vendor == "postgresql":
        column = POSTGRESQL_DOMAIN if is_domain else ADDRESS
        return f"{sql}{column} LIKE %s", [re.sub(r"([\\%_])", r"\\\1", address) + "%"]
    column = SQLITE_DOMAIN if is_domain else ADDRESS
    return f"{sql}{column} BETWEEN %s AND %s", [address, address + _AFTER_ALL_CHARACTERS]


def _in_sqlite(wanted: Wanted) -> tuple[str, list[str]]:
    match = " ".join(
        f'"{" ".join(phrase.words)}"{" *" if phrase.is_open else ""}' for phrase in wanted.phrases
    )
    sql = "SELECT rowid FROM comments_words WHERE comments_words MATCH %s"
    return _or_from_address(wanted, sql, [match])


def _by_reading(wanted: Wanted) -> tuple[str, list[str]]:
    said = "' ' || search_words(name) || ' / ' || search_words(body) || ' '"
    are_said = " AND ".join(f"instr({said}, %s)" for _phrase in wanted.phrases)
    sql = f"SELECT id FROM comments_comment WHERE {are_said}"  # noqa: S608
    return _or_from_address(wanted, sql, [phrase.as_said for phrase in wanted.phrases])


def _or_from_address(wanted: Wanted, sql: str, params: list[str]) -> tuple[str, list[str]]:
    if not wanted.address:
        return sql, params
    of_address, more = having_address(wanted.address, vendor="sqlite")
    return f"{sql} UNION {of_address}", [*params, *more]


def _in_postgresql(wanted: Wanted) -> tuple[str, list[str]]:
    sql = f"SELECT id FROM comments_comment WHERE {POSTGRESQL_WORDS} @@ to_tsquery('simple', %s)"  # noqa: S608
    match = " & ".join(
        f"({' <-> '.join(map(repr, phrase.words))}{':*' if phrase.is_open else ''})"
        for phrase in wanted.phrases
    )
    if not wanted.address:
        # Found for itself, whatever it is joined with: to read a text into words is slow.
        return f"{sql} OFFSET 0", [match]
    of_address, params = having_address(wanted.address, vendor="postgresql")
    return f"{sql} UNION {of_address}", [match, *params]
