"""Addresses of servers, which hold a password: read by parts, and refused rather than guessed."""

import difflib
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from newsroom.environment.problems import NotUnderstood
from newsroom.environment.site import host

_QUOTING: Final = (
    "in its user and password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25,"
    " [ as %5B, ] as %5D and a space as %20"
)
_HALF_QUOTED: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LOOSE: Final = re.compile(r"[\s#]")


@dataclass(frozen=True)
class Address:
    scheme: str
    user: str
    password: str
    host: str
    port: int | None
    path: str
    options: dict[str, str]


def address(text: str, *, example: str) -> Address:
    """Take an address apart; `example` shows in a sentence how such a one is written."""
    quote = NotUnderstood(f"{_QUOTING}, as in {example}")
    if _LOOSE.search(text) or _HALF_QUOTED.search(text):
        raise quote
    try:
        parts = urlsplit(text)
    except ValueError:
        raise quote from None
    # A / or ? in the password has ended what names the machine.
    if "@" in parts.path + parts.query:
        raise quote
    credentials, _at, machine = parts.netloc.rpartition("@")
    user, _colon, password = credentials.partition(":")
    return Address(
        scheme=parts.scheme,
        user=unquote(user),
        password=unquote(password),
        host=_machine(machine, example),
        port=_port(machine, example),
        path=unquote(parts.path.removeprefix("/")),
        options=dict(parse_qsl(parts.query, keep_blank_values=True)),
    )


def refuse_unknown(options: dict[str, str], known: set[str] | frozenset[str]) -> None:
    for name in options.keys() - known:
        alike = difflib.get_close_matches(name, known, 1, 0.5)
        wanted = f"write {alike[0]}=…" if alike else "leave it out"
        raise NotUnderstood(f"after the ? it says {name!r}, which means nothing here: {wanted}")


def _machine(machine: str, example: str) -> str:
    name = unquote(re.sub(r":[^\]:]*$", "", machine))
    # A folder with a server's socket is written in place of its machine.
    if not name or name.startswith("/"):
        return name
    try:
        return host(name)
    except NotUnderstood:
        raise NotUnderstood(f"{name!r} is no name of a machine; write it as in {example}") from None


def _port(machine: str, example: str) -> int | None:
    found = re.search(r":([^\]:]*)$", machine)
    if not found or not found[1]:
        return None
    # A longer number is none that a port has, nor one to be turned into an integer.
    if re.fullmatch(r"[0-9]{1,5}", found[1]) and 0 < int(found[1]) <= 65535:  # noqa: PLR2004
        return int(found[1])
    raise NotUnderstood(f"its port is no number from 1 to 65535; write it as in {example}")
