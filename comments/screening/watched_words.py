"""Words, phrases and domains that moderators watch for."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from comments.models import Comment, WatchedWord
from comments.screening.findings import Finding, Span
from comments.screening.folding import fold

# Words, white space, and signs one by one: so that "c++" is found, and not in "vitamin c".
_TOKEN: Final = re.compile(r"[^\W_]+|\s+|[\W_]")
_HELD: Final = 0.7
_BLOCKED: Final = 1.0


class _Watched(NamedTuple):
    tokens: list[str]
    text: str  # folded
    typed: str
    is_blocked: bool

    @property
    def quoted(self) -> str:
        """A mail address is not repeated: it may be the writer's."""
        return _("an address") if "@" in self.text else _("“%(word)s”") % {"word": self.typed}


class _Hit(NamedTuple):
    watched: _Watched
    place: str
    span: Span | None = None


def check_watched_words(comment: Comment) -> Finding | None:
    """Find them as whole words in text and name, and in website and address also as domains."""
    rows = tuple(WatchedWord.objects.order_by("pk").values_list("text", "action"))
    if not rows:
        return None
    hits = list(_hits(comment, _by_first_token(rows)))
    if not hits:
        return None
    blocked = [hit for hit in hits if hit.watched.is_blocked]
    held = [hit for hit in hits if not hit.watched.is_blocked]
    sentences = []
    if blocked:
        sentences.append(_("Blocked: %(words)s.") % {"words": _listed(blocked)})
    if held:
        sentences.append(_("Held for review: %(words)s.") % {"words": _listed(held)})
    spans = tuple(sorted({hit.span for hit in hits if hit.span}))
    return Finding(_BLOCKED if blocked else _HELD, " ".join(sentences), spans)


def _hits(comment: Comment, index: dict[str, list[_Watched]]) -> Iterator[_Hit]:
    body = fold(comment.body)
    for watched, start, end in _found(index, body.text):
        yield _Hit(watched, _("%(word)s in the text"), body.span(start, end))
    for watched, _start, _end in _found(index, fold(comment.name).text):
        yield _Hit(watched, _("%(word)s in the name"))
    website = fold(comment.website).text
    for watched, _start, _end in _found(index, website):
        if _is_meant_in_host(watched.text, _host(website)):
            yield _Hit(watched, _("%(word)s in the website"))
    email = fold(comment.contact.email).text
    for watched, _start, _end in _found(index, email):
        if _is_meant_in_address(watched.text, email):
            yield _Hit(watched, _("%(word)s in the email address"))


def _listed(hits: list[_Hit]) -> str:
    """List each once. What the address holds is not told: only that it holds it."""
    return ", ".join(dict.fromkeys(hit.place % {"word": hit.watched.quoted} for hit in hits))


def _is_meant_in_host(word: str, host: str) -> bool:
    """A domain means itself and what is under it, not another that contains its words."""
    return "." not in word or host == word or host.endswith(f".{word}")


def _is_meant_in_address(word: str, email: str) -> bool:
    account, at, domain = word.rpartition("@")
    if account:
        return email == word
    return _is_meant_in_host(domain if at else word, email.rpartition("@")[2])


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _found(index: dict[str, list[_Watched]], text: str) -> Iterator[tuple[_Watched, int, int]]:
    places = [match.span() for match in _TOKEN.finditer(text)]
    tokens = [" " if text[start].isspace() else text[start:end] for start, end in places]
    for position, token in enumerate(tokens):
        for watched in index.get(token, ()):
            last = position + len(watched.tokens)
            if tokens[position:last] == watched.tokens:
                yield watched, places[position][0], places[last - 1][1]


# The lists change rarely, and are folded anew only where they did.
@lru_cache(maxsize=1)
def _by_first_token(rows: tuple[tuple[str, str], ...]) -> dict[str, list[_Watched]]:
    index = defaultdict(list)
    for typed, action in rows:
        text = " ".join(fold(typed).text.split())
        tokens = _TOKEN.findall(text)
        if tokens:
            is_blocked = action == WatchedWord.Action.BLOCK
            index[tokens[0]].append(_Watched(tokens, text, typed, is_blocked))
    return dict(index)
