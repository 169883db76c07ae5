"""From what a reader typed to safe HTML: the only file that knows the sanitisers.

Rendering happens once, when a comment is saved; nothing may transform the HTML afterwards.
bleach repairs, cleans and links; nh3, which is maintained, has the last word with the same list.
"""

import re
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import nh3
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner

# bleach is quadratic in the number of tags: at this bound its worst shape takes 56 ms.
MAX_TAGS: Final = 100

_TAGS: Final = frozenset(
    {"a", "b", "blockquote", "br", "cite", "code", "del", "em", "i", "p", "q", "s", "strong"}
)
_ATTRIBUTES: Final = {"a": {"href"}}
_SCHEMES: Final = {"http", "https"}

# Only what is plainly an address: bleach's own pattern makes links of README.md and file.py.
# Parentheses belong to an address in pairs, punctuation not at its end.
_ADDRESS: Final = re.compile(
    r"""\b(?:https?://|www\.)
    (?: [^\s<>"'`{}|\\^()] | \( [^\s<>"'`{}|\\^()]{0,200} \) ){3,2000}
    (?<![.,;:!?])""",
    re.IGNORECASE | re.VERBOSE,
)
_QUOTE: Final = re.compile(r"(</?blockquote>)", re.IGNORECASE)
_BLANK_LINES: Final = re.compile(r"\n[^\S\n]*\n\s*")


def render_comment(text: str) -> str:
    """Return the HTML that the page shows for a comment's text.

    Lines and blank lines become breaks and paragraphs; tags that are not allowed are shown as
    they were typed. The text has at most MAX_TAGS "<" (see `forms.ReplyForm`).
    """
    html = "".join(_blocks(text.strip()))
    cleaner = Cleaner(
        tags=_TAGS,
        attributes={tag: sorted(names) for tag, names in _ATTRIBUTES.items()},
        protocols=_SCHEMES,
        filters=[partial(LinkifyFilter, callbacks=[_only_web_addresses], url_re=_ADDRESS)],
    )
    return nh3.clean(
        cleaner.clean(html),
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel="nofollow ugc noopener",
    )


def _blocks(text: str) -> list[str]:
    """Mark paragraphs and line breaks; quotations stand between paragraphs, not inside."""
    blocks = []
    for part in _QUOTE.split(text):
        if _QUOTE.fullmatch(part):
            blocks.append(part)
            continue
        blocks.extend(
            "<p>" + paragraph.strip().replace("\n", "<br>") + "</p>"
            for paragraph in _BLANK_LINES.split(part)
            if paragraph.strip()
        )
    return blocks


def _only_web_addresses(
    attributes: dict[Any, str],
    new: bool = False,  # noqa: ARG001, FBT001, FBT002 (the signature is bleach's)
) -> dict[Any, str] | None:
    """Keep links to absolute http(s) addresses without user info; of others keep the text."""
    try:
        address = urlsplit(attributes.get((None, "href"), ""))
        host = address.hostname
    except ValueError:
        return None
    if address.scheme not in _SCHEMES or not host or "@" in address.netloc:
        return None
    return attributes
