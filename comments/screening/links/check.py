"""Links: how many for how much text, and what is odd about each."""

from collections.abc import Iterator
from math import prod
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.markup import words_of
from comments.models import Comment
from comments.screening.findings import Finding
from comments.screening.links.finder import Link, as_link, find_links
from comments.screening.links.hosts import (
    is_look_alike,
    is_network_address,
    is_shortener,
    is_wrapper,
    same_site,
)

# However odd its links, a comment is not surely spam by them alone.
_MOST: Final = 0.9

_WORDS_FOR_A_LINK: Final = 50
_FEW_WORDS: Final = 5
_BARE_LINK: Final = 0.4
_TOO_MANY: Final = 0.3  # for each
_HIDDEN: Final = 0.4
_HIDDEN_BY_ITSELF: Final = 0.15
_QUOTED_LENGTH: Final = 60


def check_links(comment: Comment) -> Finding | None:
    """Weigh each oddity once, as if they were independent of each other."""
    links = list(find_links(comment.body))
    oddities = dict(_in_number(comment.body, links))
    for link in links:
        oddities |= _oddities(link)
    if comment.website:
        oddities |= {
            _("In the website: %(oddity)s") % {"oddity": oddity}: score
            for oddity, score in _oddities(as_link(comment.website)).items()
        }
    if not oddities:
        return None
    score = 1 - prod(1 - score for score in oddities.values())
    return Finding(min(score, _MOST), " ".join(oddities), tuple(link.span for link in links))


def _in_number(text: str, links: list[Link]) -> Iterator[tuple[str, float]]:
    """A source is what a good comment has; more of them need more to say."""
    if not links:
        return
    words = len(text.split()) - sum(len(text[slice(*link.span)].split()) for link in links)
    too_many = len(links) - 1 - words // _WORDS_FOR_A_LINK
    if too_many > 0:
        oddity = ngettext(
            "%(links)d links and %(words)d word.", "%(links)d links and %(words)d words.", words
        )
        yield oddity % {"links": len(links), "words": words}, min(too_many * _TOO_MANY, _MOST)
    elif words < _FEW_WORDS:
        yield _("A link and hardly a word about it."), _BARE_LINK


def _oddities(link: Link) -> dict[str, float]:
    hidden = _HIDDEN_BY_ITSELF if is_wrapper(link.host) else _HIDDEN
    return {
        oddity % {"host": link.host[:_QUOTED_LENGTH]}: score
        for is_odd, oddity, score in (
            (link.is_forum_markup, _("Forum markup, as robots post it everywhere."), 0.6),
            (is_shortener(link.host), _("%(host)s hides where the link leads."), hidden),
            (is_network_address(link.host), _("The link leads to a bare number: %(host)s."), 0.5),
            (is_look_alike(link.host), _("%(host)s only looks like the name it shows."), 0.7),
            (link.user_info, _("A log-in stands before the host %(host)s in the link."), 0.6),
            (_misleads(link), _("The link names one site and leads to %(host)s."), 0.7),
        )
        if is_odd
    }


def _misleads(link: Link) -> bool:
    """Tell whether the reader is shown another site than the one that the link leads to."""
    shown = (named.host for named in find_links(words_of(link.label)))
    return any(not same_site(host, link.host) for host in shown if host)
