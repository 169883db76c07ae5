"""Names that pass for a colleague's, or for the newsroom itself."""

import re
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from comments.models import Comment
from comments.screening.findings import Finding
from comments.screening.folding import fold

_SAME: Final = 0.3  # two people may have one name
_DISGUISED: Final = 0.8
_OFFICE: Final = 0.5

_NOT_A_LETTER: Final = re.compile(r"[\W_]+")
# Signs that are read as letters, beyond what folding does.
_READ_AS: Final = str.maketrans("0134578|!$@", "oieastbiisa")
_SHORTEST: Final = 5  # letters; shorter names are anybody's
_OFFICES: Final = re.compile(
    r"\b(?:admin|administrator|moderator|editor|webmaster|newsroom|editorial team|staff)\b"
)


def check_impersonation(comment: Comment) -> Finding | None:
    """Compare with the names of those who work here, as a reader would mistake them."""
    read = _as_read(comment.name)
    for colleague in _names_of_staff():
        if len(read) >= _SHORTEST and read == _as_read(colleague):
            return _finding(comment.name, colleague)
    for ours in (settings.SITE_NAME, settings.NEWSROOM_SIGNATURE):
        if len(name := _as_read(ours)) >= _SHORTEST and name in read:
            return Finding(_OFFICE, _("The name speaks for the newsroom."))
    if _OFFICES.search(fold(comment.name).text):
        return Finding(_OFFICE, _("The name claims an office."))
    return None


def _finding(name: str, colleague: str) -> Finding:
    if _plain(name) == _plain(colleague):
        return Finding(_SAME, _("A colleague is called the same: %(name)s.") % {"name": colleague})
    return Finding(
        _DISGUISED,
        _("The name only looks like that of a colleague: %(name)s.") % {"name": colleague},
    )


def _names_of_staff() -> list[str]:
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
