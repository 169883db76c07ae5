"""Web addresses that people type: which lead to a public, named host, and how they are written.

Read as strictly as IDNA 2008 and DNS allow, so that no browser can read another host out of one.
What is returned is ASCII: a host in other letters stands as Punycode, and passes for no other.
"""

import re
import unicodedata
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

import idna

_SCHEMES: Final = frozenset({"http", "https"})
_BEGINNING: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE | re.ASCII)
_WEB: Final = re.compile(r"https?://", re.IGNORECASE | re.ASCII)
_PORT: Final = re.compile(r"[0-9]{1,5}")
_HIGHEST_PORT: Final = 65535
_LONGEST_HOST: Final = 253
# Names that the public DNS knows; `example` (RFC 2606) leads nowhere, and does no harm. Inner
# networks go by others: what RFC 6761, 6762 and 9476 set aside, what ICANN does, what routers make
# up. Copied from https://data.iana.org/TLD/tlds-alpha-by-domain.txt
_TOP_LEVEL: Final = frozenset(
    Path(__file__).with_name("top_level_domains.txt").read_text("ascii").lower().split("\n")[1:]
) - {"", "arpa"} | {"example"}
# Under them names lead to the machine itself, to a router, or to whatever network address they
# spell; a link leads to no bare address either.
_INNER: Final = re.compile(
    r"(?:^|\.)(?:(?:nip|sslip|xip)\.io|(?:localtest|lvh|vcap|fuf|traefik)\.me|lacolhost\.com"
    r"|localho\.st|local\.gd|fritz\.box|routerlogin\.(?:com|net)|tplinkwifi\.net)$"
)
# A network address within a name: with full stops or hyphens.
_SPELLED_OUT: Final = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[.-][0-9]{1,3}){3}(?![0-9])")
# Letters of other scripts that pass for Latin ones, about as browsers count them.
_PASS_FOR_LATIN: Final = frozenset("асԁеһіјӏорԗԛѕԝхуъьҽпгѵѡαικνρυωηοτϲագզէլհյոսւօ")
# Latin letters of living alphabets, from Icelandic to Hausa, that are none of ASCII with something
# added. Those that pass for one of ASCII, as small capitals do, stand by their Punycode alone; only
# Turkish is let keep its i without a dot.
_OF_ALPHABETS: Final = frozenset("æœøþðßđħıłŋŧǝəɓɗɖɛɔɲƙƴʊʒǥɨʉƀƭƥʌ")
# Shown as if the dot were not there.
_DOTTED_TWICE: Final = re.compile("[ij]\u0307")
_SCRIPTS_LIKE_LATIN: Final = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")
# Controls, spaces of every kind, and halves of characters.
_NEVER_IN_ONE: Final = frozenset({"Cc", "Cs", "Zl", "Zp", "Zs"})
_LEFT_AS_THEY_ARE: Final = "%/:@!$&'()*+,;=?~-._"


def as_web_address(typed: str) -> str:
    """Return the address as it is linked, or "" where it leads to no public, named host.

    https is assumed where no scheme was typed.
    """
    if any(unicodedata.category(character) in _NEVER_IN_ONE for character in typed):
        return ""
    if not _BEGINNING.match(typed):
        typed = f"https://{typed.removeprefix('//')}"
    try:
        parts = urlsplit(typed)
        authority = _authority(parts)
    except (ValueError, idna.IDNAError):
        return ""
    if parts.scheme not in _SCHEMES or not authority:
        return ""
    return SplitResult(
        parts.scheme,
        authority,
        _in_ascii(parts.path),
        _in_ascii(parts.query),
        _in_ascii(parts.fragment),
    ).geturl()


def leads_where_it_says(address: str) -> bool:
    """Tell whether a whole address, shown as it was typed, may be a link.

    It has to lead to a public, named host, and its letters may pass for no other host's: what does
    is known by its Punycode.
    """
    if not _WEB.match(address) or not as_web_address(address):
        return False
    host = urlsplit(address).netloc.partition(":")[0]
    return host.isascii() or not _passes_for_another(host.lower())


def has_letters_of_no_alphabet(host: str) -> bool:
    """Tell a name with Latin letters of phonetics, small capitals, modifiers and the like."""
    return any(map(_is_of_no_alphabet, host)) or bool(_DOTTED_TWICE.search(host))


def _authority(parts: SplitResult) -> str:
    """Return host and port in their plain form; "" where they are not what they should be."""
    typed_host, colon, port = parts.netloc.partition(":")
    host = _public_host(typed_host)
    if not host or not port:
        return host
    is_a_port = _PORT.fullmatch(port) and 0 < int(port) <= _HIGHEST_PORT
    return f"{host}{colon}{int(port)}" if is_a_port else ""


# A text full of links to one site asks for it again and again.
@lru_cache(maxsize=1024)
def _public_host(typed: str) -> str:
    """Return the host in ASCII, or ""; raises `IDNAError` where it is no name at all."""
    name = unicodedata.normalize("NFC", typed).lower().removesuffix(".")
    # What comes out is no shorter.
    if len(name) > _LONGEST_HOST:
        return ""
    host = idna.encode(name, std3_rules=True).decode("ascii")
    name, _dot, ending = host.rpartition(".")
    if not name or len(host) > _LONGEST_HOST or ending not in _TOP_LEVEL:
        return ""
    is_inner = _INNER.search(host) or any(map(_is_inner_address, _SPELLED_OUT.findall(name)))
    return "" if is_inner else host


def _is_inner_address(spelled: str) -> bool:
    try:
        return not ip_address(spelled.replace("-", ".")).is_global
    except ValueError:
        return False


def _passes_for_another(host: str) -> bool:
    """Tell a name that mixes scripts, or that reads as plain Latin letters and has others."""
    if has_letters_of_no_alphabet(host):
        return True
    *names, ending = host.removesuffix(".").split(".")
    labels = [[letter for letter in label if letter.isalpha()] for label in (*names, ending)]
    if any(_is_mixed(letters) for letters in labels):
        return True
    return ending.isascii() and any(
        letters and _PASS_FOR_LATIN.issuperset(letters) for letters in labels
    )


def _is_of_no_alphabet(character: str) -> bool:
    # What is composed is of the alphabet of its letter: as ş, ơ and ế are.
    letter = unicodedata.normalize("NFD", character)[0]
    if letter.isascii() or letter in _OF_ALPHABETS:
        return False
    return unicodedata.name(letter, "").startswith(("LATIN ", "MODIFIER "))


def _is_mixed(letters: list[str]) -> bool:
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in letters}
    return "LATIN" in scripts and not scripts.isdisjoint(_SCRIPTS_LIKE_LATIN)


def _in_ascii(part: str) -> str:
    return quote(part, safe=_LEFT_AS_THEY_ARE)
