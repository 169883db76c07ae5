"""Where an address in a text begins and ends: on the page and for the checks."""

import re
from html import unescape

import pytest

from comments.markup import render_comment
from comments.screening.links import find_links
from tests.corpora import cases

TEXTS: list[tuple[str, list[str]]] = [
    ("http://a.example/it's_here's", ["http://a.example/it's_here's"]),
    ("'http://a.example/x' or ‘http://b.example/’", ["http://a.example/x", "http://b.example/"]),
    ("‹http://a.example›, »http://b.example«", ["http://a.example", "http://b.example"]),
    ("[1] http://a.example/x[2]?y[]=1", ["http://a.example/x[2]?y[]=1"]),
    ("[a](http://a.example/x)", ["http://a.example/x"]),
    ("(see http://a.example/x_(y)_z)", ["http://a.example/x_(y)_z"]),
    (
        "~~http://a.example~~ *http://b.example*: http://c.example!?",
        ["http://a.example", "http://b.example", "http://c.example"],
    ),
    (
        "-http://a.example -- http://b.example/a-b–c—",
        ["http://a.example", "http://b.example/a-b–c"],
    ),
    ("请看http://a.example/x吧，「http://b.example」", ["http://a.example/x", "http://b.example"]),
    (
        "http://a.example/wiki/東京、http://b.exampleです",
        ["http://a.example/wiki/東京", "http://b.example"],
    ),
    ("http://a.example/Überblick?q=я", ["http://a.example/Überblick?q=я"]),
    (
        "http://a.example\u200b.evil http://b.example\u202egnp",
        ["http://a.example", "http://b.example"],
    ),
    ("first 1.it then 2.to, 12.me", []),
    ("I was late.It was dark.To me", []),
    *((case["typed"], case["links"]) for case in cases("links")),
]


@pytest.mark.parametrize(("typed", "links"), TEXTS)
def test_the_page_links_addresses_as_they_end(typed: str, links: list[str]) -> None:
    assert [unescape(one) for one in re.findall('href="([^"]*)"', render_comment(typed))] == links


@pytest.mark.parametrize(("typed", "links"), TEXTS)
def test_checks_see_the_links_that_readers_get(typed: str, links: list[str]) -> None:
    found = list(find_links(typed))
    assert [link.url for link in found] == links
    assert [typed[slice(*link.span)] for link in found] == links
