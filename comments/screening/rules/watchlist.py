"""Finds watched words, the beginnings of words, and patterns in a comment."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from django.utils.translation import gettext, gettext_lazy

from comments.models import Comment, WatchedWord
from comments.screening.findings import Span
from comments.screening.folding import Folded, fold
from comments.screening.rules.patterns import Patterns, compile_pattern
from comments.unspaced import UNSPACED

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# Words, white space, and signs one by one: so that "c++" is found, and not in "vitamin c". Where a
# script puts no space between words, its letters are signs: what is watched for is in a sentence.
_TOKEN: Final = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+|\s+|[\W_]")
_SHORTEST_PREFIX: Final = 2

IN_TEXT: Final = gettext_lazy("%(word)s in the text")
IN_NAME: Final = gettext_lazy("%(word)s in the name")
IN_WEBSITE: Final = gettext_lazy("%(word)s in the website")
IN_ADDRESS: Final = gettext_lazy("%(word)s in the email address")


class BadWord(ValueError):
    """It cannot be watched for; the message tells a moderator why."""


class Entry(NamedTuple):
    """A line of the list: its columns are those of `WatchedWord`."""

    pk: int
    text: str
    form: str
    action: str
    looks_into_addresses: bool = True


class Hit(NamedTuple):
    """An entry that was found; `span` is its place, where that is the text."""

    entry: Entry
    place: "StrPromise"
    span: Span | None = None

    def __str__(self) -> str:
        """What an address holds is not told: only that it holds it."""
        return str(self.place) % {"word": self._quoted}

    @property
    def _quoted(self) -> str:
        if self.entry.form == WatchedWord.Form.PATTERN:
            if "@" in self.entry.text or self.place is IN_ADDRESS:
                return gettext("a pattern")
        elif "@" in fold(self.entry.text).text:
            return gettext("an address")
        return gettext("“%(word)s”") % {"word": written(self.entry)}


class _Words(NamedTuple):
    """An entry that is no pattern, cut into tokens."""

    entry: Entry
    text: str  # folded
    tokens: list[str]

    @property
    def is_prefix(self) -> bool:
        return self.entry.form == WatchedWord.Form.PREFIX

    def stands_in(self, tokens: list[str]) -> bool:
        """Tell whether these tokens are the entry's."""
        if not self.is_prefix:
            return tokens == self.tokens
        return (
            len(tokens) == len(self.tokens)
            and tokens[:-1] == self.tokens[:-1]
            and tokens[-1].startswith(self.tokens[-1])
        )

    def is_meant_in_host(self, host: str) -> bool:
        """A domain means itself and what is under it, not another that contains its words."""
        return self.is_prefix or _is_or_is_under(self.text, host)

    def is_meant_in_address(self, email: str) -> bool:
        account, at, domain = self.text.rpartition("@")
        if self.is_prefix:
            return not account or email.startswith(self.text)
        if account:
            return email == self.text
        return _is_or_is_under(domain if at else self.text, email.rpartition("@")[2])


class Watchlist:
    """A list that is ready to be looked for; making it takes much longer than using it."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_first_token: defaultdict[str, list[_Words]] = defaultdict(list)
        self._prefixes: defaultdict[str, list[_Words]] = defaultdict(list)
        self._with_patterns: list[Entry] = []
        for entry in entries:
            if entry.form == WatchedWord.Form.PATTERN:
                self._with_patterns.append(entry)
            else:
                self._add_words(entry)
        self._lengths = sorted({len(start) for start in self._prefixes})
        self._patterns = Patterns([entry.text for entry in self._with_patterns])

    def find(self, comment: Comment) -> Iterator[Hit]:
        yield from self.find_outside_address(comment)
        # The newsroom's own replies have none, nor has whoever asked to be forgotten.
        if contact := getattr(comment, "contact", None):
            yield from self._find_in_address(contact.email)

    def find_outside_address(self, comment: Comment) -> Iterator[Hit]:
        """Look into text, name and website alone."""
        body = fold(comment.body)
        for entry, start, end in self._all_in(body):
            yield Hit(entry, IN_TEXT, body.span(start, end))
        for entry, _start, _end in self._all_in(fold(comment.name)):
            yield Hit(entry, IN_NAME)
        yield from self._find_in_website(comment.website)

    def _find_in_website(self, typed: str) -> Iterator[Hit]:
        website = fold(typed).text
        for words, _start, _end in self._words_in(website):
            if words.is_meant_in_host(_host(website)):
                yield Hit(words.entry, IN_WEBSITE)
        for entry, _start, _end in self._patterns_in(website):
            yield Hit(entry, IN_WEBSITE)

    def _find_in_address(self, typed: str) -> Iterator[Hit]:
        email = fold(typed).text
        for words, _start, _end in self._words_in(email):
            if words.entry.looks_into_addresses and words.is_meant_in_address(email):
                yield Hit(words.entry, IN_ADDRESS)
        for entry, _start, _end in self._patterns_in(email):
            if entry.looks_into_addresses:
                yield Hit(entry, IN_ADDRESS)

    def _add_words(self, entry: Entry) -> None:
        text = " ".join(fold(entry.text).text.split())
        tokens = _TOKEN.findall(text)
        if not tokens:
            return
        words = _Words(entry, text, tokens)
        if words.is_prefix and len(tokens) == 1:
            self._prefixes[text].append(words)
        else:
            self._by_first_token[tokens[0]].append(words)

    def _all_in(self, folded: Folded) -> Iterator[tuple[Entry, int, int]]:
        for words, start, end in self._words_in(folded.text):
            yield words.entry, start, end
        yield from self._patterns_in(folded.text)

    def _words_in(self, text: str) -> Iterator[tuple[_Words, int, int]]:
        places = [match.span() for match in _TOKEN.finditer(text)]
        tokens = [" " if text[start].isspace() else text[start:end] for start, end in places]
        for position, token in enumerate(tokens):
            for words in self._by_first_token.get(token, ()):
                last = position + len(words.tokens)
                if words.stands_in(tokens[position:last]):
                    yield words, places[position][0], places[last - 1][1]
            for length in self._lengths:
                if length > len(token):
                    break
                for words in self._prefixes.get(token[:length], ()):
                    yield words, *places[position]

    def _patterns_in(self, text: str) -> Iterator[tuple[Entry, int, int]]:
        for index, start, end in self._patterns.find(text):
            yield self._with_patterns[index], start, end


def written(entry: Entry) -> str:
    """Write it as people know it: word, prefix*, /pattern/."""
    return str(WatchedWord(text=entry.text, form=entry.form))


def check_word(text: str, form: str) -> None:
    """Refuse what could never be found, or would always be; raises `BadWord` or `BadPattern`."""
    if form == WatchedWord.Form.PATTERN:
        compile_pattern(text)
        return
    folded = fold(text).text.split()
    if not folded:
        raise BadWord(gettext("Nothing in it can be seen, so nothing can be found."))
    if form == WatchedWord.Form.PREFIX and len(" ".join(folded)) < _SHORTEST_PREFIX:
        raise BadWord(gettext("The beginning of a word needs two characters or more."))


def same_word(text: str, form: str) -> tuple[str, str]:
    """Return what two entries have in common that find the same."""
    if form == WatchedWord.Form.PATTERN:
        return form, text
    return form, " ".join(fold(text).text.split())


def _is_or_is_under(word: str, host: str) -> bool:
    return "." not in word or host == word or host.endswith(f".{word}")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
