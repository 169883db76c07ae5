import re

import pytest

from comments.markup import MAX_TAGS, render_comment
from tests.corpora import corpus

LINK = 'rel="nofollow ugc noopener"'
QUERY = "https://a.example/?a&amp;copy;&amp;lt=1"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Hello", "<p>Hello</p>"),
        ("One\ntwo", "<p>One<br>two</p>"),
        ("One\n\n \nTwo", "<p>One</p><p>Two</p>"),
        ("3 < 5 && 5 > 3", "<p>3 &lt; 5 &amp;&amp; 5 &gt; 3</p>"),
        ("<b>bold</b> <em>so", "<p><b>bold</b> <em>so</em></p>"),
        ("<strong>a\n\nb</strong>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        (
            "<blockquote>He said\n\nthis</blockquote>No.",
            "<blockquote><p>He said</p><p>this</p></blockquote><p>No.</p>",
        ),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("see README.md, file.py, a@b.example", "<p>see README.md, file.py, a@b.example</p>"),
        (
            "(https://a.example/x_(y))",
            f'<p>(<a href="https://a.example/x_(y)" {LINK}>https://a.example/x_(y)</a>)</p>',
        ),
        ("https://b.example.", f'<p><a href="https://b.example" {LINK}>https://b.example</a>.</p>'),
        ("www.a.example", f'<p><a href="http://www.a.example" {LINK}>www.a.example</a></p>'),
        (
            '<A HREF = "https://a.example/?b=1&amp;c=2">a</a >',
            f'<p><a href="https://a.example/?b=1&amp;c=2" {LINK}>a</a></p>',
        ),
        (
            '<a href="//a.example" rel="me">x</a>',
            '<p>&lt;a href="//a.example" rel="me"&gt;x&lt;/a&gt;</p>',
        ),
        ("<a href='javascript:0'>x</a>", "<p>&lt;a href='javascript:0'&gt;x&lt;/a&gt;</p>"),
        ("<a href='//a.example'>x</a>", "<p>&lt;a href='//a.example'&gt;x&lt;/a&gt;</p>"),
        ("<a href='/admin/'>x</a>", "<p>&lt;a href='/admin/'&gt;x&lt;/a&gt;</p>"),
        (
            "<a href=https://b@a.example>x</a>",
            "<p>&lt;a href=https://b@a.example&gt;x&lt;/a&gt;</p>",
        ),
        # An end tag ends the last of its name; one that ends nothing is text, and what is never
        # ended ends with its paragraph.
        ("<b>1<i>2</b>3</i>4</b>", "<p><b>1<i>2</i></b><i>3</i>4&lt;/b&gt;</p>"),
        ("<i>1\n2\n\n3", "<p><i>1<br>2</i></p><p>3</p>"),
        ("<blockquote>1\n\n2", "<blockquote><p>1</p></blockquote><p>2</p>"),
        (
            "<blockquote>1</blockquote><blockquote>2</blockquote>",
            "<blockquote><p>1</p></blockquote><blockquote><p>2</p></blockquote>",
        ),
        ("<q>1</q><q>2</q>", "<p><q>1</q><q>2</q></p>"),
        ("1<br/>2<BR>3", "<p>1<br>2<br>3</p>"),
        ("<p>1<p>2</p>3", "<p>1</p><p>2</p><p>3</p>"),
        ("<b/>1<b class=x>2</b>", "<p>&lt;b/&gt;1&lt;b class=x&gt;2&lt;/b&gt;</p>"),
        # References are text too.
        (
            "AT&amp;T &lt;b&gt; &copy &#60;",
            "<p>AT&amp;amp;T &amp;lt;b&amp;gt; &amp;copy &amp;#60;</p>",
        ),
        (
            "https://a.example/?a&copy;&lt=1",
            f'<p><a href="{QUERY}" {LINK}>{QUERY}</a></p>',
        ),
        # What mails quote.
        ("> 1\n>\n> 2\n3", "<blockquote><p>1</p><p>2</p></blockquote><p>3</p>"),
        (
            "0\n>> 1\n> 2",
            "<p>0</p><blockquote><blockquote><p>1</p></blockquote><p>2</p></blockquote>",
        ),
        (">:-(\n>5 people\n>", "<p>&gt;:-(<br>&gt;5 people<br>&gt;</p>"),
        ("  1\n\t2\n\n  3", "<p>  1<br>\t2</p><p>  3</p>"),
        ("1\x012\ufffe3\ud8004", "<p>1234</p>"),
        ("https://me:secret@a.example", "<p>https://me:secret@a.example</p>"),
    ],
)
def test_a_comment_is_shown_as_it_was_meant(typed: str, shown: str) -> None:
    assert render_comment(typed) == shown


TAGS = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>", re.IGNORECASE)
ALLOWED = {"a", "b", "blockquote", "br", "cite", "code", "del", "em", "i", "p", "q", "s", "strong"}
# Without an address, where nh3 found that it leads nowhere.
SAFE_LINK = re.compile(rf'(?: href="https?://[^"<>]*")? {LINK}', re.IGNORECASE)


def breaches_of(html: str) -> list[str]:
    """Judge the output by a rule of its own, not by the sanitisers' lists."""
    breaches = []
    for match in TAGS.finditer(html):
        closing, tag, attributes = match.groups()
        is_safe_link = tag == "a" and (closing or not attributes or SAFE_LINK.fullmatch(attributes))
        if tag not in ALLOWED or (attributes and not is_safe_link):
            breaches.append(match.group())
    rest = TAGS.sub("", html)
    return breaches + (["<"] if "<" in rest else [])


@pytest.mark.parametrize(
    "name",
    [
        "h5sc",
        "owasp_filter_evasion",
        "js_xss_tests",
        "bleach_tests",
        "ammonia_tests",
        "nh3_tests",
        "html5lib_tree_construction",
    ],
)
def test_no_attack_leaves_more_than_what_is_allowed(name: str) -> None:
    for payload in corpus("security", f"html/{name}.jsonl"):
        if payload.count("<") <= MAX_TAGS:
            assert breaches_of(render_comment(payload[:5000])) == [], payload


@pytest.mark.parametrize(
    "shape",
    [
        "<i><p>" * (MAX_TAGS // 2),
        "<a href=https://a.example>" * MAX_TAGS,
        "(" * 5000,
        "https://a.b" + "(" * 4900,
        "https://" + "." * 4900,
        "www." * 1250,
        "&" * 5000,
        "\n\n" * 2500,
    ],
)
def test_no_shape_within_the_limits_takes_long(shape: str) -> None:
    """Bounded by the suite's own time limit: quadratic shapes would take minutes together."""
    for _ in range(5):
        assert breaches_of(render_comment(shape)) == []
