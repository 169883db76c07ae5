"""Builds an article's blocks from a row of tags and texts.

It never looks back further than a fixed number of elements, so its time grows with the length of
what comes and nothing else, however it is nested.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from articles.body import elements
from articles.body.document import Block, Container, Link, Marks, Path
from articles.body.left_out import LeftOut
from articles.body.links import address_of
from articles.body.lists import WordLists
from articles.body.safety import is_language, strip_controls
from articles.body.styles import Style, read_style
from articles.body.tables import Row, joined

# Elements in each other of which we know. What is deeper is read as if it were not there.
_MOST_OPEN: Final = 100
# Lists and quotations in each other that an article keeps.
_MOST_CONTAINERS: Final = 12
_MOST_TITLE: Final = 300
_SHORT_PICTURE_TEXT: Final = 8
_PARAGRAPH: Final = frozenset({"p"})
_UNMARKED: Final = Marks()


@dataclass
class _Open:
    """An element that has begun, with what holds for the text in it."""

    name: str
    marks: Marks = _UNMARKED
    path: Path = ()
    # The tag of the paragraphs in it; empty where text stands bare.
    block: str = ""
    is_block: bool = False
    is_skipped: bool = False
    is_preformatted: bool = False
    is_marker: bool = False


class Builder:
    def __init__(self) -> None:
        self.left_out = LeftOut()
        self._blocks: list[Block] = []
        self._block: Block | None = None
        self._open: list[_Open] = [_Open("")]
        # Ends of elements that were too deep to be opened.
        self._too_deep: Counter[str] = Counter()
        self._rows: list[Row] = []
        self._word_lists = WordLists()

    def finished(self) -> list[Block]:
        while len(self._open) > 1:
            self._close_last()
        self._flush()
        return self._blocks

    def text(self, text: str) -> None:
        inside = self._open[-1]
        if inside.is_skipped:
            return
        text = strip_controls(text)
        if inside.is_marker and self._block and self._block.list_level:
            self._block.marker += text
            return
        if self._block is None:
            if not text.strip(" \t\n\r\f"):
                return
            self._block = self._new_block()
        lines = text.split("\n") if inside.is_preformatted else [text]
        for count, line in enumerate(lines):
            if count:
                self._block.add(None, inside.marks)
            self._block.add(line, inside.marks)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in elements.VOID:
            self._void(name, attributes)
            return
        if len(self._open) >= _MOST_OPEN and name not in {"script", "style"}:
            self._too_deep[name] += 1
            return
        self._end_implied(name)
        inside = self._open[-1]
        style = read_style(attributes.get("style", ""))
        opened = _Open(
            name,
            marks=self._marks(inside.marks, name, attributes, style),
            path=inside.path,
            block=inside.block,
            is_skipped=inside.is_skipped or self._is_left_out(name, attributes, style),
            is_preformatted=inside.is_preformatted or name in elements.PREFORMATTED,
            is_marker=inside.is_marker or style.is_marker,
        )
        self._open.append(opened)
        if not opened.is_skipped:
            self._begin(opened, attributes, style)

    def end(self, name: str) -> None:
        if self._too_deep[name]:
            self._too_deep[name] -= 1
            return
        place = self._place_of(name)
        if place is None:
            return
        if name in elements.FORMATTING:
            self._unwrap(place)
            return
        while len(self._open) > place:
            self._close_last()

    def _place_of(self, name: str) -> int | None:
        """Return which open element an end is for: one in a cell ends nothing around it."""
        borders = elements.BORDERS
        if name in elements.OF_TABLES:
            borders = frozenset({"table"})
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].name == name:
                return place
            if self._open[place].name in borders and name != "table":
                return None
        return None

    def _unwrap(self, place: int) -> None:
        """End one element and leave those open that began in it."""
        outer = self._open[place - 1].marks
        ended = self._open.pop(place).marks
        for one in self._open[place:]:
            own = one.marks
            one.marks = Marks(
                own.is_strong if own.is_strong != ended.is_strong else outer.is_strong,
                own.is_slanted if own.is_slanted != ended.is_slanted else outer.is_slanted,
                own.link if own.link != ended.link else outer.link,
            )

    def _end_implied(self, name: str) -> None:
        if name in elements.IMPLIED_ENDS:
            ended, up_to = elements.IMPLIED_ENDS[name]
            self._close_up_to(ended, up_to)
        if _is_block(name):
            self._close_up_to(_PARAGRAPH, elements.BORDERS)
        if name in elements.HEADINGS and self._open[-1].name in elements.HEADINGS:
            self._close_last()

    def _close_up_to(self, ended: frozenset[str], up_to: frozenset[str]) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].name in up_to:
                return
            if self._open[place].name in ended:
                while len(self._open) > place:
                    self._close_last()
                return

    def _close_last(self) -> None:
        closed = self._open.pop()
        if closed.is_skipped:
            return
        if closed.name == "q":
            self._add_inline("”", closed.marks)
        if closed.is_block:
            self._flush()
        if closed.name in elements.CELLS and self._rows:
            self._rows[-1].end_cell(len(self._blocks))
        if closed.name == "tr" and self._rows:
            self._end_row()

    def _end_row(self) -> None:
        row = self._rows.pop()
        paragraph = joined(self._blocks[row.start :], row)
        if paragraph is not None:
            self._blocks[row.start :] = [paragraph]

    def _void(self, name: str, attributes: dict[str, str]) -> None:
        inside = self._open[-1]
        if inside.is_skipped or inside.is_marker:
            return
        if name == "br":
            if "interchange-newline" not in attributes.get("class", "").lower():
                self._add_inline(None, inside.marks)
        elif name == "hr":
            self._close_up_to(_PARAGRAPH, elements.BORDERS)
            self._flush()
            self._blocks.append(Block("hr", self._open[-1].path))
        elif name in elements.PICTURES:
            self._picture(attributes.get("alt", ""))
        elif name in elements.MEDIA and attributes.get("type", "").lower() != "hidden":
            self.left_out.add("media")

    def _picture(self, alt: str) -> None:
        """Leave a picture out; mail programs send the little faces in a text as pictures."""
        if alt and len(alt) <= _SHORT_PICTURE_TEXT and not any(one.isascii() for one in alt):
            self._add_inline(alt, self._open[-1].marks)
        else:
            self.left_out.add("picture")

    def _add_inline(self, text: str | None, marks: Marks) -> None:
        if self._block is None:
            self._block = self._new_block()
        self._block.add(text, marks)

    def _marks(self, marks: Marks, name: str, attributes: dict[str, str], style: Style) -> Marks:
        is_strong = name in elements.STRONG or marks.is_strong
        is_slanted = name in elements.SLANTED or marks.is_slanted
        # A heading is bold by itself.
        if style.is_bold is not None and name not in elements.HEADINGS:
            is_strong = style.is_bold
        if style.is_slanted is not None:
            is_slanted = style.is_slanted
        link = self._link(attributes) if name == "a" and "href" in attributes else marks.link
        return Marks(is_strong, is_slanted, link)

    def _link(self, attributes: dict[str, str]) -> Link | None:
        address = address_of(attributes["href"])
        if address is None:
            if not self._open[-1].is_skipped:
                self.left_out.add_link(strip_controls(attributes["href"]).strip())
            return None
        return Link(address, strip_controls(attributes.get("title", ""))[:_MOST_TITLE].strip())

    def _is_left_out(self, name: str, attributes: dict[str, str], style: Style) -> bool:
        what = elements.TOLD.get(name)
        if style.is_comment or "msocomment" in attributes.get("class", "").lower():
            what = "comment"
        elif style.is_hidden or "hidden" in attributes:
            what = "hidden"
        if self._open[-1].is_skipped:
            return True
        if what and name not in elements.UNSEEN:
            self.left_out.add(what)
        return what is not None or name in elements.UNSEEN

    def _begin(self, opened: _Open, attributes: dict[str, str], style: Style) -> None:
        name = opened.name
        self._tell_looks(opened, attributes, style)
        if name == "q":
            self._add_inline("“", opened.marks)
        if not _is_block(name):
            return
        opened.is_block = True
        self._flush()
        if name == "tr":
            self._rows.append(Row(len(self._blocks)))
        said = self._said(attributes, opened.path)
        if name in elements.LISTS:
            self._begin_list(opened, said)
        elif name == "li":
            self._begin_item(opened, said)
        elif name == "blockquote":
            self._begin_quotation(opened, said)
        elif name == "p" or name in elements.HEADINGS:
            self._begin_text(opened, said, style)
        else:
            opened.block = opened.block or "p"

    def _begin_text(self, opened: _Open, said: dict[str, str], style: Style) -> None:
        opened.block = elements.HEADINGS.get(opened.name) or opened.block or "p"
        is_heading = opened.block != "p"
        if is_heading and any(one.tag == "li" for one in opened.path):
            # The editor has no headings in lists.
            opened.block = "p"
            opened.marks = opened.marks._replace(is_strong=True)
        level = 0 if is_heading else style.list_level
        self._block = Block(opened.block, opened.path, said, is_own=True, list_level=level)

    def _begin_list(self, opened: _Open, said: dict[str, str]) -> None:
        if self._is_too_deep(opened):
            return
        opened.block = ""
        around = opened.path[-1] if opened.path else None
        if around and around.tag in {"ul", "ol"}:
            # Google writes a list that stands in a list beside its item, not in it.
            if around.last_item is None:
                around.last_item = Container("li")
            opened.path = (*opened.path, around.last_item)
        opened.path = (*opened.path, Container(elements.LISTS[opened.name], said))

    def _begin_item(self, opened: _Open, said: dict[str, str]) -> None:
        if self._is_too_deep(opened):
            return
        opened.block = ""
        around = opened.path[-1] if opened.path else None
        item = Container("li", said)
        if around is None or around.tag not in {"ul", "ol"}:
            around = self._word_lists.loose(opened.path, self._blocks[-1] if self._blocks else None)
            opened.path = (*opened.path, around)
        around.last_item = item
        opened.path = (*opened.path, item)

    def _begin_quotation(self, opened: _Open, said: dict[str, str]) -> None:
        if not self._is_too_deep(opened):
            opened.block = ""
            opened.path = (*opened.path, Container("blockquote", said))

    def _is_too_deep(self, opened: _Open) -> bool:
        if len(opened.path) < _MOST_CONTAINERS:
            return False
        opened.block = "p"
        if opened.name != "li":
            self.left_out.add("depth")
        return True

    def _tell_looks(self, opened: _Open, attributes: dict[str, str], style: Style) -> None:
        looks = {elements.LOOKS.get(opened.name)}
        looks |= {"struck"} if style.is_struck else set()
        looks |= {"underlined"} if style.is_underlined else set()
        looks |= {"raised"} if style.is_raised else set()
        looks |= {"aligned"} if _is_aligned(opened.name, attributes, style) else set()
        # What stands in a block that is drawn over is not counted again.
        if style.is_highlighted and not _is_block(opened.name):
            looks.add("highlighted")
        if opened.marks.link or opened.name == "a":
            looks.discard("underlined")
        if opened.name == "ol" and attributes.get("start", "1").strip() not in {"", "1"}:
            looks.add("numbers")
        for what in looks - {None}:
            self.left_out.add(str(what))
        if opened.name == "table" and attributes.get("role") != "presentation":
            self.left_out.add("table")

    def _said(self, attributes: dict[str, str], path: Path) -> dict[str, str]:
        """Return the direction and the language, where they are some and say something."""
        said = {}
        direction = attributes.get("dir", "").strip().lower()
        is_turned = any("dir" in one.attributes for one in path)
        # Word processors write it on every paragraph.
        if direction in {"rtl", "auto"} or (direction == "ltr" and is_turned):
            said["dir"] = direction
        if is_language(attributes.get("lang", "")):
            said["lang"] = attributes["lang"]
        return said

    def _new_block(self) -> Block:
        inside = self._open[-1]
        path = inside.path
        if path and path[-1].tag in {"ul", "ol"}:
            around = path[-1]
            if around.last_item is None:
                around.last_item = Container("li")
            path = (*path, around.last_item)
        return Block(inside.block, path)

    def _flush(self) -> None:
        block, self._block = self._block, None
        if block is None:
            return
        block.tidy()
        before = self._blocks[-1] if self._blocks else None
        if block.list_level:
            self._word_lists.place(block, before)
        if not block.has_text and not (block.is_own and block.tag == "p"):
            return
        if before and not before.tag and not block.tag and before.path == block.path:
            # Two bare texts with nothing between them would run together.
            block.tag = "p"
        self._blocks.append(block)


def _is_block(name: str) -> bool:
    return (
        name in elements.SECTIONS
        or name in elements.HEADINGS
        or name in elements.LISTS
        or name in {"p", "li", "blockquote"}
    )


def _is_aligned(name: str, attributes: dict[str, str], style: Style) -> bool:
    """Tell it of what holds text: cells and boxes stand where a page has room for them."""
    if name != "p" and name not in elements.HEADINGS:
        return False
    # It is where such a text begins.
    if attributes.get("dir", "").lower() == "rtl":
        return False
    return style.is_aligned or attributes.get("align", "").lower() in {"center", "right"}
