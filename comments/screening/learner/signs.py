"""Signs in what a comment does: its links, its contacts, its lures, and what its writer gave.

Every pattern is bounded: the time is linear in the text, whatever was typed.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from comments.screening.folding import Folded
from comments.screening.learner.looks import looks_of
from comments.screening.learner.lures import lures_of
from comments.screening.learner.sign import Sign, counted, size
from comments.screening.learner.typed import Typed
from comments.screening.links import (
    Link,
    as_link,
    find_links,
    is_look_alike,
    is_network_address,
    is_shortener,
    is_wrapper,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")


class _Contact(NamedTuple):
    """`hint` is in all that the pattern matches: it spares most texts the slow search."""

    key: str
    label: "StrPromise"
    pattern: re.Pattern[str]
    hint: re.Pattern[str]


_AT: Final = re.compile("@")
_DIGIT: Final = re.compile(r"\d")
_CONTACTS: Final = (
    _Contact("email", _("an email address"), _EMAIL, _AT),
    _Contact(
        "phone",
        _("a phone number"),
        re.compile(r"(?<![\w.,:/=@-])[+(]{0,2}\d(?:[\s().-]{0,2}\d){8,14}(?![\w/])"),
        _DIGIT,
    ),
    _Contact("handle", _("an @ name"), re.compile(r"(?<![\w@./])@\w{3,30}"), _AT),
    _Contact(
        "messenger",
        _("a messenger"),
        re.compile(
            r"\b(?:what'?s?\s?app|telegram|wechat|viber|kik|skype|snap\s?chat|discord|hangouts?"
            r"|icq|(?:t|wa)\.me|line id|instagram|insta)\b"
        ),
        re.compile(r"app|gram|chat|viber|kik|skype|discord|hangout|icq|\.me|line id|insta"),
    ),
    _Contact(
        "hidden_host",
        _("a web address spelt out"),
        re.compile(
            r"(?<![\w.-])[\w-]{2,40}"
            r"(?:\s{1,3}\.\s{0,3}|\s{0,3}\.\s{1,3}|\s{0,3}[(\[]?\s?dot\s?[)\]]?\s{0,3})"
            r"(?:com|net|org|ru|info|co|tk|biz)\b(?![\w-])"
        ),
        re.compile(r"[.\s)\]t](?:com|net|org|ru|info|co|tk|biz)\b"),
    ),
    _Contact(
        "money",
        _("a sum of money"),
        re.compile(
            r"[$£€¥₦₹]\s?\d(?:[\d,.]{0,14}\d)?"
            r"|(?<![\w.,])\d[\d,.]{0,15}\s?(?:usd|eur|gbp|dollars?|euros?|btc)\b"
        ),
        _DIGIT,
    ),
)
_FREE_MAIL: Final = re.compile(
    r"@(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|aol|icloud|gmx|web|mail|protonmail"
    r"|proton|yandex)\."
)
# Where readers find what they quote. Anybody can take such a name: it is a hint.
_PRESS: Final = re.compile(
    r"news|times|post|herald|tribune|guardian|gazette|journal|press|daily|telegraph|reuters"
    r"|wikipedia|bbc|cbc|cnn|npr|pbs|nbc|abc|cbs|\.(?:gov|edu|mil|int)\b|\.ac\."
)
# A date, or a headline with hyphens.
_ARTICLE: Final = re.compile(r"(?:19|20)\d\d[/-]\d{1,2}|(?:[a-z0-9]{1,30}[-_]){3}")
_SHORT_NAME: Final = 3  # initials are no shouting
_MANY_WORDS: Final = 4


def signs_of(typed: Typed, text: Folded) -> Iterator[Sign]:
    """Find every sign; `text` is the text that was typed, folded."""
    links = list(find_links(text.original))
    yield from _links(links, text.original)
    yield from _contacts(text)
    yield from _lures(text)
    yield from looks_of(text.original)
    if typed.name:
        yield Sign(_("the name"), tuple(_of_name(typed.name.strip())))
    if typed.website:
        website = as_link(typed.website)
        keys = ("website", *_of_host("website", website))
        again = any(link.host == website.host for link in links)
        yield Sign(
            _("the website %(what)s"),
            (*keys, "website:again") if again else keys,
            what=website.host,
        )
    if typed.email:
        yield Sign(_("the mail address"), tuple(_of_address(typed.email.lower())))


def _links(links: list[Link], text: str) -> Iterator[Sign]:
    if not links:
        return
    spans = tuple(link.span for link in links)
    linked = sum(span.end - span.start for span in spans)
    words = max(len(text.split()) - len(links), 0)
    keys = (
        *counted("link", len(links)),
        f"link:share={4 * linked // len(text)}",
        f"link:words={size(words)}",
    )
    yield Sign(_("how it links"), keys, spans, is_address=True)
    for link in links:
        of_host = tuple(_of_host("link", link))
        yield Sign(_("a link to %(what)s"), of_host, (link.span,), what=link.host)
        if link.label:
            yield Sign(_("a link made with markup"), ("link:markup",), (link.span,))


def _of_host(kind: str, link: Link) -> Iterator[str]:
    host = link.host.removeprefix("www.")
    yield f"{kind}:host={host}"
    yield f"{kind}:ending={host.rpartition('.')[2]}"
    if is_wrapper(host):
        yield f"{kind}:wrapped"
    elif is_shortener(host):
        yield f"{kind}:shortener"
    if is_network_address(host) or is_look_alike(host) or link.user_info or link.is_forum_markup:
        yield f"{kind}:odd"
    path = link.url.partition("://")[2].partition("/")[2]
    yield f"{kind}:path={size(len(path))}"
    if any(map(str.isdigit, host)) or host.count("-") > 1:
        yield f"{kind}:made_up"
    if _PRESS.search(host):
        yield f"{kind}:press"
    if _ARTICLE.search(path):
        yield f"{kind}:article"


def _contacts(text: Folded) -> Iterator[Sign]:
    for key, label, pattern, hint in _CONTACTS:
        if not hint.search(text.text):
            continue
        places = tuple(text.span(*match.span()) for match in pattern.finditer(text.text))
        if places:
            yield Sign(label, counted(key, len(places)), places, is_address=pattern is _EMAIL)


def _lures(text: Folded) -> Iterator[Sign]:
    # The features keep the name that the shipped seed and every stored learner know.
    lures = list(lures_of(text.text))
    for lure in lures:
        spans = tuple(text.span(*place) for place in lure.places)
        yield Sign(lure.label, counted(f"appeal:{lure.key}", len(spans)), spans)
    yield Sign("" if lures else _("asks for nothing"), (f"appeals={len(lures)}",))


def _of_name(name: str) -> Iterator[str]:
    words = name.lower().split()
    yield f"name:words={min(len(words), _MANY_WORDS)}"
    yield from (f"name:{word}" for word in words)
    if any(map(str.isdigit, name)):
        yield "name:digits"
    if name.isupper() and len(name) > _SHORT_NAME:
        yield "name:shouted"
    if name.islower():
        yield "name:lower"
    if next(find_links(name), None):
        yield "name:link"


def _of_address(email: str) -> Iterator[str]:
    account, _at, host = email.rpartition("@")
    yield f"mail:digits={size(sum(map(str.isdigit, account)))}"
    yield f"mail:free={_FREE_MAIL.search(email) is not None}"
    yield f"mail:host={host}"
