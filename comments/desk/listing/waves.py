"""Waves on the desk: what is much the same is one card, refused together or apart.

A card decides on what its moderator was shown, and on nothing that came since. A small wave's
comments are in its form with their versions; of a big one it says after which decision it was
counted, and what has moved since is left alone. Only what the card shows whole is published.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable

from comments.models import Comment, CommentQuerySet, Decision, Finding, Status

COLLAPSED_TABS: Final = frozenset({Status.IN_REVIEW, Status.SPAM})
# Up to so many are decided at once; more are a job for the background.
MOST_AT_ONCE: Final = 50
# Of a big wave, so many are looked into.
MOST_READ: Final = 500


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found in a wave: its highest score, None where it could not run."""

    check_name: str
    score: float | None
    count: int


@dataclass(slots=True)
class _Twins:
    """How many say exactly the same and have the tab's status, and one that is published."""

    count: int = 0
    published: int | None = None


@dataclass(frozen=True, slots=True)
class Wave:
    """What a card tells of those like it.

    `others` have the same status. `members` are the others themselves where the wave is small, and
    its card stands for it. Of a big one, `counted_at` is the newest decision when it was counted,
    `copies` how many are exact copies, and `found` what the checks found in its latest
    `MOST_READ`. `published` is the number of a comment on the page that says exactly the same.
    """

    pk: int
    others: int
    members: Sequence[Comment] = ()
    counted_at: int | None = None
    copies: int = 0
    found: Sequence[Found] = ()
    published: int | None = None

    @property
    def seen(self) -> list[str]:
        """The others as `id:version`."""
        return [f"{one.pk}:{one.version}" for one in self.members]

    @property
    def others_seen(self) -> str:
        """What a tick for one sends besides it."""
        return "".join(f" {pair}" for pair in self.seen)

    @property
    def is_big(self) -> bool:
        return self.counted_at is not None


def collapse(
    comments: CommentQuerySet, status: str, *, floods: Collection[int] = ()
) -> CommentQuerySet:
    """Leave out those of a wave before which an older one has that status, as they have.

    To say which waves are floods changes nothing but the speed: for each comment of another wave
    it is asked whether an older one exists.
    """
    if not floods:
        return comments.filter(stands_for_its_wave(status))
    heads = [
        Comment.objects.filter(wave=wave, status=status).oldest_first().values("pk")[:1]
        for wave in floods
    ]
    first = reduce(or_, (Q(pk=Subquery(head)) for head in heads))
    return comments.filter(
        ~Q(status=status) | Q(wave=None) | first | (~Q(wave__in=floods) & ~_has_older(status))
    )


def stands_for_its_wave(status: str) -> Combinable:
    """Let through all but those of a wave before which an older one has that status, too."""
    return ~Q(status=status) | Q(wave=None) | ~_has_older(status)


def _has_older(status: str) -> Exists:
    older = (
        Comment.objects.filter(wave=OuterRef("wave"), status=status)
        .filter(created_at__lte=OuterRef("created_at"))
        .filter(Q(created_at__lt=OuterRef("created_at")) | Q(pk__lt=OuterRef("pk")))
    )
    return Exists(older)


def members(wave: int, status: str, *, counted_at: int) -> CommentQuerySet:
    """Return those of the wave that have had that status since it was counted."""
    moved = Decision.objects.filter(comment=OuterRef("pk"), pk__gt=counted_at)
    return Comment.objects.filter(~Exists(moved), wave=wave, status=status)


def waves_of(comments: Iterable[Comment], status: str, *, folded: bool) -> dict[int, Wave]:
    """Return, by the ids of comments of that status, the waves of those that are not alone.

    Where each card stands for its wave (`folded`), what it stands for comes with it.
    """
    heads = [one for one in comments if one.wave is not None and one.status == status]
    if not heads:
        return {}
    waves = {head.wave for head in heads}
    # In one statement with the counting: what moves later is taken for unseen.
    newest = Subquery(Decision.objects.order_by("-pk").values("pk")[:1])
    same = Comment.objects.filter(wave__in=waves, status=status).order_by()
    counted = {
        wave: (size, decision or 0)
        for wave, size, decision in same.values_list("wave").annotate(Count("pk"), newest=newest)
    }
    sizes = Counter({wave: size for wave, (size, _decision) in counted.items()})
    big = {wave for wave, size in sizes.items() if folded and size > MOST_AT_ONCE}
    members = _members(same, waves - big) if folded else {}
    twins = _twins(heads, status)
    found = _found_in(same, big)
    told = {}
    for head in heads:
        wave, others, twin = head.wave or 0, sizes[head.wave] - 1, twins[head.copy_key]
        if others < 1 and twin.published is None:
            continue
        told[head.pk] = Wave(
            pk=wave,
            others=max(others, 0),
            members=[one for one in members.get(wave, ()) if one.pk != head.pk],
            counted_at=counted[wave][1] if wave in big else None,
            copies=max(twin.count - 1, 0),
            found=found[wave],
            published=twin.published,
        )
    return told


def _members(same: CommentQuerySet, small: Collection[int | None]) -> dict[int, list[Comment]]:
    """Load those of small waves with what a card tells of them, the oldest first."""
    if not small:
        return {}
    columns = ["version", "status", "body", "body_html", "name", "website", "parent"]
    rows = same.filter(wave__in=small).select_related("article").oldest_first()
    members: defaultdict[int, list[Comment]] = defaultdict(list)
    for comment in rows.only(*columns, "wave", "risk", "article__headline", "article__slug"):
        members[comment.wave or 0].append(comment)
    return members


def _twins(heads: Iterable[Comment], status: str) -> defaultdict[int | None, _Twins]:
    """Count what says exactly the same, by its key, and tell what of it is published."""
    by_key = {head.copy_key: head for head in heads if head.copy_key is not None}
    same = Comment.objects.filter(copy_key__in=by_key, status__in={status, Status.APPROVED})
    rows = same.order_by().values_list("copy_key", "status").annotate(Count("pk"), Max("pk"))
    twins: defaultdict[int | None, _Twins] = defaultdict(_Twins)
    for key, its_status, count, newest in rows:
        if its_status == status:
            twins[key].count = count
        else:
            twins[key].published = newest
    _make_sure(twins, by_key)
    return twins


def _make_sure(twins: Mapping[int | None, _Twins], by_key: Mapping[int, Comment]) -> None:
    """Forget what is published and has that key, but says something else."""
    published = {twins[key].published: key for key in by_key if twins[key].published}
    if not published:
        return
    for pk, one in Comment.objects.in_bulk(published).items():
        key = published[pk]
        if not one.is_copy_of(by_key[key]):
            twins[key].published = None


def _found_in(
    same: CommentQuerySet, big: Collection[int | None]
) -> defaultdict[int | None, list[Found]]:
    """Return what the checks found in the latest of big waves, one line a check."""
    found: defaultdict[int | None, list[Found]] = defaultdict(list)
    if not big:
        return found
    latest = (same.filter(wave=wave).newest_first().values("pk")[:MOST_READ] for wave in big)
    is_latest = reduce(or_, (Q(comment__in=some) for some in latest))
    findings = Finding.objects.that_count().filter(is_latest).order_by()
    rows = findings.values_list("comment__wave", "check_name").annotate(Max("score"), Count("pk"))
    for wave, *one in rows:
        found[wave].append(Found(*one))
    return found


def heads_left(comments: Iterable[Comment], status: str) -> list[int]:
    """Return the ids of those that now stand for the waves of these comments."""
    waves = {comment.wave for comment in comments} - {None}
    if not waves:
        return []
    left = Comment.objects.filter(wave__in=waves, status=status)
    return list(collapse(left, status).values_list("pk", flat=True))
