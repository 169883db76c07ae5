"""Names that pass for a colleague's, or for the newsroom itself."""

import re
from collections.abc import Iterator
from functools import cache
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
_ARTICLES: Final = frozenset("a an the der die das el la le les los il lo de het o os".split())  # noqa: SIM905
# So many letters of our name can be others, or missing, and it is still read as ours.
_STILL_READ: Final = ((12, 2), (8, 1))
# What those are called who speak for a site, one or many of them, in the languages of the lists.
_OFFICE: Final = (
    "admins?|administrators?|mods?|moderators?|webmasters?|webmistress|editors?|newsrooms?|staff"
    "|[a-z]{0,12}redakteur(?:e|in|innen)?|administrator(?:en|in)|moderator(?:en|in)"
    "|redactions?|redactrices?|moderat(?:eur|rice)s?|administrat(?:eur|rice)s?"
    "|redaccion|redactor(?:a|es|as)?|moderador(?:a|es|as)?|administrador(?:a|es|as)?"
    "|redazione|redattor[ei]|moderator[ei]|amministrator[ei]"
    "|(?:hoofd|eind|web)?redact(?:ie|eurs?|rices?)|redakc(?:ja|e|ia)|redacao|redaksjon(?:en)?"
    # As Chefredaktion, Redaktionsteam, redaktor, redaktörin, redaktør.
    "|[a-z]{0,12}redakt(?:ion|or)(?:s[a-z]{0,10}|in|innen|en|er|erna|ka|i)?"
    "|toimitus|paatoimittaja|szerkeszto(?:seg)?|editor(?:ul|ka|en|in)"
)
_OFFICES: Final = re.compile(
    rf"\b(?:{_OFFICE}|editorial (?:team|staff|office|board|desk)"
    r"|(?:customer|reader|client) (?:support|services?|care|relations)"
    r"|(?:support|comments?|news|help|city) (?:team|desk)|helpdesk|sysadmins?|service client"
    r"|servicio al cliente|atencion al cliente|kunden(?:dienst|service)|klantenservice)\b"
)
# The same in one word, as "TheEditors" or "SiteAdmin42".
_OFFICE_IN_ONE: Final = re.compile(
    rf"(?:the|site|our|your|official)*(?:{_OFFICE}|editorial(?:team|staff|office|board|desk)?"
    r"|customer(?:support|services?|care))(?:team|account|official|desk)*"
)
# "Ad Min" is a name that people have.
_SHORTEST_IN_PIECES: Final = 6
# Words that claim an office where they are the whole name: people have them as a part of theirs.
_CLAIMING: Final = frozenset(
    """
    editorial editoriale support official officially offiziell officiel officielle oficial ufficiale
    officieel verified moderation moderacion moderacao moderazione moderatie moderering
    moderationsteam administration administracion administrazione verwaltung direction direccion
    direzione leitung management publisher publishers herausgeber verlag owner system postmaster
    """.split()  # noqa: SIM905 - as in hosts
)
_BESIDE_A_CLAIM: Final = _ARTICLES | frozenset(
    "account comments conta compte desk konto news of office our page seite site team your".split()  # noqa: SIM905
)
# The same in scripts that have no Latin letters; those of scripts without spaces stand anywhere.
_OFFICES_ELSEWHERE: Final = """
    редакция редакції редакція редактор редакторы модератор модераторы админ администратор
    администрация адміністратор σύνταξη συντάκτης διαχειριστής συντονιστής المشرف المحرر الإدارة
    מערכת העורך מנהל
    """.split()  # noqa: SIM905 - as in hosts
_OFFICES_UNSPACED: Final = re.compile(
    "编辑|編輯|编辑部|管理员|管理員|版主|小编|小編|官方|編集部|管理人|管理者|運営|관리자|운영자|편집부|편집자|공식"
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
    may_differ = next((most for least, most in _STILL_READ if len(ours_as_read) >= least), None)
    if may_differ is not None and _differs_by(ours_as_read, read) <= may_differ:
        return True
    if len(ours_as_read) < _SHORTEST:
        return ours_as_read == read
    return _stands_in(_words(ours), _words(name))


def _differs_by(wanted: str, text: str) -> int:
    """Return by how many letters what is most like it in the text differs (Sellers' algorithm)."""
    costs = list(range(len(wanted) + 1))
    least = costs[-1]
    for letter in text:
        above, costs[0] = costs[0], 0
        for at, own in enumerate(wanted, start=1):
            same = above + (letter != own)
            above, costs[at] = costs[at], min(same, costs[at] + 1, costs[at - 1] + 1)
        least = min(least, costs[-1])
    return least


def _claims_office(name: str) -> bool:
    folded = fold(name).text
    plain = folded.translate(_READ_AS)
    if any(map(_says_office, {folded, plain, _with_strokes_read(plain)})):
        return True
    return _says_office_elsewhere(name)


def _says_office(text: str) -> bool:
    words = _NO_WORD.split(text)
    spoken = " ".join(words)
    if _OFFICES.search(spoken):
        return True
    words = [word for word in words if word]
    if _CLAIMING.intersection(words) and _CLAIMING.union(_BESIDE_A_CLAIM).issuperset(words):
        return True
    in_one = "".join(words)
    is_one = len(words) == 1 or len(in_one) >= _SHORTEST_IN_PIECES or len(in_one) == len(words)
    if not is_one:
        return False
    return in_one in _CLAIMING or _OFFICE_IN_ONE.fullmatch(in_one) is not None


def _says_office_elsewhere(name: str) -> bool:
    if name.isascii():
        return False
    if _OFFICES_UNSPACED.search("".join(_NOT_A_LETTER.split(name))):
        return True
    return not _offices_elsewhere().isdisjoint(_NO_WORD.split(fold(name).text))


@cache
def _offices_elsewhere() -> frozenset[str]:
    """Return the words as they are folded: some of their letters look like Latin ones."""
    return frozenset(fold(word).text for word in _OFFICES_ELSEWHERE)


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
    return _with_strokes_read(_NOT_A_LETTER.sub("", fold(name).text.translate(_READ_AS)))


def _with_strokes_read(text: str) -> str:
    return text.replace("rn", "m").replace("vv", "w").replace("l", "i")
