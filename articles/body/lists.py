"""Lists that come without a list around them: Word's numbered paragraphs, and bare items."""

import re
from typing import Final

from articles.body.document import Block, Container, Path

# Bullets of Word's symbol fonts among them, which are letters in any other.
_MARKER: Final = re.compile(
    r"(?:[·•o§◦▪■□●○‣➢➤\u2013*\-\uf0b7\uf0a7\uf0d8\uf076]"
    r"|(?P<number>\(?(?:[0-9]{1,3}(?:\.[0-9]{1,3}){0,5}|[A-Za-z]|[ivxlcdmIVXLCDM]{1,7})[.)]))"
    r"(?:[ \xa0]+|$)"
)


class WordLists:
    def __init__(self) -> None:
        self._base: Path = ()
        # The open lists, the outermost first.
        self._levels: list[Container] = []
        self._last: Block | None = None
        self._loose: Container | None = None

    def loose(self, path: Path, before: Block | None) -> Container:
        """Return the list for an item that stands in none: the one of the item before it."""
        follows = before is not None and before.path[: len(path) + 1] == (*path, self._loose)
        if self._loose is None or not follows:
            self._loose = Container("ul")
        return self._loose

    def place(self, block: Block, before: Block | None) -> None:
        """Make a paragraph an item of the list that it belongs to, and take its marker off."""
        tag = self._tag_of(block)
        if not block.has_text:
            return
        if before is None or before is not self._last or block.path != self._base:
            self._base, self._levels = block.path, []
        level = min(block.list_level, len(self._levels) + 1)
        del self._levels[level:]
        if len(self._levels) == level and self._levels[-1].tag != tag:
            self._levels.pop()
        if len(self._levels) < level:
            self._levels.append(Container(tag))
        self._levels[-1].last_item = Container("li", block.attributes)
        inside = [(one, one.last_item) for one in self._levels if one.last_item]
        block.path = (*self._base, *(one for pair in inside for one in pair))
        block.tag, block.attributes = "", {}
        self._last = block

    def _tag_of(self, block: Block) -> str:
        marker = _MARKER.match(block.marker.strip() or block.text)
        if marker and not block.marker.strip():
            _drop_start(block, marker.end())
        return "ol" if marker and marker["number"] else "ul"


def _drop_start(block: Block, length: int) -> None:
    while length and block.runs:
        first = block.runs.pop(0)
        text = first.text or "\n"
        if len(text) > length:
            block.runs.insert(0, first._replace(text=text[length:]))
        length -= min(length, len(text))
    block.tidy()
