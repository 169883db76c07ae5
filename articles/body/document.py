"""An article's body as a list of blocks, each with the lists and quotations around it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import Final, NamedTuple

_FOLDED: Final = re.compile(r"[ \t\n\r\f\xa0]{2,}|[\t\n\r\f]")
_EDGE: Final = " \t\n\r\f\xa0"


class Link(NamedTuple):
    href: str
    title: str = ""


class Marks(NamedTuple):
    is_strong: bool = False
    is_slanted: bool = False
    link: Link | None = None


class Run(NamedTuple):
    """A text with its marks; None is a line break."""

    text: str | None
    marks: Marks


@dataclass(eq=False)
class Container:
    """A list, an item or a quotation. Two blocks stand in the same one if it is the same object."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    last_item: "Container | None" = None


Path = tuple[Container, ...]


@dataclass(eq=False)
class Block:
    """A paragraph, a heading or a rule; without a tag, text that stands bare in its container."""

    tag: str
    path: Path
    attributes: dict[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    # Whether it was written as a paragraph: an empty one of these is a gap that somebody wanted.
    is_own: bool = False
    # Word's list: how deep, and the marker that the text begins with.
    list_level: int = 0
    marker: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text or "\n" for run in self.runs)

    @property
    def has_text(self) -> bool:
        return any(run.text and run.text.strip(_EDGE) for run in self.runs)

    def add(self, text: str | None, marks: Marks) -> None:
        self.runs.append(Run(text, marks))

    def tidy(self) -> None:
        """Fold white space as browsers do, and drop it at the edges and around line breaks."""
        lines: list[list[Run]] = [[]]
        for run in self.runs:
            if run.text is None:
                lines.append([run])
            else:
                lines[-1].append(run)
        tidied = [_tidy_line(line) for line in lines]
        while tidied and not tidied[-1][1]:
            tidied.pop()
        while tidied and not tidied[0][1]:
            tidied.pop(0)
        self.runs = [
            run for place, (breaks, line) in enumerate(tidied) for run in breaks[:place] + line
        ]


def _tidy_line(runs: list[Run]) -> tuple[list[Run], list[Run]]:
    """Return the line break that it begins with, if any, and its texts."""
    breaks = [run for run in runs if run.text is None]
    tidied: list[Run] = []
    for run in runs[len(breaks) :]:
        text = _FOLDED.sub(" ", run.text or "")
        if not tidied:
            text = text.lstrip(_EDGE)
        elif (tidied[-1].text or "").endswith(" "):
            text = text.lstrip(" ")
        if text:
            tidied.append(run._replace(text=text))
    while tidied:
        last = tidied.pop()
        if text := (last.text or "").rstrip(_EDGE):
            tidied.append(last._replace(text=text))
            break
    return breaks, tidied


def written(blocks: list[Block], limit: int) -> str | None:
    """Return the blocks as HTML; None where that would be longer than the limit."""
    parts: list[str] = []
    length = 0
    path: Path = ()
    for block in blocks:
        part = _step(path, block.path) + _block(block)
        path = block.path
        length += len(part)
        if length > limit:
            return None
        parts.append(part)
    parts.append(_step(path, ()))
    return "".join(parts)


def _step(before: Path, after: Path) -> str:
    """Return the tags that lead from one place to the next."""
    shared = 0
    while shared < min(len(before), len(after)) and before[shared] is after[shared]:
        shared += 1
    ends = "".join(f"</{container.tag}>" for container in reversed(before[shared:]))
    starts = "".join(_start(one.tag, one.attributes) for one in after[shared:])
    return ends + starts


def _start(tag: str, attributes: dict[str, str]) -> str:
    said = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{said}>"


def _block(block: Block) -> str:
    if block.tag == "hr":
        return "<hr>"
    inner = "".join(
        _linked(link, list(runs)) for link, runs in groupby(block.runs, lambda run: run.marks.link)
    )
    return f"{_start(block.tag, block.attributes)}{inner}</{block.tag}>" if block.tag else inner


def _linked(link: Link | None, runs: list[Run]) -> str:
    by_weight = groupby(runs, lambda run: run.marks.is_strong)
    inner = "".join(
        f"<strong>{_slanted(same)}</strong>" if is_strong else _slanted(same)
        for is_strong, same in by_weight
    )
    if link is None:
        return inner
    attributes = {"href": link.href} | ({"title": link.title} if link.title else {})
    return f"{_start('a', attributes)}{inner}</a>"


def _slanted(runs: Iterable[Run]) -> str:
    by_slant = groupby(runs, lambda run: run.marks.is_slanted)
    return "".join(
        f"<em>{_plain(same)}</em>" if is_slanted else _plain(same) for is_slanted, same in by_slant
    )


def _plain(runs: Iterable[Run]) -> str:
    return "".join("<br>" if run.text is None else escape(run.text, quote=False) for run in runs)
