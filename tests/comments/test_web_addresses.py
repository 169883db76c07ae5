"""Web addresses: read as strictly as no browser can be led astray by."""

from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps

from comments.web_addresses import as_web_address
from tests.comments.factories import CommentFactory
from tests.corpora import corpus, rows


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
    ],
)
def test_what_leads_nowhere_or_astray_is_none(typed: str) -> None:
    assert as_web_address(typed) == ""


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
