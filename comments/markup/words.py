"""A comment in plain text: for mails, excerpts, and wherever there is no markup."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from comments.markup.reading import Element, Paragraph, read


class Link(NamedTuple):
    """A link whose address readers do not see; `element` has the address and its place."""

    label: str
    element: Element


def words_of(text: str) -> str:
    """Return the words that readers see, in their lines, with a blank one between paragraphs."""
    return "\n\n".join(_lines(paragraph) for paragraph in read(text))


def links_in(paragraphs: Iterable[Paragraph]) -> Iterator[Link]:
    """Yield the links behind words; addresses in the text show themselves."""
    labels: dict[Element, str] = {}
    for paragraph in paragraphs:
        for line in paragraph.lines:
            for number, run in enumerate(line):
                for element in run.elements:
                    if element.href:
                        before = labels.get(element, "") + ("" if number else " ")
                        labels[element] = before + run.text
    for element, label in labels.items():
        yield Link(" ".join(label.split()), element)


def _lines(paragraph: Paragraph) -> str:
    return "\n".join("".join(run.text for run in line) for line in paragraph.lines)
