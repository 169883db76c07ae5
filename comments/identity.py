"""Who is who, without accounts: keyed digests, networks and the tokens of private links.

Digests are keyed with SECRET_KEY, so that nobody who sees one can test addresses against it.
A new key makes earlier comments look like other people's; nothing else is lost.
"""

import hashlib
import secrets
from ipaddress import ip_address, ip_network

from django.utils.crypto import salted_hmac


def email_digest(email: str) -> str:
    """Return 64 hex digits that are equal for equal addresses, whatever their case."""
    return salted_hmac("comments.email", email.strip().casefold(), algorithm="sha256").hexdigest()


def duplicate_key(*, email: str, parent_id: int | None, body: str) -> str:
    """Return 64 hex digits that are equal where one writer says the same in the same place.

    White space does not make a difference: a double click and a second try are the same comment.
    """
    said = "\0".join((email_digest(email), str(parent_id or ""), " ".join(body.split())))
    return salted_hmac("comments.duplicate", said, algorithm="sha256").hexdigest()


def plain_address(address: str) -> str:
    """Return an IP address in its plain form, or "" where it is none.

    IPv4 in IPv6's clothes becomes IPv4; the zone of a link-local address is left out.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def network_of(address: str) -> str:
    """Return the /24 (IPv4) or /64 (IPv6) of an address, or "" where it is none."""
    plain = plain_address(address)
    return str(ip_network((plain, 64 if ":" in plain else 24), strict=False)) if plain else ""


def new_receipt_token() -> str:
    return secrets.token_urlsafe(32)


def receipt_digest(token: str) -> str:
    """Return what is stored of a token. 256 random bits need neither salt nor key."""
    return hashlib.sha256(token.encode()).hexdigest()
