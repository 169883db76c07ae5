"""Where an address in a text begins and ends: on the page and for the checks."""

import re
from html import unescape

import pytest

from comments.markup import links_in, read, render_comment, words_of
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
    ("http\u017f://a.example HTTPS://b.example", ["HTTPS://b.example"]),
    ("first 1.it then 2.to, 12.me", []),
    ("I was late.It was dark.To me", []),
    *((case["typed"], case["links"]) for case in cases("links")),
]


@pytest.mark.parametrize(("typed", "links"), TEXTS)
def test_the_page_links_addresses_as_they_end(typed: str, links: list[str]) -> None:
    assert links_on_the_page(render_comment(typed)) == links


@pytest.mark.parametrize(("typed", "links"), TEXTS)
def test_checks_see_the_links_that_readers_get(typed: str, links: list[str]) -> None:
    found = list(find_links(typed))
    assert [link.url for link in found] == links
    assert [typed[slice(*link.span)] for link in found] == links


NO_LINKS = [
    "https://ann.example\\@evil.example",
    "https://\u24d0nn.example",
    "https://an\u00adn.example",
    "https://b\u0430nk.example",
    "https://\u0261nn.example",
    "https://ann.internal/x",
    "https://127.0.0.1:8000/",
    "https://[::1]/",
    "https://ann.example:99999/",
    "https://ann.example%40evil.example",
    "https://ann.example%5cevil.example/x",
    "https://ann.nonexistent",
    "https://ann:secret@ann.example",
    "http://2130706433/",
    "www.ann.lan",
]


@pytest.mark.parametrize("typed", NO_LINKS)
def test_what_may_be_no_link_is_shown_as_it_was_typed(typed: str) -> None:
    """By itself and behind words: nothing of it vanishes, and the desk names no link either."""
    for text in (f"See {typed} there", f'See <a href="{typed}">it</a> there'):
        html = render_comment(text)
        # What comes before a sign that no address has is an address of its own.
        assert set(links_on_the_page(html)) <= {"https://ann.example"}
        assert list(links_in(read(text))) == []
        assert unescape(re.sub("</?p>|<a [^>]*>|</a>", "", html)) == text


@pytest.mark.parametrize("typed", ["https://ann.example/x?a=1&b=2#c", "HTTP://\u4f8b.example:8080"])
def test_what_the_desk_says_of_a_link_is_what_readers_get(typed: str) -> None:
    text = f'See <a href="{typed.replace("&", "&amp;")}">it</a>'
    assert links_on_the_page(render_comment(text)) == [typed]
    assert [one.element.href for one in links_in(read(text))] == [typed]


@pytest.mark.parametrize(
    "typed", ['<a\x01 href="https://ann.example">it</a>', "\x1f> it", "<b\x02>it</b>"]
)
def test_what_is_never_shown_makes_no_markup_that_the_desk_does_not_see(typed: str) -> None:
    """Imported comments may hold such characters."""
    words = re.sub(r"[\x00-\x1f]", "", words_of(typed))
    html = render_comment(typed)
    assert unescape(re.sub("<[^>]*>", "", html)) == words
    assert not re.search("<(?:b|blockquote)>", html)
    assert list(links_in(read(typed))) == []
    assert set(re.findall("<a [^>]*>([^<]*)", html)) <= {"https://ann.example"}


def links_on_the_page(html: str) -> list[str]:
    return [unescape(one) for one in re.findall('<a href="([^"]*)"', html)]
