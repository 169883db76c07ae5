"""Evidence in words, and marked where it stands in the text."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from comments.models import Finding
from comments.screening import CHECK_LABELS

# From this score on; the name is for the style sheet, the words for people.
LIKELIHOODS: Final = (
    (0.85, "very-likely", _("very likely")),
    (0.6, "likely", _("likely")),
    (0.3, "maybe", _("maybe")),
    (0.0, "hint", _("a hint")),
)

_MARK: Final = '<mark data-findings="{}" data-ending="{}" title="{}">{}</mark>'
_WATCHED_MARK: Final = _MARK.replace(" title", " data-watched title")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding as a moderator reads it.

    `number` ties it to its marks in the text; 0 where it speaks of no place. `likelihood` and
    `words` are empty where the check could not run.
    """

    number: int
    label: str
    reason: str
    percent: int | None
    likelihood: str
    words: str
    spans: tuple[tuple[int, int], ...]
    is_watch_only: bool


def read_evidence(findings: Iterable[Finding], body: str) -> list[Evidence]:
    """Put findings into words, surest first, and number those that have a place in the text."""
    evidence = []
    number = 0
    for finding in findings:
        spans = tuple(_spans_within(finding, len(body)))
        number += bool(spans)
        evidence.append(
            Evidence(
                number=number if spans else 0,
                label=str(CHECK_LABELS.get(finding.check_name, finding.check_name)),
                reason=finding.reason,
                percent=None if finding.score is None else round(finding.score * 100),
                **_likelihood(finding.score),
                spans=spans,
                is_watch_only=finding.is_watch_only,
            )
        )
    return evidence


def mark_evidence(body: str, evidence: Sequence[Evidence]) -> SafeString:
    """Return the text, escaped, with a `mark` around each piece that findings speak of.

    Where findings overlap, the text is cut, so that each piece names all of its findings; a
    finding's number stands where its place ends. Numbers are data, which the style sheet shows:
    the text stays what was typed.
    """
    pieces = [*_cut(body, evidence), ("", [])]
    marks = (
        _mark(piece, found, ending=[one for one in found if one not in found_next])
        for (piece, found), (_next, found_next) in pairwise(pieces)
    )
    return format_html_join("", "{}", ((mark,) for mark in marks))


def _mark(piece: str, found: Sequence[Evidence], ending: Sequence[Evidence]) -> str | SafeString:
    if not found:
        return piece
    return format_html(
        _WATCHED_MARK if all(one.is_watch_only for one in found) else _MARK,
        _numbers(found),
        _numbers(ending),
        ", ".join(one.label for one in found),
        piece,
    )


def _numbers(evidence: Iterable[Evidence]) -> str:
    return " ".join(str(one.number) for one in evidence)


def _cut(body: str, evidence: Sequence[Evidence]) -> Iterator[tuple[str, list[Evidence]]]:
    """Cut the text where the findings that speak of it change; yield each piece with its own."""
    changes: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for index, one in enumerate(evidence):
        for start, end in one.spans:
            changes[start][index] += 1
            changes[end][index] -= 1
    active: Counter[int] = Counter()
    pieces = []
    for start, end in pairwise(sorted(changes.keys() | {0, len(body)})):
        active.update(changes[start])
        pieces.append((body[start:end], sorted(index for index in active if active[index])))
    for indexes, group in groupby(pieces, key=itemgetter(1)):
        yield "".join(text for text, _indexes in group), [evidence[index] for index in indexes]


def _spans_within(finding: Finding, length: int) -> Iterator[tuple[int, int]]:
    """Clip places to the text: evidence that points beside it must not break the page."""
    for start, end in finding.spans:
        clipped = max(start, 0), min(end, length)
        if clipped[0] < clipped[1]:
            yield clipped


def _likelihood(score: float | None) -> dict[str, str]:
    for at_least, name, words in LIKELIHOODS:
        if score is not None and score >= at_least:
            return {"likelihood": name, "words": str(words)}
    return {"likelihood": "", "words": ""}
