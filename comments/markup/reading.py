"""Read what a reader typed: which of it is markup, and which is text.

Markup is a well-formed tag of the allowed few: bare, or `a` with nothing but the address of a
link; an end tag where there is something to end; and, at the beginning of a line, the ">" by
which mails quote. Everything else is text, to be shown as it was typed: other tags, comments,
declarations, entities. Whatever shows a comment reads it here, so all show the same words.

One pass over the text, and a bounded number of tags: the time is linear in both.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from comments.web_addresses import leads_where_it_says

# What the sanitisers can be given: bleach is quadratic in the number of tags.
MAX_TAGS: Final = 100
# Formatting goes on in the next paragraph; where that has happened so often, it does no more.
_MOST_CARRIED: Final = 200
_DEEPEST_MAIL_QUOTE: Final = 5

INLINE: Final = ("b", "cite", "code", "del", "em", "i", "q", "s", "strong")
_BLOCKS: Final = ("blockquote", "p")
# A quoted line: "> so", ">so" and "> > so"; not ">:-(", nor ">5 people".
_QUOTED: Final = (
    rf"(?:>[ ]?){{0,{_DEEPEST_MAIL_QUOTE - 1}}}>"
    r"(?:[ ](?=[^\S\n]*[^\s>])|(?=[^\W\d_])|(?=[ ]?\n>))"
)
# Names are ASCII in any case; Unicode's cases would let in long s, dotless i, the Kelvin sign.
_MARKUP: Final = re.compile(
    rf"""
      \n(?P<quoted>{_QUOTED})?
    | <(?ai:a)\s{{1,9}}(?ai:href)\s{{0,9}}=\s{{0,9}}
      (?: "(?P<double>[^"<>]*)" | '(?P<single>[^'<>]*)' | (?P<bare>[^\s"'<>=`]+) )\s{{0,9}}>
    | <(?ai:br)\s{{0,9}}/?>
    | <(?P<end>/?)(?P<name>(?ai:{"|".join((*INLINE, *_BLOCKS))}))\s{{0,9}}>
    | </(?P<end_of_link>(?ai:a))\s{{0,9}}>
    """,
    re.VERBOSE,
)
_QUOTED_AT_START: Final = re.compile(_QUOTED, re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Element:
    """Formatting that a run of text stands in, and the place of its start tag in the text.

    Of a link, `href` is its address, and the place is that of the address.
    """

    name: str
    start: int
    end: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of the text, in one line, with the same formatting; `start` is its place."""

    text: str
    start: int
    elements: tuple[Element, ...]


@dataclass(slots=True)
class Paragraph:
    """Lines of runs. Paragraphs that follow each other with the same quotes share them."""

    quotes: tuple[int, ...]
    lines: list[list[Run]]


@dataclass(frozen=True, slots=True)
class _Tag:
    """A start tag; `has_end` tells whether there is an end tag for it."""

    position: int
    element: Element
    has_end: bool


@dataclass(slots=True)
class _Reader:
    """Where reading has come to."""

    text: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    open: list[_Tag] = field(default_factory=list)
    quotes: list[_Tag] = field(default_factory=list)
    mail_quotes: int = 0
    lines: list[list[Run]] = field(default_factory=lambda: [[]])
    carried: int = 0

    def add_text(self, start: int, end: int) -> None:
        if start < end:
            run = Run(self.text[start:end], start, self._elements())
            self.lines[-1].append(run)

    def begin_line(self, mail_quotes: int) -> None:
        if mail_quotes != self.mail_quotes or not self._line_has_words():
            self.end_paragraph()
        else:
            self.lines.append([])
        self.mail_quotes = mail_quotes

    def break_line(self) -> None:
        self.begin_line(self.mail_quotes)

    def begin(self, tag: _Tag) -> None:
        if tag.element.name == "p":
            self.end_paragraph()
        elif tag.element.name == "blockquote":
            self.end_paragraph()
            self.quotes.append(tag)
        else:
            self.open.append(tag)

    def end(self, tag: _Tag) -> None:
        if tag.element.name in _BLOCKS:
            self.end_paragraph()
        self.quotes = [one for one in self.quotes if one is not tag]
        self.open = [one for one in self.open if one is not tag]

    def end_paragraph(self) -> None:
        """What was opened and is never closed ends with the paragraph."""
        lines = [line for line in self.lines if _has_words(line)]
        self.lines = [[]]
        if not lines:
            return
        # Mail quotes have numbers below those of tags.
        quotes = [tag.position for tag in self.quotes]
        mail_quotes = [-level for level in range(1, self.mail_quotes + 1)]
        self.paragraphs.append(Paragraph((*quotes, *mail_quotes), lines))
        self.quotes = [tag for tag in self.quotes if tag.has_end]
        self.open = [tag for tag in self.open if tag.has_end and self.carried < _MOST_CARRIED]
        self.carried += len(self.open)

    def _elements(self) -> tuple[Element, ...]:
        """One of each kind, the last: what is bold gets no bolder, and no link stands in a link."""
        of_kind = {tag.element.name: tag.element for tag in self.open}
        return tuple(of_kind.values())

    def _line_has_words(self) -> bool:
        return _has_words(self.lines[-1])


def read(text: str) -> list[Paragraph]:
    """Return what is shown of the text, in paragraphs."""
    end_of_text = len(text.rstrip())
    reader = _Reader(text)
    position = 0
    if quoted := _QUOTED_AT_START.match(text):
        reader.mail_quotes = quoted[0].count(">")
        position = quoted.end()
    matches = list(_MARKUP.finditer(text, position, end_of_text))
    tags = _pair(matches)
    for match in matches:
        tag = tags.get(match.start())
        if tag is None and not _is_line_break(match):
            continue
        reader.add_text(position, match.start())
        position = match.end()
        if tag is None:
            _begin_line(reader, match)
        elif tag.position == match.start():
            reader.begin(tag)
        else:
            reader.end(tag)
    reader.add_text(position, end_of_text)
    reader.end_paragraph()
    return reader.paragraphs


def _begin_line(reader: _Reader, match: re.Match[str]) -> None:
    if match[0].startswith("\n"):
        reader.begin_line((match["quoted"] or "").count(">"))
    else:
        reader.break_line()


def _is_line_break(match: re.Match[str]) -> bool:
    return match[0][0] == "\n" or match[0][:3].lower() == "<br"


def _pair(matches: Sequence[re.Match[str]]) -> dict[int, _Tag]:
    """Return the tag that each start tag is and each end tag ends, by their positions.

    An end tag ends the last of its name that is open; one that ends nothing is text.
    """
    open_ones: defaultdict[str, list[re.Match[str]]] = defaultdict(list)
    started: list[re.Match[str]] = []
    start_of: dict[int, int] = {}
    for match in _first_tags(matches):
        name = _name_of(match)
        if not _is_end(match):
            open_ones[name].append(match)
            started.append(match)
        elif open_ones[name]:
            start_of[match.start()] = open_ones[name].pop().start()
    have_end = set(start_of.values())
    tags = {
        match.start(): _Tag(match.start(), _element(match), match.start() in have_end)
        for match in started
    }
    return tags | {end: tags[start] for end, start in start_of.items()}


def _first_tags(matches: Sequence[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Yield the tags that may be markup, as many as the sanitisers can be given."""
    tags = (match for match in matches if not _is_line_break(match) and _may_be_markup(match))
    for match, _number in zip(tags, range(MAX_TAGS), strict=False):
        yield match


def _may_be_markup(match: re.Match[str]) -> bool:
    """A tag of which nothing could be made but by losing what is in it is none."""
    return _name_of(match) != "a" or _is_end(match) or leads_where_it_says(_address(match))


def _name_of(match: re.Match[str]) -> str:
    return (match["name"] or "a").lower()


def _is_end(match: re.Match[str]) -> bool:
    return bool(match["end"] or match["end_of_link"])


def _element(match: re.Match[str]) -> Element:
    name = _name_of(match)
    if name != "a":
        return Element(name, *match.span())
    return Element("a", *match.span(match.lastgroup or 0), href=_address(match))


def _address(match: re.Match[str]) -> str:
    """Return a link's address: in HTML, "&amp;" is how an address writes "&"."""
    typed = match["double"] or match["single"] or match["bare"] or ""
    return typed.strip().replace("&amp;", "&")


def _has_words(line: Sequence[Run]) -> bool:
    return any(run.text.strip() for run in line)
