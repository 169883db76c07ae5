"""A table's row as a paragraph, where its cells are short: an article has no tables."""

from dataclasses import dataclass, field
from itertools import pairwise

from articles.body.document import Block, Marks


@dataclass
class Row:
    """A row: the number of the first block in it, and of the one after each of its cells."""

    start: int
    ends: list[int] = field(default_factory=list)

    def end_cell(self, end: int) -> None:
        self.ends.append(end)


def joined(blocks: list[Block], row: Row) -> Block | None:
    """Return one paragraph for the row's blocks; None where a cell holds more than one text."""
    places = [end - row.start for end in (row.start, *row.ends)]
    cells = [blocks[start:end] for start, end in pairwise(places)]
    texts = [[block for block in cell if block.has_text] for cell in cells]
    if any(len(cell) > 1 or any(block.tag != "p" for block in cell) for cell in texts):
        return None
    filled = [cell[0] for cell in texts if cell]
    if not filled:
        return None
    paragraph = filled[0]
    for block in filled[1:]:
        paragraph.add(" | ", Marks())
        paragraph.runs.extend(block.runs)
    return paragraph
