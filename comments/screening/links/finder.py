"""Find links in a text as it was typed: addresses, HTML anchors, and the markup of forums.

Every part of the pattern is bounded: the time is linear in the text, whatever was typed.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from comments.markup import WEB_ADDRESS
from comments.screening.findings import Span

# Endings under which a bare name, without http:// or www., is taken for an address.
_ENDINGS: Final = "|".join(
    """
    com org net info biz edu gov io co me ly tv cc ws ru cn uk de fr es it nl pl ua in br us eu
    gl gd to xyz top online site shop club store live pro link click icu vip win bid loan work
    space website tech fun app dev page blog news example
    """.split()  # noqa: SIM905 (as in hosts)
)
_URL: Final = r"""[^\s<>"'\[\]()]{1,2000}"""
# "1.it is late", "too late.It was": a number of a list, or a full stop without its space.
_SENTENCE: Final = rf"\d{{1,2}}\.(?:{_ENDINGS})(?![\w./-])|[\w-]{{1,63}}\.(?-i:It|In|To|Me|Us)\b"
# Wider than what is linked: bare names are none, and may be in letters that fold to ASCII.
_LINK: Final = re.compile(
    rf"""
      <a\s[^<>]{{0,500}}?href\s{{0,9}}=\s{{0,9}}["']?(?P<href>{_URL})[^<>]{{0,500}}>
        (?P<content>(?:[^<]|<(?!/a)){{0,500}})</a>
    | \[(?P<tag>url|link)(?:=["']?(?P<target>{_URL})["']?)?\]
        (?P<shown>[^\[]{{0,500}})\[/(?P=tag)\]
    | {WEB_ADDRESS}
    | (?<![\w.@/-])(?ai:(?:https?|ftp)://|www\.){_URL}
    | (?<![\w.@/-])(?!{_SENTENCE})
        (?P<bare>(?:[a-z0-9-]{{1,63}}\.){{1,8}}(?:{_ENDINGS})(?![\w@-]|\.\w)(?:/{_URL})?)
    """,
    re.IGNORECASE | re.VERBOSE,
)
# It is in every link, and spares most texts the slow search.
_HINT: Final = re.compile(r":/|\.\S|<[aA]|\[[uUlL]")
# "mailto:" and its like; a colon before digits is a port.
_LEADS_TO_NO_HOST: Final = re.compile(r"[a-z]{1,20}:(?!//|\d)", re.IGNORECASE | re.ASCII)
# Belongs to the sentence rather than to the address.
_TRAILING: Final = ".,;:!?*_~"


class Link(NamedTuple):
    """`label` is what the reader is shown, where that is not the address itself."""

    url: str
    host: str
    user_info: str
    span: Span
    label: str = ""
    is_forum_markup: bool = False


def find_links(text: str) -> Iterator[Link]:
    if not _HINT.search(text):
        return
    for match in _LINK.finditer(text):
        span = Span(*match.span())
        if match["href"]:
            yield _link(match["href"], span, label=match["content"])
        elif match["tag"]:
            url = match["target"] or match["shown"].strip()
            yield _link(url, span, label=match["shown"])._replace(is_forum_markup=True)
        else:
            url = match.group().rstrip(_TRAILING)
            yield _link(url, Span(span.start, span.start + len(url)))


def without_links(text: str) -> str:
    """Return the text as it reads without its links and what is shown in place of them."""
    kept = []
    end = 0
    for link in find_links(text):
        kept.append(text[end : link.span.start])
        end = link.span.end
    return " ".join([*kept, text[end:]]).strip()


def links_beside(text: str, others: Iterable[str]) -> list[Link]:
    """Return the links of a text that none of the others has."""
    links = list(find_links(text))
    if not links:
        return []
    theirs = {link.url for other in others for link in find_links(other)}
    return [link for link in links if link.url not in theirs]


def as_link(url: str) -> Link:
    """Take a web address that stands by itself for a link."""
    return _link(url, Span(0, len(url)))


def _link(url: str, span: Span, *, label: str = "") -> Link:
    address = url.replace("\\", "/")  # as browsers read it
    if _LEADS_TO_NO_HOST.match(address):
        return Link(url, "", "", span, label)
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        host = parts.hostname or ""
    except ValueError:  # brackets that are no IPv6 address
        return Link(url, "", "", span, label)
    user_info, _at, _rest = parts.netloc.rpartition("@")
    return Link(url, host.rstrip("."), user_info, span, label)
