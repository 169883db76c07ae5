"""Evidence in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

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
        likelihood, words = likelihood_of(finding.score)
        evidence.append(
            Evidence(
                number=number if spans else 0,
                label=str(CHECK_LABELS.get(finding.check_name, finding.check_name)),
                reason=finding.reason,
                percent=None if finding.score is None else round(finding.score * 100),
                likelihood=likelihood,
                words=words,
                spans=spans,
                is_watch_only=finding.is_watch_only,
            )
        )
    return evidence


def _spans_within(finding: Finding, length: int) -> Iterator[tuple[int, int]]:
    """Clip places to the text: evidence that points beside it must not break the page."""
    for start, end in finding.spans:
        clipped = max(start, 0), min(end, length)
        if clipped[0] < clipped[1]:
            yield clipped


def likelihood_of(score: float | None) -> tuple[str, str]:
    """Return the name and the words for a score; both empty where the check could not run."""
    for at_least, name, words in LIKELIHOODS:
        if score is not None and score >= at_least:
            return name, str(words)
    return "", ""
