"""The cards of a page as a person sees them, and the forms on them as a browser sends them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, NamedTuple

from comments.markup import links_in, read, words_of
from comments.models import Comment
from comments.models.copies import as_said

_EMPTY = frozenset({"input", "br", "hr", "img", "link", "meta", "path", "use", "symbol"})


class Row(NamedTuple):
    """What of a comment readers would see."""

    pk: int
    body: str
    name: str
    website: str
    links: tuple[str, ...]

    @classmethod
    def of(cls, comment: Comment) -> "Row":
        words = as_said(words_of(comment.body))
        links = tuple(link.element.href for link in links_in(read(comment.body)))
        return cls(comment.pk, words, as_said(comment.name), comment.website, links)


@dataclass
class Form:
    classes: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    @property
    def stands_for(self) -> list[str]:
        """What it sends of those that the card stands for, as `id:version`."""
        return [pair for name, value in self.fields if name == "others" for pair in value.split()]

    def data(self, **more: str) -> dict[str, list[str]]:
        """Return what the browser sends, without the tick boxes."""
        sent: dict[str, list[str]] = {}
        for name, value in [*self.fields, *more.items()]:
            sent.setdefault(name, []).append(value)
        return sent


@dataclass
class SeenCard:
    """`copies` are the lines that name who sent exact copies."""

    pk: int
    version: str
    texts: dict[str, str] = field(default_factory=dict)
    copies: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    ticks: list[str] = field(default_factory=list)

    def shows(self, row: Row) -> bool:
        """Tell whether all that readers would see of it stands on this card, as its own."""
        own = (self.texts.get("card-text"), self.texts.get("card-name"))
        website = self.texts.get("card-website", "")
        listed = self.texts.get("card-links", "")
        is_own = (row.pk, row.body, row.name, row.website) == (self.pk, *own, website)
        return is_own and all(link in listed for link in row.links)

    def names_as_copy(self, row: Row) -> bool:
        """Tell whether the card's text is its text, and it is among the copies that are named."""
        is_named = f"{row.name} {row.website}".strip() in self.copies
        return is_named and self.texts.get("card-text") == row.body

    def form(self, kind: str) -> Form:
        return next(one for one in self.forms if kind in f"{one.classes} {one.action}")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.cards: list[SeenCard] = []
        self.open: list[tuple[str, str]] = []
        self.textarea: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "article" and "card" in has.get("class", "").split():
            pk = has.get("data-comment", "0")
            self.cards.append(SeenCard(int(pk), has.get("data-version", "")))
        if tag not in _EMPTY:
            self.open.append((tag, has.get("class", "")))
        if not self.cards:
            return
        card = self.cards[-1]
        if tag == "form":
            card.forms.append(Form(has.get("class", ""), has.get("action", "")))
        if tag == "li" and self._is_in("desk-wave-copies"):
            card.copies.append("")
        if tag == "input" and (has.get("form"), has.get("name")) == ("bulk", "comment"):
            card.ticks.append(has["value"])
        elif tag == "input" and has.get("type") == "hidden" and self._is_in_form():
            card.forms[-1].fields.append((has["name"], has["value"]))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.cards:
            return
        card = self.cards[-1]
        for name in ("card-text", "card-name", "card-website", "card-links"):
            if self._is_in(name):
                card.texts[name] = as_said(card.texts.get(name, "") + data)
                # White space between pieces counts as it does on the page.
                if data[-1:].isspace():
                    card.texts[name] += " "
        if self._is_in("desk-wave-copies") and any(tag == "li" for tag, _class in self.open):
            card.copies[-1] = as_said(f"{card.copies[-1]} {data}")

    def _is_in(self, name: str) -> bool:
        return any(name in classes.split() for _tag, classes in self.open)

    def _is_in_form(self) -> bool:
        return any(tag == "form" for tag, _class in self.open)


def read_cards(response: Any) -> list[SeenCard]:
    reader = _Reader()
    reader.feed(response.content.decode())
    for card in reader.cards:
        card.texts = {name: text.strip() for name, text in card.texts.items()}
    return reader.cards
