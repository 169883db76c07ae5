"""Web addresses that people type: which lead to a public, named host, and how they are written.

Read as strictly as IDNA 2008 and DNS allow, so that no browser can read another host out of one.
What is returned is ASCII: a host in other letters stands as Punycode, and passes for no other.
"""

import re
import unicodedata
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

import idna

_SCHEMES: Final = frozenset({"http", "https"})
_BEGINNING: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PORT: Final = re.compile(r"[0-9]{1,5}")
_HIGHEST_PORT: Final = 65535
_LONGEST_HOST: Final = 253
# A number would be read as a network address.
_LAST_LABEL: Final = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
# Names that the public DNS does not know, and by which inner networks go: RFC 6761, 6762 (and its
# appendix G), 7686, 9476, and what ICANN has set aside. `example` leads nowhere, and stays.
_NOT_PUBLIC: Final = frozenset(
    {
        "alt",
        "arpa",
        "corp",
        "home",
        "internal",
        "intranet",
        "invalid",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "mail",
        "onion",
        "private",
        "test",
    }
)
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


def _authority(parts: SplitResult) -> str:
    """Return host and port in their plain form; "" where they are not what they should be."""
    typed_host, colon, port = parts.netloc.partition(":")
    host = _public_host(typed_host)
    if not host or not port:
        return host
    is_a_port = _PORT.fullmatch(port) and 0 < int(port) <= _HIGHEST_PORT
    return f"{host}{colon}{int(port)}" if is_a_port else ""


def _public_host(typed: str) -> str:
    """Return the host in ASCII, or ""; raises `IDNAError` where it is no name at all."""
    name = unicodedata.normalize("NFC", typed).lower().removesuffix(".")
    host = idna.encode(name, std3_rules=True).decode("ascii")
    labels = host.split(".")
    if len(labels) == 1 or len(host) > _LONGEST_HOST:
        return ""
    if not _LAST_LABEL.fullmatch(labels[-1]) or labels[-1] in _NOT_PUBLIC:
        return ""
    return host


def _in_ascii(part: str) -> str:
    return quote(part, safe=_LEFT_AS_THEY_ARE)
