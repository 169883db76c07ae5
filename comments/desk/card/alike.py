"""What a card tells of those that it stands for: copies, differences, and findings."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from comments.desk.card.diff import mark_changes
from comments.desk.card.evidence import likelihood_of
from comments.desk.listing import Wave
from comments.models import Comment, Finding
from comments.screening import CHECK_LABELS, links_beside

# The others are a click away.
DIFFERENT_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Different:
    """One that does not say the same, or not in the same place.

    `changes` is its text with what differs from the card's; `sites` are those that it links to
    and the card's comment does not; `is_elsewhere` is what stands under another article.
    """

    comment: Comment
    changes: SafeString
    sites: Sequence[str]
    is_elsewhere: bool


@dataclass(frozen=True, slots=True)
class FoundInWave:
    """What one check found in a wave: how sure it is of its surest, and all that it says."""

    label: str
    percent: int | None
    likelihood: str
    words: str
    count: int
    reasons: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Alike:
    """`copies` say exactly the same in the same place; `further` differ, too, and are not shown."""

    copies: Sequence[Comment]
    copies_count: int
    different: Sequence[Different]
    further: int
    found: Sequence[FoundInWave]
    risk: int


def tell_alike(comment: Comment, wave: Wave, findings: Mapping[int, Sequence[Finding]]) -> Alike:
    """Tell a card's moderator what it stands for besides its own comment.

    `findings` are by comment.
    """
    if wave.is_big:
        return _tell_big(comment, wave)
    copies = [one for one in wave.members if one.is_copy_of(comment)]
    different = sorted(
        (_different(one, comment) for one in wave.members if not one.is_copy_of(comment)),
        # A link is what a copy is sent for: it is seen first.
        key=lambda one: not one.sites,
    )
    found = [
        finding for one in wave.members for finding in findings[one.pk] if not finding.is_watch_only
    ]
    return Alike(
        copies=copies,
        copies_count=len(copies),
        different=different[:DIFFERENT_SHOWN],
        further=len(different[DIFFERENT_SHOWN:]),
        found=sorted(_by_check(found), key=_surest_first),
        risk=max([comment.risk, *(one.risk for one in wave.members)]),
    )


def _different(one: Comment, comment: Comment) -> Different:
    added = links_beside(one.body, [comment.body])
    return Different(
        one,
        changes=mark_changes(comment.body, one.body),
        sites=list(dict.fromkeys(link.host or link.url for link in added)),
        is_elsewhere=one.article_id != comment.article_id,
    )


def _tell_big(comment: Comment, wave: Wave) -> Alike:
    found = [_found(one.check_name, one.score, one.count) for one in wave.found]
    return Alike(
        copies=(),
        copies_count=wave.copies,
        different=(),
        further=wave.others - wave.copies,
        found=sorted(found, key=_surest_first),
        risk=max([comment.risk, *(one.percent or 0 for one in found)]),
    )


def _by_check(findings: Sequence[Finding]) -> Iterator[FoundInWave]:
    by_check: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_check[finding.check_name].append(finding)
    for check_name, found in by_check.items():
        found.sort(key=lambda finding: -(finding.score or 0))
        reasons = list(dict.fromkeys(finding.reason for finding in found))
        yield _found(check_name, found[0].score, len(found), reasons)


def _found(
    check_name: str, score: float | None, count: int, reasons: Sequence[str] = ()
) -> FoundInWave:
    likelihood, words = likelihood_of(score)
    return FoundInWave(
        label=str(CHECK_LABELS.get(check_name, check_name)),
        percent=None if score is None else round(score * 100),
        likelihood=likelihood,
        words=words,
        count=count,
        reasons=reasons,
    )


def _surest_first(found: FoundInWave) -> int:
    return -(found.percent or 0)
