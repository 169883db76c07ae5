"""From what a reader typed to safe HTML: the only file that knows the sanitisers.

Rendering happens once, when a comment is saved; nothing may transform the HTML afterwards.
What is handed to the sanitisers is well-formed already: text escaped, tags in their order. bleach
cleans and links; nh3, which is maintained, has the last word with the same list.
"""

import re
from collections.abc import Iterator
from functools import partial
from html import escape
from typing import Any, Final

import nh3
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner

from comments.markup.addresses import ADDRESS, SCHEMES
from comments.markup.nesting import nest
from comments.markup.reading import INLINE, Element, Paragraph, read
from comments.web_addresses import leads_where_it_says

_TAGS: Final = frozenset({"a", "blockquote", "br", "p", *INLINE})
_ATTRIBUTES: Final = {"a": {"href"}}
# What XML, and so a feed, forbids, and controls that no page needs.
_NEVER_SHOWN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


class _Links(LinkifyFilter):  # type: ignore[misc] # bleach has no types
    """bleach's links, of text that the cleaner has read already."""

    def extract_entities(self, token: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Leave "&" alone: read once more, what was typed as "&amp;lt;" would be shown as "<"."""
        yield token


def render_comment(text: str) -> str:
    """Return the HTML that the page shows for a comment's text."""
    cleaner = Cleaner(
        tags=_TAGS,
        attributes={tag: sorted(names) for tag, names in _ATTRIBUTES.items()},
        protocols=SCHEMES,
        filters=[partial(_Links, callbacks=[_only_web_addresses], url_re=ADDRESS)],
    )
    return nh3.clean(
        cleaner.clean(write(text)),
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel="nofollow ugc noopener",
    )


def is_rendered(text: str, html: str) -> bool:
    """Tell whether that is the HTML of the text; quick where there is nothing to clean in it."""
    is_plain = not ADDRESS.search(_NEVER_SHOWN.sub("", text)) and write(text) == html
    return is_plain or render_comment(text) == html


def write(text: str) -> str:
    """Return the text as HTML that is well-formed, before the sanitisers have seen it."""
    paragraphs = ((one.quotes, _paragraph(one)) for one in read(text))
    return "".join(nest(paragraphs, begin=_begin_quote, end=_end_quote))


def _paragraph(paragraph: Paragraph) -> str:
    return f"<p>{''.join(nest(_pieces(paragraph), begin=_begin, end=_end))}</p>"


def _pieces(paragraph: Paragraph) -> Iterator[tuple[tuple[Element, ...], str]]:
    for number, line in enumerate(paragraph.lines):
        if number:
            yield line[0].elements, "<br>"
        for run in line:
            # Not before it was read: the desk, too, reads the text as it was typed.
            yield run.elements, escape(_NEVER_SHOWN.sub("", run.text), quote=False)


def _begin_quote(_number: int) -> str:
    return "<blockquote>"


def _end_quote(_number: int) -> str:
    return "</blockquote>"


def _begin(element: Element) -> str:
    return f'<a href="{escape(element.href)}">' if element.href else f"<{element.name}>"


def _end(element: Element) -> str:
    return f"</{element.name}>"


def _only_web_addresses(
    attributes: dict[Any, str],
    new: bool = False,  # noqa: FBT001, FBT002 (the signature is bleach's)
) -> dict[Any, str] | None:
    """Keep links that lead to a public host by a name that passes for no other; of others the text.

    What stands before a link may be any words: where they lead, the desk says beside them, and a
    check finds words that name another site.
    """
    href = attributes.get((None, "href"), "")
    if not leads_where_it_says(href):
        return None
    # bleach reads entities in what it writes as an address: "&" has to be one.
    return attributes | {(None, "href"): href.replace("&", "&amp;")} if new else attributes
