"""A body's words without its tags: to compare, to describe, to tell whether there are any."""

import re
from html import unescape
from typing import Final

import nh3

from articles.visible import has_something_to_read

_EDGE_OF_LINE: Final = re.compile(r"</?(?:p|h2|h3|blockquote|ul|ol|li|br|hr)\b[^>]*>")
_LINK: Final = re.compile(r'<a href="([^"]*)"(?:[^">]|"[^"]*")*>(.*?)</a>', re.DOTALL)
# Longer than a description and the tags in it.
_BEGINNING: Final = 4000
_BEFORE_CUT: Final = " ,;:-\u2013\u2014"


def paragraphs(html: str) -> list[str]:
    """Return the words of each paragraph, heading, item and line, without empty ones."""
    text = nh3.clean(_EDGE_OF_LINE.sub("\n", html.replace("\n", " ")), tags=set())
    lines = (" ".join(line.split()) for line in unescape(text).split("\n"))
    return [line for line in lines if line]


def with_addresses(html: str) -> str:
    """Return a stored body in which the address of each link stands behind its words."""
    return _LINK.sub(_with_address, html)


def _with_address(link: re.Match[str]) -> str:
    address, words = link.groups()
    return words if words == address else f"{words} ({address})"


def has_words(html: str) -> bool:
    """Tell whether readers would see anything: a letter, a number or a sign."""
    return any(map(has_something_to_read, paragraphs(html)))


def beginning(html: str, length: int) -> str:
    """Return the first words of a body, cut after a whole one, with a sign where it goes on."""
    first = html[:_BEGINNING]
    if len(html) > _BEGINNING:
        # What is cut may end inside a tag.
        first = first.rpartition("<")[0] or first
    text = " ".join(paragraphs(first))
    if len(text) <= length and len(html) <= _BEGINNING:
        return text
    words = text[:length].rpartition(" ")[0]
    # Some scripts have no spaces.
    kept = words if len(words) > length // 2 else text[: length - 1]
    return f"{kept.rstrip(_BEFORE_CUT)}…"
