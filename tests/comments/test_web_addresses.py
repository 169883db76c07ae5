"""Web addresses: read as strictly as no browser can be led astray by."""

import unicodedata
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
from confusable_homoglyphs.utils import load
from django.apps import apps

from comments import web_addresses
from comments.web_addresses import as_web_address, leads_where_it_says
from tests.comments.factories import CommentFactory
from tests.corpora import corpus, rows

# By which home, office and container networks go.
INNER_ENDINGS: tuple[str, ...] = (
    *("belkin", "cluster", "consul", "corp", "domain", "dlink", "docker", "home", "homenet"),
    *("intra", "intranet", "kube", "lan", "localdomain", "mail", "mynet", "nas", "private"),
    *("router", "speedport", "svc", "vpn", "workgroup", "home.arpa", "in-addr.arpa", "internal"),
    *("example.internal", "local", "localhost", "test", "invalid", "onion", "alt", "nonexistent"),
)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://ann.example", "https://ann.example"),
        ("http://ann.example/", "http://ann.example/"),
        ("ann.example", "https://ann.example"),
        ("//ann.example", "https://ann.example"),
        ("HTTPS://Ann.Example/A", "https://ann.example/A"),
        ("ann.example:8080/x?y=1#z", "https://ann.example:8080/x?y=1#z"),
        ("https://ann.example:", "https://ann.example"),
        ("https://ann.example.", "https://ann.example"),
        ("https://müller.example/straße?q=ä", "https://xn--mller-kva.example/stra%C3%9Fe?q=%C3%A4"),
        ("https://MÜLLER.example", "https://xn--mller-kva.example"),
        ("https://u\u0308.example", "https://xn--tda.example"),
        ("https://xn--mller-kva.example", "https://xn--mller-kva.example"),
        ("https://例え.example", "https://xn--r8jz45g.example"),
        # A Cyrillic letter among Latin ones is another host, and shows it.
        ("https://b\u0430nk.example", "https://xn--bnk-6cd.example"),
        ('https://ann.example/\\<x>"', "https://ann.example/%5C%3Cx%3E%22"),
        ("https://ann.example/100%25", "https://ann.example/100%25"),
    ],
)
def test_what_leads_to_a_public_host_is_written_plainly(typed: str, address: str) -> None:
    assert as_web_address(typed) == address
    assert as_web_address(address) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ann",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://ann.example",
        "https:/ann.example",
        "https:ann.example",
        "https://ann@ann.example",
        "https://ann:x@ann.example",
        "https://ann.example\\@evil.example",
        "https://ann.example\uff0fevil.example",
        "https://ann.example\uff20evil.example",
        "https://\u24d0nn.example",
        "https://\uff41nn.example",
        "https://ann\u202e.example",
        "https://an\u00adn.example",
        "https://ann.example:0",
        "https://ann.example:65536",
        "https://ann.example:99999",
        "https://ann.example:8o",
        "https://ann.example:80:80",
        "https://ann.example/a b",
        "https://ann.example/\t",
        "https://an n.example",
        "https://ann..example",
        "https://-ann.example",
        "https://a_nn.example",
        "https://a%6en.example",
        f"https://{'a' * 64}.example",
        f"https://{'a.' * 125}example",
        "https://xn--a.example",
        "https://xn--ann-.example",
        "https://ann.x",
        "https://ann.1a",
        "https://1.2.3.4",
        "https://1.2.3.4.",
        "https://1.2",
        "https://0x7f.0x1",
        "https://\u0661.2.3.4",
        "https://[::1]",
        "https://localhost",
        "https://ann.localhost",
        "https://ann.local",
        "https://ann.internal",
        "https://ann.test",
        "https://ann.invalid",
        "https://ann.onion",
        "https://ann.home.arpa",
        "https://\ud800.example",
        # Names that the public DNS does not know.
        *(f"https://ann.{ending}" for ending in INNER_ENDINGS),
        # Names that spell out a network address, or lead to the machine itself or to a router.
        "https://127.0.0.1.nip.io",
        "https://app.10-1-2-3.nip.io",
        "https://7f000001.nip.io",
        "https://203.0.113.7.sslip.io",
        "https://--1.sslip.io",
        "https://nip.io",
        "https://www.localtest.me",
        "https://lvh.me:3000",
        "https://fritz.box",
        "https://www.routerlogin.net/start",
        "https://192.168.178.1.pier.example",
        "https://router-192-168-178-1.pier.example",
        "https://169-254-169-254.pier.example",
    ],
)
def test_what_leads_nowhere_or_astray_is_none(typed: str) -> None:
    assert as_web_address(typed) == ""


@pytest.mark.parametrize(
    "address",
    [
        "https://ann.example",
        "HTTP://Ann.Example:8080/x?y=1#z",
        "https://m\u00fcller.example/stra\u00dfe",
        "https://\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444",
        "https://\u043f\u0440\u0438\u0447\u0430\u043b.example",
        "https://\u4f8b\u3048.example",
        "https://xn--bnk-6cd.example",
        "https://10.pier.example",
        "https://1-2-3-4.pier.example",
        "https://ann.museum",
        "https://ann.photography",
        # Letters of Danish, Turkish, Sami, Vietnamese, Hausa, Ewe, Azerbaijani, Yoruba.
        "https://sm\u00f8rrebr\u00f8d-\u00e6g.example",
        "https://\u0131\u015f\u0131k.example",
        "https://\u010d\u00e1hci-\u0161\u0167\u014b\u01e5.example",
        "https://\u0111\u01b0\u1eddng-ph\u1ed1.example",
        "https://\u0257an-\u0199asa.example",
        "https://\u0254\u025b\u0256o.example",
        "https://az\u0259rbaycan.example",
        "https://\u1eb9\u0301ni.example",
        "https://STRA\u1e9eE.example",
    ],
)
def test_what_leads_where_it_says_may_be_a_link(address: str) -> None:
    assert leads_where_it_says(address)


@pytest.mark.parametrize(
    "address",
    [
        "ann.example",
        "//ann.example",
        "ftp://ann.example",
        "https://ann.internal",
        "https://ann.example\\@evil.example",
        "https://\u24d0nn.example",
        "https://127.0.0.1.nip.io",
        # A Cyrillic or Greek letter among Latin ones, or many that look like Latin ones.
        "https://b\u0430nk.example",
        "https://BANK\u0430.example",
        "https://\u0430\u0440\u0440\u04cf\u0435.example",
        "https://www.\u0430\u0440\u0440\u04cf\u0435.example",
        "https://\u03bf\u03c1\u03c4\u03bf.example",
        "https://b\u0430nk\u3002example",
        # Latin letters of phonetics, small capitals and modifiers, and an i whose dot is typed.
        *(f"https://{one}ank.example" for one in "\u0261\u0251\u029f\u1d00\ua731\u0185\u026a"),
        *(
            f"https://{one}.example"
            for one in "\u01c0\u0263\u028b\u0269\uab32\ua79f\u0237\u0192\u0138"
        ),
        "https://ann.example\u0294.example",
        "https://ann\u02bc.example",
        "https://p\u0130er.example",
        "https://pi\u0307er.example",
    ],
)
def test_what_does_not_may_not(address: str) -> None:
    assert not leads_where_it_says(address)


def test_no_latin_letter_that_looks_like_one_of_ascii_is_linked() -> None:
    """By Unicode's table of confusables; Turkish has its \u0131, and says so."""
    alike = {
        character
        for character, others in load("confusables.json").items()
        if any(len(one["c"]) == 1 and one["c"].isascii() and one["c"].isalpha() for one in others)
        if unicodedata.name(character[0], "").startswith(("LATIN SMALL", "LATIN LETTER"))
    }
    linked = {
        character for character in alike if leads_where_it_says(f"https://{character}nn.example")
    }
    assert {character for character in linked if not character.isascii()} == {"\u0131"}


def test_the_list_of_endings_is_as_new_as_that_of_a_library() -> None:
    """Hypothesis brings the same list. Where its is newer, copy that over ours."""
    theirs = Path(hypothesis.__file__).parent / "vendor" / "tlds-alpha-by-domain.txt"
    ours = Path(web_addresses.__file__).with_name("top_level_domains.txt")
    versions = [path.read_text("ascii").split()[2] for path in (ours, theirs)]
    assert versions[0] >= versions[1]


def test_a_browser_reads_the_same_host_or_none_out_of_the_platforms_own_tests() -> None:
    """Where a browser fails, so do we; where we read a host, it is the browser's."""
    for row in rows("security", "urls/wpt_urltestdata.jsonl"):
        typed = row["payload"]
        if not isinstance(typed, str) or not typed.lower().startswith(("http:", "https:")):
            continue
        if ours := as_web_address(typed):
            assert row["href"], typed
            assert urlsplit(ours).hostname == urlsplit(row["href"]).hostname, typed


def test_hosts_are_the_platforms_own() -> None:
    for row in rows("security", "urls/wpt_toascii.jsonl"):
        if ours := as_web_address(f"https://{row['payload']}.example"):
            assert urlsplit(ours).hostname == f"{row['output']}.example"


def test_no_scheme_that_runs_something_is_let_through() -> None:
    for typed in corpus("security", "urls/uri_xss_fuzzdb.jsonl"):
        address = as_web_address(typed)
        assert not address or urlsplit(address).scheme in {"http", "https"}


@pytest.mark.django_db
def test_websites_that_were_let_through_before_are_repaired() -> None:
    kept: dict[Any, str] = {
        "https://ann.example/": "https://ann.example/",
        "https://ann.internal": "",
        "https://b\u0430nk.example": "https://xn--bnk-6cd.example",
        "": "",
    }
    stored = {CommentFactory(website=website): repaired for website, repaired in kept.items()}
    module = import_module("comments.migrations.0025_websites_that_lead_somewhere")
    module.write_websites_plainly(apps, None)
    for comment, repaired in stored.items():
        comment.refresh_from_db()
        assert comment.website == repaired
