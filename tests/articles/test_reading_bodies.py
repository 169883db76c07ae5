"""What word processors, mail programs and attackers put into an article's body."""

import json
from typing import Any

import pytest
from django.test import override_settings

from articles import body
from articles.body import BodyTooLong, clean_body, read_body, reading
from articles.body.building import Builder
from tests.corpora import ROOT

HIGHLIGHTED = "Left out: the highlighting of 1 passage."
TABLE = "Left out: 1 table (its rows are paragraphs now)."
CASES = ROOT.parent / "cases" / "paste.jsonl"


@pytest.fixture(autouse=True)
def _site() -> Any:
    with override_settings(SITE_URL="https://news.example"):
        yield


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        # Google Docs
        (
            (
                '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">'
                '<p dir="ltr" style="line-height:1.4"><span style="font-weight:400">Fog </span>'
                '<span style="font-weight:700">all</span><i> day</span>'
                "</p></b>"
            ),
            "<p>Fog <strong>all</strong><em> day</em></p>",
        ),
        (
            (
                '<ul><li aria-level="1"><p role="presentation">a</p></li>'
                '<ul><li aria-level="2"><p>b</p></li></ul></ul>'
            ),
            "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>",
        ),
        (
            '<a href="https://www.google.com/url?q=https://a.example/x%3Fy%3D1&amp;sa=D">x</a>',
            '<a href="https://a.example/x?y=1" rel="noopener">x</a>',
        ),
        # Only ASCII's letters have a case in the name of a tag or an attribute.
        ("<LI>a</LI><bloc\u212aquote>b</bloc\u212aquote>", "<ul><li>a</li></ul>b"),
        ("<script>a</\u017fcript>b</SCRIPT>c", "c"),
        # Word
        (
            (
                "<p class=MsoNormal><b><span lang=EN-GB>Fog<o:p></o:p></span></b></p>"
                "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
            ),
            "<p><strong>Fog</strong></p><p></p>",
        ),
        (
            (
                "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]>"
                "<span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>one</p>"
                "<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>"
                "<span style='mso-list:Ignore'>o<span>&nbsp; </span></span>two</p>"
                "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>"
                "<span style='mso-list:Ignore'>·<span>&nbsp; </span></span>three</p><p>after</p>"
            ),
            "<ul><li>one<ul><li>two</li></ul></li><li>three</li></ul><p>after</p>",
        ),
        (
            (
                "<p style='mso-list:l1 level1 lfo2'>1.&nbsp;&nbsp; one</p>"
                "<p style='mso-list:l1 level1 lfo2'>2.&nbsp; <i>two</i></p>"
            ),
            "<ol><li>one</li><li><em>two</em></li></ol>",
        ),
        (
            "<p style='mso-list:l1 level1 lfo2'>I am no marker</p>",
            "<ul><li>I am no marker</li></ul>",
        ),
        (
            "<h1 style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1. </span>Fog</h1>",
            "<h2>1. Fog</h2>",
        ),
        (
            (
                "<!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--><style>p{}</style>"
                "<p>in <st1:place w:st='on'>Hull</st1:place></p>"
            ),
            "<p>in Hull</p>",
        ),
        # LibreOffice, Pages, Gmail, Outlook, old pages
        (
            (
                '<p style="margin-bottom: 0in"><font face="Arial" size="4" style="font-size: 14pt">'
                "<i>a</i></font></p>"
            ),
            "<p><em>a</em></p>",
        ),
        ('<p class="p1"><span class="s1"><b>a</b></span></p>', "<p><strong>a</strong></p>"),
        ("<div>a</div><div><br></div><div>b</div>", "<p>a</p><p>b</p>"),
        ("<center>a<div>b</div>c</center>", "<p>a</p><p>b</p><p>c</p>"),
        ('<span style="font: italic bold 12px Arial">a</span>', "<strong><em>a</em></strong>"),
        (
            '<a href="https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example">x</a>',
            '<a href="https://a.example" rel="noopener">x</a>',
        ),
        ("<b>one<i>two</b>three</i>", "<strong>one<em>two</em></strong><em>three</em>"),
        ("<p>one<p>two<ul><li>a<li>b</ul>", "<p>one</p><p>two</p><ul><li>a</li><li>b</li></ul>"),
        ("<li>a</li><li>b</li>", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>a\tb\n c&nbsp; d&nbsp;e</p>", "<p>a b c d&nbsp;e</p>"),
        ("<pre>a\nb</pre>", "<p>a<br>b</p>"),
        ("<p>He said <q>no</q></p>", "<p>He said “no”</p>"),
        ("<h2>a</h2><h5>b</h5><h6>c</h6>", "<h2>a</h2><h3>b</h3><h3>c</h3>"),
        ("<ul><li><h3>a</h3>b</li></ul>", "<ul><li><p><strong>a</strong></p>b</li></ul>"),
        ("a<table><tr><td>b</table>c", "a<p>b</p>c"),
        (
            "<table><tr><th>Day</th><th>Fog</th></tr><tr><td><p>1</p></td><td>yes</td></tr></table>",
            "<p>Day | Fog</p><p>1 | yes</p>",
        ),
        (
            "<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>",
            "<p>a</p><p>b</p><p>c</p>",
        ),
        ('<p>well done <img src="/e.png" alt="👍"></p>', "<p>well done 👍</p>"),
        ('<a href="https://a.example"><h3>x</h3></a>', None),
        ("<p>x<!-- a -- b", "<p>x</p>"),
        ("<p>a &#99999999999999; b</p>", "<p>a � b</p>"),
        ("<p>&#" + "9" * 5000 + ";b</p>", "<p>�b</p>"),
    ],
)
def test_a_text_from_elsewhere_keeps_what_an_article_can_have(
    pasted: str, kept: str | None
) -> None:
    cleaned = clean_body(pasted)
    assert cleaned == (kept or '<h3><a href="https://a.example" rel="noopener">x</a></h3>')
    assert read_body(str(cleaned)).html == cleaned


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        ("<p>a</p>", ""),
        ("<p>a<img src=x><img src=y></p>", "Left out: 2 pictures."),
        ("<p>a<img src='data:image/png;base64,AAAA'></p>", "Left out: 1 picture."),
        (
            '<a href="#top">up</a> <a href="file:///C:/a.doc">file</a> <a name="b">c</a>',
            "Left out: the targets of 2 links (#top, file:///C:/a.doc).",
        ),
        (
            "<p>a<del>b</del><s>c</s><sup>2</sup></p><video></video>",
            (
                "Left out: 1 video, sound, drawing or form; 1 deleted passage; the line through 1"
                " passage; the raising or lowering of 1 passage."
            ),
        ),
        ('<a href="https://a.example"><u>a</u></a>', ""),
        ("<span style='text-decoration: underline'>a</span>", "Left out: 1 underline."),
        ("<p>a<span style='display:none'>b</span></p>", "Left out: 1 hidden passage."),
        ("<ol start=4><li>a</ol>", "Left out: the first number of 1 list (it begins at 1 now)."),
        (
            "<table><tr><td>a<td>b</table><p>c<img src=x></p>",
            "Left out: 1 picture; 1 table (its rows are paragraphs now).",
        ),
        (
            "<p><mark>a</mark> <span style='background-color:#ffff00'>b</span></p>",
            "Left out: the highlighting of 2 passages.",
        ),
        ("<p><span style='background:lime;mso-highlight:lime'>a</span></p>", HIGHLIGHTED),
        ("<p><span style='background-color: rgb(255, 242, 0)'>a</span></p>", HIGHLIGHTED),
        ("<p><span style='background-color: rgb(248, 249, 250)'>a</span></p>", ""),
        ("<p><span style='background-color:transparent'>a</span></p>", ""),
        ("<pre>a</pre><p><code>b</code></p>", "Left out: the typewriter letters of 2 passages."),
        ("<p align=center>a</p>", "Left out: the alignment of 1 paragraph."),
        (
            "<p style='text-align:right'>a</p><h2 style='text-align: center'>b</h2>",
            "Left out: the alignment of 2 paragraphs.",
        ),
        ("<p dir=rtl style='text-align:right'>א</p><table><td style='text-align:right'>1", TABLE),
        (
            "<dl><dt>a<dd>b</dl>",
            "Left out: the shape of 1 list of terms (they are paragraphs now).",
        ),
        ("<p>a<select><option>b</select></p>", "Left out: 1 video, sound, drawing or form."),
        (
            "<p>a</p><div style='mso-element:comment-list'><p>why?</p></div>",
            "Left out: 1 comment in the margin.",
        ),
    ],
)
def test_what_an_article_cannot_have_is_named(pasted: str, told: str) -> None:
    assert read_body(pasted).left_out.sentence() == told


def _cases() -> list[dict[str, str]]:
    if not CASES.is_file():
        return []
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines() if line]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["html"][:40])
def test_known_pastes_keep_what_they_should(case: dict[str, str]) -> None:
    read = read_body(case["html"])
    if case["keeps"].startswith("<"):
        assert read.html == case["keeps"]
        return
    for word in ("Head", "Sub", "cell1", "cell2", "inside", "call", "up", "before", "after"):
        assert (word in case["html"]) == (word in read.html)
    assert "cell1cell2" not in read.html
    if "<h1>" in case["html"]:
        assert read.html == "<h2>Head</h2><h3>Sub</h3>"
    if "#top" in case["html"]:
        assert 'href="https://news.example/articles/fog/"' in read.html
        assert 'href="tel:+44123"' in read.html
        assert "#top" in read.left_out.sentence()
    if "<img" in case["html"]:
        assert "1 picture" in read.left_out.sentence()


HOSTILE = {
    "lists": "<ul><li>",
    "quotations": "<blockquote>",
    "bold": "<b>",
    "bold and slanted": "<b><i>",
    "paragraphs in bold": "<b><p>x",
    "fonts": "<font size=1><p>x",
    "links": '<a href="https://a.example/">',
    "tables": "<table><tr><td>x",
    "rows": "<tr><td>x</td>",
    "unknown": "<x>",
    "wrong ends": "<div><table></div>",
    "ends": "</b></p></li>",
    "open comments": "<!--",
    "open tags": "<a ",
    "open quotes": '<a href="',
    "declarations": "<![CDATA[",
    "scripts": "<script>",
    "ended scripts": "<script></script>",
    "attributes": "<p a=1 b=2 c = '3' ",
    "equals": "<p ==== ",
    "styles": "<p style='font-weight:bold;font:italic'>x",
    "less than": "<",
    "references": "&#",
    "long numbers": "&#9999999",
    "Word's lists": "<p style='mso-list:l0 level9'>1. x",
    "deep and back": "<ul><li>x" * 50 + "</li></ul>" * 50,
    "breaks": "<br> ",
    "plain": "<plaintext><b>",
    "svg": "<svg><g>",
    "emoji": "😀",
}


@pytest.mark.parametrize("shape", HOSTILE.values(), ids=HOSTILE)
def test_no_shape_makes_reading_slower_than_its_length(
    shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work is counted, not timed: looks at an open element, each a step of a loop."""
    looks = 0

    class Counting(list):  # type: ignore[type-arg] # of the builder's own elements
        def __getitem__(self, place: Any) -> Any:
            nonlocal looks
            looks += 1
            return super().__getitem__(place)

    def count(builder: Builder) -> None:
        start(builder)
        builder._open = Counting(builder._open)  # noqa: SLF001 -- its steps are what is counted

    start = Builder.__init__
    monkeypatch.setattr(Builder, "__init__", count)
    html = (shape * (20_000 // len(shape) + 1))[:20_000]
    reading._read.cache_clear()  # noqa: SLF001 -- what was read before would not be counted
    try:
        cleaned = read_body(html).html
    except BodyTooLong:
        cleaned = clean_body("")
    assert looks <= 100 * len(html)
    assert _depth(cleaned) <= 45
    assert len(cleaned) <= body.MAX_CHARACTERS


def _depth(html: str) -> int:
    depth = deepest = 0
    for part in html.split("<")[1:]:
        if part.startswith(("br", "hr")):
            continue
        depth += -1 if part.startswith("/") else 1
        deepest = max(depth, deepest)
    return deepest


def test_a_text_that_is_too_long_is_refused_before_it_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(Builder, "start")
    with pytest.raises(BodyTooLong, match="Split it into several articles") as refused:
        read_body("<p>" * 200_000)
    assert "500,000" in refused.value.messages[0]


def test_a_text_that_grows_while_it_is_read_is_refused() -> None:
    """One link around many paragraphs would be repeated in each of them."""
    link = f'<a href="https://a.example/{"x" * 1900}">'
    with pytest.raises(BodyTooLong):
        read_body(link + "<h2>x</h2>" * 400)


def test_what_is_clean_is_not_cleaned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned = clean_body("<p>Fog</p>")
    monkeypatch.delattr(Builder, "start")
    assert clean_body(cleaned) is cleaned


def test_the_shapes_of_the_collection_end() -> None:
    generators = ROOT / "security" / "gen_oversized.py"
    if not generators.is_file():
        pytest.skip("the collection is not beside the project")
    shapes: dict[str, Any] = {}
    exec(generators.read_text(encoding="utf-8"), shapes)  # noqa: S102 -- a collection of our own
    for make in shapes["gens"].values():
        try:
            assert len(read_body(make(160_000)).html) <= body.MAX_CHARACTERS
        except BodyTooLong:
            continue
