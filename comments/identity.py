"""Who is who, without accounts: keyed digests, networks and the tokens of private links.

Digests are keyed with SECRET_KEY, so that nobody who sees one can test addresses against it.
A new key makes earlier comments look like other people's; nothing else is lost.
"""

import hashlib
import secrets
import unicodedata
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import unquote

from django.contrib.auth.models import User
from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import salted_hmac

CONFIRMATION_LIVES: Final = timedelta(days=30)
_MOST_WRAPPINGS: Final = 20


def email_digest(email: str) -> str:
    """Return 64 hex digits that are equal for equal addresses, whatever their case.

    Nothing more is folded: ß is no ss, and who has the one domain need not have the other.
    """
    return salted_hmac("comments.email", email.strip().lower(), algorithm="sha256").hexdigest()


def names_address(text: str) -> bool:
    """Tell whether an address, or a part of one with its @, may stand in the text.

    In whichever form of the sign, and however often it was quoted for an address bar: each page
    that shows it may take one wrapping away. Who wraps deeper than we look has something to hide.
    """
    for _wrapping in range(_MOST_WRAPPINGS):
        plain = unicodedata.normalize("NFKC", unquote(text))
        if plain == text:
            return "@" in plain
        text = plain
    return True


def duplicate_key(*, email: str, parent_id: int | None, body: str, sender: str) -> str:
    """Return 64 hex digits that are equal where one sender says the same in the same place.

    White space does not make a difference: a double click and a second try are the same comment.
    An address is only typed, so it does not tell who sends: `sender` is the number of a browser or
    of one form, or whatever else others do not send.
    """
    said = "\0".join((email_digest(email), str(parent_id or ""), " ".join(body.split()), sender))
    return salted_hmac("comments.duplicate", said, algorithm="sha256").hexdigest()


def browser_digest(browser: str, *, email: str) -> str:
    """Return 64 hex digits that are equal for the same browser with the same address.

    The address is part of it: nobody can tell that two addresses were used in one browser.
    """
    known_by = f"{email_digest(email)}\0{browser}"
    return salted_hmac("comments.browser", known_by, algorithm="sha256").hexdigest()


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


def name_of(colleague: User) -> str:
    """Return how the desk calls a colleague: by full name, or else by log-in."""
    return colleague.get_full_name() or colleague.get_username()


def new_receipt_token() -> str:
    return secrets.token_urlsafe(32)


def receipt_digest(token: str) -> str:
    """Return what is stored of a token. 256 random bits need neither salt nor key."""
    return hashlib.sha256(token.encode()).hexdigest()


def confirmation_token(comment_id: int) -> str:
    """Return what proves that a mail to the comment's writer arrived. Nothing of it is stored."""
    return _confirmation_signer().sign(str(comment_id))


def confirmed_comment(token: str) -> int | None:
    """Return the id of the token's comment; None where it is forged or too old."""
    try:
        return int(_confirmation_signer().unsign(token, max_age=CONFIRMATION_LIVES))
    except BadSignature:
        return None


def _confirmation_signer() -> TimestampSigner:
    # Mail programs take a full stop inside an address for part of it, but a colon not always.
    return TimestampSigner(salt="comments.confirmation", sep=".")
