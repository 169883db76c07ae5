"""Names and addresses of machines, written as browsers write them."""

import contextlib
import re
from ipaddress import IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

import idna

from newsroom.environment.problems import NotUnderstood

_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
# A last label of digits would make it a network address that is none.
_HOST: Final = re.compile(rf"(?=.{{1,253}}$)(?:{_LABEL}\.)*(?!\d+$){_LABEL}")
_PORTS: Final = {"http": 80, "https": 443}


def host(text: str) -> str:
    """Return the host in small letters; letters beyond ASCII in punycode, IPv6 in brackets."""
    with contextlib.suppress(ValueError):
        address = ip_address(text.removeprefix("[").removesuffix("]"))
        return f"[{address}]" if isinstance(address, IPv6Address) else str(address)
    name = text.rstrip(".").lower()
    if not name.isascii():
        with contextlib.suppress(idna.IDNAError):
            name = idna.encode(name, uts46=True).decode()
    if not _HOST.fullmatch(name):
        raise NotUnderstood("write the name of a machine alone, such as news.example")
    return name


def allowed_host(text: str) -> str:
    """Return a host, `*` for any, or `.news.example` for a host and all below it."""
    try:
        if text == "*":
            return text
        return f".{host(text[1:])}" if text.startswith(".") else host(text)
    except NotUnderstood:
        raise NotUnderstood(
            "write names of machines between commas, without https:// and without ports,"
            " such as news.example,www.news.example (.news.example means all below it, too)"
        ) from None


def listening_host(text: str) -> str:
    """Return the address that a server listens on, IPv6 without brackets."""
    try:
        return host(text).strip("[]")
    except NotUnderstood:
        raise NotUnderstood(
            "write one address of this machine, without a port, such as 127.0.0.1, ::1,"
            " or 0.0.0.0 for all of them"
        ) from None


def origin(text: str) -> str:
    """Return scheme, host and port of a site as browsers send them in `Origin`."""
    try:
        parts = urlsplit(text)
        name, port = host(_host_of(parts.netloc)), parts.port
    except ValueError:
        name, port = "", None
    scheme = parts.scheme if name else ""
    rest = parts.path.rstrip("/") + parts.query + parts.fragment if name else ""
    if scheme not in _PORTS or rest or port == 0:
        raise NotUnderstood(
            "write the site's public address, such as https://news.example, without a path"
        )
    return f"{scheme}://{name}" + (f":{port}" if port not in {None, _PORTS[scheme]} else "")


def _host_of(netloc: str) -> str:
    """Return the host; what stands before an @ makes it no host, as nobody's address has that."""
    return re.sub(r":\d*$", "", netloc) if not netloc.endswith("]") else netloc
