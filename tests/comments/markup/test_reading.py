"""What of a text is markup: by examples, and by texts that are put together by chance."""

import random
import re
from html import unescape
from html.parser import HTMLParser

import pytest

from comments.markup import MAX_TAGS, links_in, read, render_comment, words_of
from comments.markup.reading import INLINE

# What looks like markup and is none, or is hard to keep as it is.
_TEXTS = [
    *("word", "&", ";", "<", ">", "<<", "<!", "<!--", "-->", "<!--x", "<?x", "?>", "<![CDATA["),
    *("]]>", "<b", "<b/>", "<b/x>", "<x>", "</x>", "</", "<//>", "<br", "<p/>", "<script>"),
    *("</script>", "<style>", "<svg/onload=x>", "<a>", "<a/>", "<a_href>", "<bold>", "<textarea>"),
    *("&amp;", "&amp", "&lt;", "&lt;b&gt;", "&copy", "&#60;", "&#x3c;", "&#1;", "&nbsp;", "&no;"),
    *("é", "東京", "👩\u200d🚀", '"', "'", "`", "\\", "=", "\u00a0", "README.md", "www.a.example,"),
    *("https://a.example/?b&lt=c&amp;", "(https://a.example/(b)_c)", "https://a.example/<b"),
]
_SPACES = [" ", " ", " ", "\n", "\n\n", "\t", "  "]
_CONTAINERS = [*INLINE, "p", "blockquote", "a"]


class Maker:
    """Makes a text, and knows what of it is to be read."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 (the same in every run)
        self.typed = ""
        self.shown = ""

    def make(self, depth: int = 0) -> None:
        for _part in range(self.random.randrange(1, 6)):
            if depth < 4 and self.random.random() < 0.4:
                self._contain(depth)
            else:
                self._say(self.random.choice(_TEXTS))

    def _contain(self, depth: int) -> None:
        name = self.random.choice(_CONTAINERS)
        attribute = ' href="https://b.example/?x&amp;y"' if name == "a" else ""
        self.typed += self._cased(f"<{name}{attribute}>")
        self.make(depth + 1)
        # What is inside may be left open where it is, and each is closed in some order.
        self.typed += self._cased(f"</{name}>") if self.random.random() < 0.8 else ""

    def _say(self, text: str) -> None:
        self.typed += f"·{text}·{self.random.choice(_SPACES)}"
        self.shown += f"·{text}·"

    def _cased(self, tag: str) -> str:
        return tag.upper() if self.random.random() < 0.2 else tag


class Reader(HTMLParser):
    """Reads HTML as browsers do, as far as safe HTML goes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("seed", range(300))
def test_what_is_no_markup_is_shown_as_it_was_typed(seed: int) -> None:
    maker = Maker(seed)
    maker.make()
    assert squeezed(Reader(render_comment(maker.typed)).text) == squeezed(maker.shown), maker.typed
    assert squeezed(words_of(maker.typed)) == squeezed(maker.shown)


@pytest.mark.parametrize("seed", range(100))
def test_any_signs_are_shown_the_same_on_the_page_and_as_plain_text(seed: int) -> None:
    signs = random.Random(seed)  # noqa: S311 (the same in every run)
    typed = "".join(signs.choice("<>/abipqs &;#x=\"'!-\n\t ") for _sign in range(300))
    assert squeezed(Reader(render_comment(typed)).text) == squeezed(words_of(typed)), typed


@pytest.mark.parametrize(
    ("typed", "links"),
    [
        ("https://a.example/", []),
        ('<a href="https://a.example/">a <b>b</b>\n\nc</a>', [("a b c", "https://a.example/")]),
        (
            "<a href=http://a.example>a</a><a href='http://b.example'>b</a>",
            [("a", "http://a.example"), ("b", "http://b.example")],
        ),
        ('<a href="https://a.example/?b&amp;c">d</a>', [("d", "https://a.example/?b&c")]),
        ('<a href="https://a.example/"></a>', []),
    ],
)
def test_links_behind_words_are_told_with_their_address(
    typed: str, links: list[tuple[str, str]]
) -> None:
    found = list(links_in(read(typed)))
    assert [(link.label, link.element.href) for link in found] == links
    for link in found:
        assert unescape(typed[link.element.start : link.element.end]) == link.element.href


def test_no_more_tags_are_markup_than_the_sanitisers_can_be_given() -> None:
    typed = "<b>x</b> " * MAX_TAGS
    assert words_of(typed).count("<b>x</b>") == MAX_TAGS // 2
