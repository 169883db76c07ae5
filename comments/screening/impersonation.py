"""Names that pass for a colleague's, or for the newsroom itself."""

import re
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from comments.models import Comment
from comments.screening.findings import Finding
from comments.screening.folding import fold

_SAME: Final = 0.3  # two people may have one name
_DISGUISED: Final = 0.8
_OURS: Final = 0.5

_NOT_A_LETTER: Final = re.compile(r"[\W_]+")
_NO_WORD: Final = re.compile(r"[\W\d_]+")
# Signs that are read as letters, beyond what folding does.
_READ_AS: Final = str.maketrans("0134578|!$@", "oieastbiisa")
_SHORTEST: Final = 5  # letters; shorter names are anybody's
_LONG: Final = 8  # letters; so many are not by chance within others
_ARTICLES: Final = frozenset("a an the der die das el la le les los il lo de het o os".split())  # noqa: SIM905
# What those are called who speak for a site, one or many of them, in the languages of the lists.
_OFFICE: Final = (
    "admins?|administrators?|mods?|moderators?|webmasters?|webmistress|editors?|newsrooms?|staff"
    "|redaktion|redakteur(?:e|in|innen)?|administrator(?:en|in)|moderator(?:en|in)"
    "|redactions?|redacteurs?|redactrices?|moderat(?:eur|rice)s?|administrat(?:eur|rice)s?"
    "|redaccion|redactor(?:a|es|as)?|moderador(?:a|es|as)?|administrador(?:a|es|as)?"
    "|redazione|redattor[ei]|moderator[ei]|amministrator[ei]|redactie|redakcja|redacao"
)
_OFFICES: Final = re.compile(
    rf"\b(?:{_OFFICE}|editorial (?:team|staff|office|board)"
    r"|(?:support|comments?|news) (?:team|desk))\b"
)
# The same in one word, as "TheEditors" or "SiteAdmin42".
_OFFICE_IN_ONE: Final = re.compile(
    rf"(?:the|site|our|your|official)*(?:{_OFFICE}|editorial(?:team|staff|office|board))"
    r"(?:team|account|official)*"
)


def check_impersonation(comment: Comment) -> Finding | None:
    """Compare with the names of those who work here, as a reader would mistake them."""
    for colleague in _colleagues():
        if finding := _like_colleague(comment.name, colleague):
            return finding
    if any(_speaks_for(comment.name, ours) for ours in _our_names()):
        return Finding(_OURS, _("The name speaks for the newsroom."))
    if _claims_office(comment.name):
        return Finding(_OURS, _("The name claims an office."))
    return None


def _like_colleague(name: str, colleague: str) -> Finding | None:
    """Names of people count from some letters on; as they are, also shorter ones, of log-ins."""
    is_alike = _as_read(name) == _as_read(colleague) and len(_as_read(name)) >= _SHORTEST
    if is_alike or _plain(name) == _plain(colleague):
        return _finding(name, colleague)
    parts = _words(colleague)
    is_part = len(parts) > 1 and _stands_in(parts, _words(name))
    return _finding(colleague, colleague) if is_part else None


def _our_names() -> Iterator[str]:
    """Yield what we are called, with and without the article."""
    for ours in (settings.SITE_NAME, settings.NEWSROOM_SIGNATURE):
        yield ours
        first, _space, rest = ours.partition(" ")
        if first.casefold() in _ARTICLES and rest:
            yield rest


def _speaks_for(name: str, ours: str) -> bool:
    ours_as_read, read = _as_read(ours), _as_read(name)
    if not ours_as_read:
        return False
    if len(ours_as_read) >= _LONG and ours_as_read in read:
        return True
    if len(ours_as_read) < _SHORTEST:
        return ours_as_read == read
    return _stands_in(_words(ours), _words(name))


def _claims_office(name: str) -> bool:
    folded = fold(name).text
    for text in (folded, folded.translate(_READ_AS)):
        words = " ".join(_NO_WORD.split(text))
        if _OFFICES.search(words) or _OFFICE_IN_ONE.fullmatch(words.replace(" ", "")):
            return True
    return False


def _stands_in(words: list[str], others: list[str]) -> bool:
    """Tell whether the words stand among the others, one after the other, either way round."""
    places = range(len(others) - len(words) + 1)
    return any(others[at : at + len(words)] in (words, words[::-1]) for at in places)


def _words(name: str) -> list[str]:
    return [read for word in name.split() if (read := _as_read(word))]


def _finding(name: str, colleague: str) -> Finding:
    if _plain(name) == _plain(colleague):
        return Finding(_SAME, _("A colleague is called the same: %(name)s.") % {"name": colleague})
    return Finding(
        _DISGUISED,
        _("The name only looks like that of a colleague: %(name)s.") % {"name": colleague},
    )


def _colleagues() -> list[str]:
    rows = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    names = rows.values_list("first_name", "last_name", "username")
    return [
        name
        for first, last, username in names
        for name in (f"{first} {last}".strip(), username)
        if name
    ]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _as_read(name: str) -> str:
    """Keep what a hasty reader sees: letters, with what looks like one taken for it."""
    letters = _NOT_A_LETTER.sub("", fold(name).text.translate(_READ_AS))
    return letters.replace("rn", "m").replace("vv", "w").replace("l", "i")
