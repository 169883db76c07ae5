"""Waves on the desk: what is much the same is one card, decided together or apart.

A card decides on what its moderator was shown, and on nothing that came since. A small wave's
comments are in its form with their versions; of a big one it says after which decision it was
counted, and what has moved since is left alone.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable

from comments.models import Comment, CommentQuerySet, Decision, Status

COLLAPSED_TABS: Final = frozenset({Status.IN_REVIEW, Status.SPAM})
# Up to so many are decided at once; more are a job for the background.
MOST_AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class Wave:
    """What a card tells of those like it.

    `others` have the same status. `seen` are the others as `id:version`, where the wave is small;
    of a big one, `counted_at` is the newest decision when it was counted.
    """

    pk: int
    others: int
    seen: Sequence[str] = ()
    counted_at: int | None = None

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


def waves_of(comments: Iterable[Comment], status: str) -> dict[int, Wave]:
    """Return, by the ids of comments of that status, the waves of those that are not alone."""
    heads = {
        comment.pk: comment.wave
        for comment in comments
        if comment.wave is not None and comment.status == status
    }
    if not heads:
        return {}
    # In one statement with the counting: what moves later is taken for unseen.
    newest = Subquery(Decision.objects.order_by("-pk").values("pk")[:1])
    same = Comment.objects.filter(wave__in=set(heads.values()), status=status).order_by()
    counted = {
        wave: (size, decision or 0)
        for wave, size, decision in same.values_list("wave").annotate(Count("pk"), newest=newest)
    }
    sizes = Counter({wave: size for wave, (size, _decision) in counted.items()})
    small = [wave for wave, size in sizes.items() if size <= MOST_AT_ONCE]
    seen: defaultdict[int | None, dict[int, str]] = defaultdict(dict)
    rows = same.filter(wave__in=small).values_list("wave", "pk", "version")
    for wave, pk, version in rows:
        seen[wave][pk] = f"{pk}:{version}"
    return {
        pk: Wave(
            pk=wave,
            others=sizes[wave] - 1,
            seen=[pair for other, pair in seen.get(wave, {}).items() if other != pk],
            counted_at=None if wave in seen else counted[wave][1],
        )
        for pk, wave in heads.items()
        if sizes[wave] > 1
    }


def heads_left(comments: Iterable[Comment], status: str) -> list[int]:
    """Return the ids of those that now stand for the waves of these comments."""
    waves = {comment.wave for comment in comments} - {None}
    if not waves:
        return []
    left = Comment.objects.filter(wave__in=waves, status=status)
    return list(collapse(left, status).values_list("pk", flat=True))
