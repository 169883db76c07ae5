"""Atom as its standard has it (RFC 4287), where Django's feed falls short."""

import re
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from articles.body import strip_controls

# A tag says when its maker had the name of the host; for what has no day of its own, this one.
BEGINNING: Final = datetime(2026, 1, 1, tzinfo=UTC)
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE | re.ASCII)


def tag_uri(made_at: datetime, name: str) -> str:
    """Return a name for good (RFC 4151): that of an address would change with the address."""
    return f"tag:{_authority()},{made_at.astimezone(UTC):%Y-%m-%d}:{name}"


def _authority() -> str:
    host = settings.FEED_ID_HOST or urlsplit(settings.SITE_URL).hostname or ""
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        host = ""
    return host if _HOST.fullmatch(host) else "localhost"


class AtomFeed(Atom1Feed):
    """A feed that is well-formed whatever stands in it.

    `changed_at` is when a feed without entries changed; without it, it would with every request.
    An item's `summary_type` is "text" or "html".
    """

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else self.feed["changed_at"]

    def write(self, outfile: Any, encoding: str) -> None:
        self.feed = _clean(self.feed)
        self.items = [_clean(item) for item in self.items]
        super().write(outfile, encoding)

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write the summary by its type: Django takes all of them for HTML."""
        super().add_item_elements(handler, item | {"description": None})
        if item["description"]:
            kind = {"type": item["summary_type"]}
            handler.addQuickElement("summary", item["description"], kind)


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out characters that no XML may have; what is stored may be older than our forms."""
    return {name: _cleaned(value) for name, value in values.items()}


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return strip_controls(value)
    return [_cleaned(one) for one in value] if isinstance(value, list) else value
