"""What a body says, where its tags are of no use."""

import pytest

from articles.body import beginning, has_words, paragraphs, with_addresses


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("", []),
        ("<p>Fog &amp; <strong>rain</strong></p><p></p><h2>Later</h2>", ["Fog & rain", "Later"]),
        ("<ul><li>one<ul><li>two</li></ul></li></ul><p>a<br>b</p>", ["one", "two", "a", "b"]),
        ("<blockquote>Grey,<p>she said.</p></blockquote>", ["Grey,", "she said."]),
        ('<p><a href="https://a.example" title="a > b">here</a>&nbsp;\n  now</p>', ["here now"]),
        ("<p>1 &lt;b&gt; 2</p>", ["1 <b> 2"]),
    ],
)
def test_paragraphs_are_read_without_tags(html: str, said: list[str]) -> None:
    assert paragraphs(html) == said


@pytest.mark.parametrize(
    "html",
    [
        "",
        " \n",
        "<p></p><p>&nbsp;</p>",
        "<p><br></p><hr>",
        "\u200b\ufeff\u3000\u2800",
        "<p>\u00ad</p>",
        "<p>\U0001d159</p>",
        "<p>\ufffc</p>",
    ],
)
def test_what_readers_would_not_see_are_no_words(html: str) -> None:
    assert not has_words(html)


@pytest.mark.parametrize("html", ["<p>a</p>", "<ul><li>7</li></ul>", "<p>…</p>", "霧", "🚢"])
def test_one_letter_or_sign_is_enough(html: str) -> None:
    assert has_words(html)


def test_an_address_stands_behind_the_words_of_its_link() -> None:
    html = '<p><a href="https://a.example/?a=1&amp;b=2" rel="noopener">the <em>fog</em></a>.</p>'
    assert paragraphs(with_addresses(html)) == ["the fog (https://a.example/?a=1&b=2)."]
    same = '<p><a href="https://a.example" title="it" rel="noopener">https://a.example</a></p>'
    assert paragraphs(with_addresses(same)) == ["https://a.example"]


@pytest.mark.parametrize(
    ("html", "first"),
    [
        ("<p>Short.</p>", "Short."),
        ("<p>One two three</p><p>four five six</p>", "One two three four…"),
        ("<p>One two three four, five</p>", "One two three four…"),
        ("<p>" + "霧" * 30 + "</p>", "霧" * 19 + "…"),
        ("<p>One " + "霧" * 30 + "</p>", "One " + "霧" * 15 + "…"),
        ("<p>two words</p>" + "<p></p>" * 5000, "two words…"),
        ("<p>" + "two words " * 5000 + "</p>", "two words two words…"),
    ],
)
def test_the_beginning_is_cut_after_a_word(html: str, first: str) -> None:
    assert beginning(html, 20) == first
