"""Addresses that are searched for: they stand in no address bar, log or saved view.

What stands there instead is signed, ends after a day, and holds no letter of what was typed: it
says how much of which comment's address it was.
"""

from datetime import timedelta
from typing import Final

from django.core.signing import BadSignature, TimestampSigner
from django.db import connections
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from comments.models import Contact
from comments.search.words import Wanted, having_address

LASTS: Final = timedelta(days=1)
_NOBODY: Final = 0


def hide_address(typed: str) -> str:
    """Return what stands for an address, the beginning of one or a domain in an address bar.

    Returns "" where what was typed is none of these.
    """
    address = Wanted.words_or_address(typed).address
    if not address:
        return ""
    sql, params = having_address(address, vendor=connections["default"].vendor)
    like = Contact.objects.filter(pk__in=RawSQL(sql, params, BigIntegerField()))  # noqa: S611
    example = like.order_by("pk").values_list("pk", flat=True).first()
    said = (example or _NOBODY, address.startswith("@"), len(address))
    return _signer().sign_object(said)


def find_address(hidden: str) -> str:
    """Return what `hide_address` hid; "" where nobody has it, or where that is over."""
    try:
        example, is_domain, length = _signer().unsign_object(hidden, max_age=LASTS)
    except BadSignature:
        return ""
    email = Contact.objects.filter(pk=example).values_list("email", flat=True).first() or ""
    start = email.find("@") if is_domain else 0
    return email.lower()[start : start + length]


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="comments.search.addresses")
