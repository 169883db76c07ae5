import pytest

from comments.models import Comment
from comments.screening.links.check import check_links
from comments.screening.links.finder import find_links
from comments.screening.links.hosts import (
    is_look_alike,
    is_network_address,
    is_shortener,
    same_site,
)

LONG = "I have read the whole report of the council and this is what it says on the matter. "


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("see https://www.example.org/a?b=c#d.", ["www.example.org"]),
        ("www.example.org and example.org/path", ["www.example.org", "example.org"]),
        ("bit.ly/abc, Example.COM!", ["bit.ly", "example.com"]),
        ("(http://a.example), <http://b.example>", ["a.example", "b.example"]),
        ("http://a.example\nhttp://b.example", ["a.example", "b.example"]),
        ('<a href="http://a.example/x">here</a>', ["a.example"]),
        ("<a class=x href = 'http://a.example'>b.example</a>", ["a.example"]),
        ('<a href="http://a.example"><b>bold</b></a>', ["a.example"]),
        ("[url=http://a.example]x[/url] [URL]b.example[/URL]", ["a.example", "b.example"]),
        ("[link=http://a.example]x[/link]", ["a.example"]),
        ("http://user:secret@a.example:81/", ["a.example"]),
        ("http://a.example\\@b.example/", ["a.example"]),
        ('<a href="mailto:ann@mail.example">Ann</a> <a href="javascript:x()">x</a>', []),
        ("[url]a.example:81/x[/url]", ["a.example"]),
        ("http://[2001:db8::1]/", []),
        ("http://[not/", []),
        ("http://[", []),
        ("file.py README.md e.g. i.e. U.S. St.Petersburg 1.5 and/or", []),
        ("write to me@mail.example.com or first.name@mail.example", []),
        ("a sentence.Another one", []),
        ("", []),
    ],
)
def test_links_are_found_as_they_are_typed(text: str, hosts: list[str]) -> None:
    assert [link.host for link in find_links(text) if link.host] == hosts


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("see https://a.example/x, and more", "https://a.example/x"),
        ('😀 <a href="http://a.example">x</a>!', '<a href="http://a.example">x</a>'),
        ("[url=http://a.example]x[/url].", "[url=http://a.example]x[/url]"),
    ],
)
def test_a_link_is_marked_from_end_to_end(text: str, marked: str) -> None:
    (link,) = find_links(text)
    assert text[link.span.start : link.span.end] == marked


@pytest.mark.parametrize(
    ("body", "score", "reason"),
    [
        (LONG, None, ""),
        (LONG + "https://a.example/report", None, ""),
        (LONG * 4 + "https://a.example/1 https://a.example/2", None, ""),
        ("https://a.example/report", 0.4, "A link and hardly a word about it."),
        ("Nice! https://a.example/1 https://a.example/2", 0.3, "2 links and 1 word."),
        (LONG + "http://a.example " * 4, 0.9, "4 links and 18 words."),
        (LONG + "https://bit.ly/x", 0.4, "bit.ly hides where the link leads."),
        (LONG + "https://t.co/x", 0.15, "t.co hides where the link leads."),
        (LONG + "http://192.0.2.7/x", 0.5, "The link leads to a bare number: 192.0.2.7."),
        (
            LONG + "http://bank.example@evil.example/",
            0.6,
            "A log-in stands before the host evil.example in the link.",
        ),
        (
            LONG + "http://xn--80ak6aa92e.com/",
            0.7,
            "xn--80ak6aa92e.com only looks like the name it shows.",
        ),
        (
            LONG + "https://\u0261ull.example/",
            0.7,
            "\u0261ull.example only looks like the name it shows.",
        ),
        *(
            (
                LONG + f'<a href="https://evil.example">{label}</a>',
                0.7,
                "The link names one site and leads to evil.example.",
            )
            for label in (
                *("https://mybank.example", "https://www.mybank.example/login", "www.bank.com"),
                *("bank.com", "<b>mybank.example</b>", "https://<b>mybank</b>.example"),
                *("<b>https://mybank.example</b>", "<i><b>www.mybank.example</b></i>"),
                *("Go to <em>mybank.example</em> now", "MYBANK.EXAMPLE"),
            )
        ),
        (LONG + '<a href="http://bank.com/login">www.bank.com</a>', None, ""),
        (LONG + '<a href="http://news.bank.com/">bank.com</a>', None, ""),
        (LONG + '<a href="http://bank.com/">our bank</a>', None, ""),
        (
            LONG + "[url=http://a.example]pills[/url]",
            0.6,
            "Forum markup, as robots post it everywhere.",
        ),
    ],
)
def test_links_are_weighed_against_the_text_and_each_for_itself(
    body: str, score: float | None, reason: str
) -> None:
    finding = check_links(Comment(body=body))
    assert (finding and round(finding.score, 2)) == score
    assert (finding.reason if finding else "") == reason


def test_every_link_is_marked_whatever_the_reason_is() -> None:
    body = LONG + "https://bit.ly/x and https://a.example/"
    finding = check_links(Comment(body=body))
    assert finding
    assert [body[span.start : span.end] for span in finding.spans] == [
        "https://bit.ly/x",
        "https://a.example/",
    ]


def test_the_website_is_looked_at_too() -> None:
    finding = check_links(Comment(body="Well said.", website="https://tinyurl.com/x"))
    assert finding
    assert finding.reason == "In the website: tinyurl.com hides where the link leads."
    assert finding.spans == ()
    assert check_links(Comment(body="Well said.", website="https://ann.example/")) is None


def test_links_alone_are_never_surely_spam() -> None:
    finding = check_links(Comment(body="[url]bit.ly/x[/url] http://1@1.1.1.1 " * 20))
    assert finding
    assert finding.score == 0.9


@pytest.mark.parametrize(
    ("host", "is_one"),
    [("bit.ly", True), ("www.bit.ly", True), ("rabbit.ly", False), ("", False)],
)
def test_shorteners_are_known_by_their_whole_name(host: str, is_one: bool) -> None:
    assert is_shortener(host) is is_one


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("192.0.2.1", True),
        ("2001:db8::1", True),
        ("3232235777", True),
        ("0xc0a80101", True),
        ("0300.0250.1.1", True),
        ("1.example", False),
        ("example.org", False),
        ("cafe", False),
        ("", False),
    ],
)
def test_numbers_are_told_from_names(host: str, is_one: bool) -> None:
    assert is_network_address(host) is is_one


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("аррӏе.com", True),  # all Cyrillic
        ("xn--80ak6aa92e.com", True),
        ("pаypal.com", True),  # one Cyrillic letter
        ("gοogle.com", True),  # one Greek letter
        ("paypal.com", False),
        ("münchen.de", False),
        ("москва.рф", False),
        ("сор.рф", False),
        ("пример.com", False),
        ("日本語.jp", False),
        ("xn--.com", False),
        ("xn--\ud800.com", False),
        ("xn--99999999999999999999.com", False),
        ("", False),
    ],
)
def test_names_that_pass_for_others_are_told(host: str, is_one: bool) -> None:
    assert is_look_alike(host) is is_one


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("a.example", "www.a.example", True),
        ("news.a.example", "a.example", True),
        ("a.example", "b.example", False),
        ("xa.example", "a.example", False),
    ],
)
def test_a_site_is_its_host_and_what_lies_under_it(one: str, other: str, is_same: bool) -> None:
    assert same_site(one, other) is is_same
    assert same_site(other, one) is is_same
