"""Reads a feed as strictly as its standards have it (RFC 4287, 4151 and 3339)."""

import re
from pathlib import Path
from typing import Any

import feedparser
from lxml import etree

NAMES = {"a": "http://www.w3.org/2005/Atom"}
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
DAY = r"\d{4}(-\d\d(-\d\d)?)?"
HOST = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
TAG = re.compile(rf"tag:{HOST},{DAY}:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")


def read_feed(content: bytes) -> Any:
    """Return the feed's root; whatever a validator would complain of fails."""
    root = etree.fromstring(content)
    SCHEMA.assertValid(root)
    ids = [one.text for one in root.xpath("//a:id", namespaces=NAMES)]
    assert len(set(ids)) == len(ids), "no two have the same id"
    assert all(TAG.fullmatch(one) for one in ids), ids
    for time in root.xpath("//a:updated | //a:published", namespaces=NAMES):
        assert TIME.fullmatch(time.text), time.text
    _check_authors(root)
    _check_links(root)
    second_reader = feedparser.parse(content)
    assert not second_reader.bozo, second_reader.get("bozo_exception")
    assert len(second_reader.entries) == len(root.findall("a:entry", NAMES))
    return root


def _check_authors(root: Any) -> None:
    if root.find("a:author", NAMES) is None:
        assert all(
            entry.find("a:author", NAMES) is not None for entry in root.findall("a:entry", NAMES)
        )


def _check_links(root: Any) -> None:
    """One of a kind, absolute, and the feed's own is among them."""
    own = root.findall("a:link[@rel='self']", NAMES)
    assert len(own) == 1
    for element in (root, *root.findall("a:entry", NAMES)):
        [page] = element.findall("a:link[@rel='alternate']", NAMES)
        assert re.match(r"https?://", page.get("href"))


def text_in(element: Any, path: str) -> Any:
    """Return the text of an Atom element below this one."""
    return element.findtext("/".join(f"a:{name}" for name in path.split("/")), namespaces=NAMES)
