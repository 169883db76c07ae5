"""Where a link of an article may lead."""

import re
from typing import Final
from urllib.parse import parse_qs, urljoin, urlsplit

from django.conf import settings

from articles.body.safety import SCHEMES, strip_controls

_LONGEST: Final = 2000
_SPACE: Final = re.compile(r"\s+")
# Pages whose only purpose is to lead to the address that they are given.
_REDIRECTS: Final = {
    "/url": ("q", "url"),  # www.google.com and its sisters
    "/l.php": ("u",),  # l.facebook.com
}
_REDIRECTING: Final = re.compile(
    r"(www\.)?google(\.[a-z]{2,3}){1,2}|lm?\.(facebook|instagram)\.com"
)
_SAFE_LINKS: Final = ".safelinks.protection.outlook.com"


def address_of(href: str) -> str | None:
    """Return the whole address, a page of this site with the site's name; None where it is none."""
    # Browsers read an address without line ends and the space around it.
    href = strip_controls(re.sub(r"[\t\n\r]", "", href)).strip()
    if not href or len(href) > _LONGEST or href.startswith(("#", "//", "\\", "/\\")):
        return None
    if href.lower().startswith("www."):
        href = f"https://{href}"
    try:
        if href.startswith("/"):
            href = urljoin(settings.SITE_URL, href)
        href = _behind_redirect(href)
        parts = urlsplit(href)
    except ValueError:
        return None
    if parts.scheme.lower() not in SCHEMES:
        return None
    if parts.scheme.lower() in {"http", "https"} and not parts.hostname:
        return None
    return _SPACE.sub("%20", href)


def _behind_redirect(href: str) -> str:
    parts = urlsplit(href)
    host = (parts.hostname or "").lower()
    names: tuple[str, ...] = ()
    if _REDIRECTING.fullmatch(host):
        names = _REDIRECTS.get(parts.path, ())
    elif host.endswith(_SAFE_LINKS):
        names = ("url",)
    given = parse_qs(parts.query) if names else {}
    for name in names:
        target = given.get(name, [""])[0]
        if target.lower().startswith(("http://", "https://")):
            return target
    return href
