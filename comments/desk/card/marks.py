"""The words that readers get of a comment, with the evidence marked where it stands in them."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from comments.desk.card.evidence import Evidence
from comments.markup import Element, Paragraph, Run, links_in, nest, read

# What a piece stands in: quotations by their number, and elements.
Wrappers = tuple[int | Element, ...]

_MARK: Final = '<mark data-findings="{}" data-ending="{}" title="{}">{}</mark>'
_WATCHED_MARK: Final = _MARK.replace(" title", " data-watched title")


def mark_evidence(body: str, evidence: Sequence[Evidence]) -> SafeString:
    """Return the words that readers get, with a `mark` around each piece that findings speak of.

    Where findings overlap, the text is cut, so that each piece names all of its findings; a
    finding's number stands where its place ends. Numbers are data, which the style sheet shows:
    the text stays what readers get, formatted as they get it.
    """
    findings_at = _FindingsAt(evidence)
    pieces = [piece for run in _runs(read(body)) for piece in findings_at.cut(run)]
    merged = [
        ("".join(piece.text for piece in group), *looks)
        for looks, group in groupby(pieces, key=_looks)
    ]
    return _weave(merged)


def mark_links(body: str, evidence: Sequence[Evidence]) -> list[tuple[str, SafeString]]:
    """Return the links behind words: the words, and the address with its marks."""
    findings_at = _FindingsAt(evidence)
    return [
        (link.label, _mark_address(body, link.element, findings_at))
        for link in links_in(read(body))
    ]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run, or what lies between two; `wrappers` are quotations by number, and elements."""

    text: str
    start: int
    wrappers: Wrappers
    found: tuple[Evidence, ...] = ()


def _looks(piece: _Piece) -> tuple[Wrappers, tuple[Evidence, ...]]:
    return piece.wrappers, piece.found


def _runs(paragraphs: Sequence[Paragraph]) -> Iterator[_Piece]:
    """Yield the runs, with the ends of lines and paragraphs between them."""
    above: tuple[int, ...] | None = None
    for paragraph in paragraphs:
        quotes = paragraph.quotes
        if above is not None:
            # A quotation is a block: it begins and ends a line by itself.
            yield _end_of_line("\n\n" if quotes == above else "\n", paragraph.lines[0], above)
        for number, line in enumerate(paragraph.lines):
            if number:
                yield _end_of_line("\n", line, (*quotes, *line[0].elements))
            for run in line:
                yield _Piece(run.text, run.start, (*quotes, *run.elements))
        above = quotes


def _end_of_line(text: str, following: Sequence[Run], wrappers: Wrappers) -> _Piece:
    return _Piece(text, following[0].start - len(text), wrappers)


class _FindingsAt:
    """Which findings speak of which place."""

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        changes: defaultdict[int, Counter[int]] = defaultdict(Counter)
        for index, one in enumerate(evidence):
            for start, end in one.spans:
                changes[start][index] += 1
                changes[end][index] -= 1
        self._places = sorted(changes)
        self._found: list[tuple[Evidence, ...]] = [()]
        active: Counter[int] = Counter()
        for place in self._places:
            active.update(changes[place])
            self._found.append(tuple(evidence[index] for index in sorted(active) if active[index]))

    def cut(self, piece: _Piece) -> Iterator[_Piece]:
        """Cut a piece where the findings that speak of it change."""
        end = piece.start + len(piece.text)
        first = bisect_right(self._places, piece.start)
        last = bisect_left(self._places, end)
        cuts = [piece.start, *self._places[first:last], end]
        for number, (start, stop) in enumerate(pairwise(cuts)):
            text = piece.text[start - piece.start : stop - piece.start]
            yield replace(piece, text=text, start=start, found=self._found[first + number])


def _mark_address(body: str, link: Element, findings_at: _FindingsAt) -> SafeString:
    """Mark it where it was typed as it is; in HTML "&" may be typed in another way."""
    typed = _Piece(body[link.start : link.end], link.start, ())
    if typed.text != link.href:
        return format_html("{}", link.href)
    pieces = [(piece.text, (), piece.found) for piece in findings_at.cut(typed)]
    return _weave(pieces)


def _weave(pieces: Sequence[tuple[str, Wrappers, tuple[Evidence, ...]]]) -> SafeString:
    """Return the pieces in what they stand in, marked; a number where its finding's place ends."""
    following = [*(found for _text, _wrappers, found in pieces[1:]), ()]
    marked = (
        (wrappers, _mark(text, found, ending=[one for one in found if one not in found_next]))
        for (text, wrappers, found), found_next in zip(pieces, following, strict=True)
    )
    woven = nest(marked, begin=_begin, end=_end)
    return format_html_join("", "{}", ((html,) for html in woven))


def _mark(piece: str, found: Sequence[Evidence], ending: Sequence[Evidence]) -> SafeString:
    if not found:
        return format_html("{}", piece)
    return format_html(
        _WATCHED_MARK if all(one.is_watch_only for one in found) else _MARK,
        _numbers(found),
        _numbers(ending),
        ", ".join(one.label for one in found),
        piece,
    )


def _begin(wrapper: int | Element) -> SafeString:
    """Open a quotation or an element; a link leads nowhere from the desk."""
    if isinstance(wrapper, Element) and wrapper.href:
        return format_html('<span class="{}">', "typed-link")
    return format_html("<{}>", _name(wrapper))


def _end(wrapper: int | Element) -> SafeString:
    is_link = isinstance(wrapper, Element) and wrapper.href
    return format_html("</{}>", "span" if is_link else _name(wrapper))


def _name(wrapper: int | Element) -> str:
    return wrapper.name if isinstance(wrapper, Element) else "blockquote"


def _numbers(evidence: Iterable[Evidence]) -> str:
    return " ".join(str(one.number) for one in evidence)
