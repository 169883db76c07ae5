"""Waves: comments that are much the same, and that moderators see as one."""

from collections.abc import Collection
from typing import Final

from django.db import transaction

from comments.models import Comment
from comments.screening import find_copies

# Those before them have that name already.
_MOST_COPIES: Final = 2000


def join_wave(comment: Comment) -> None:
    """Give the comment, and those that are much the same, the name of one wave."""
    _join(comment, {copy.pk for copy in find_copies(comment)} | _exact_copies(comment))


def join_exact_copies(comment: Comment) -> None:
    """Do that with those only that say exactly the same in the same place, however short."""
    _join(comment, _exact_copies(comment))


def _exact_copies(comment: Comment) -> set[int]:
    newest = Comment.objects.exact_copies(comment).newest_first()
    return set(newest.values_list("pk", flat=True)[:_MOST_COPIES])


def _join(comment: Comment, alike: Collection[int]) -> None:
    """Give all of them the name of one wave.

    Two workers that do so at the same instant come to the same name where they know of the same
    comments. Where they don't, the next comment that is like both of theirs brings them together.
    """
    if not alike:
        return
    same = Comment.objects.filter(pk__in=[comment.pk, *alike])
    with transaction.atomic():
        # Locked in one order, as everywhere, so that nobody waits for each other. Those that have
        # a name already are left alone: in a flood they are nearly all.
        unnamed = same.filter(wave=None).select_for_update().order_by("pk")
        joining = list(unnamed.values_list("pk", flat=True))
        names = {name for name in same.order_by().values_list("wave", flat=True) if name}
        name = min(names or joining, default=comment.pk)
        Comment.objects.filter(pk__in=joining).update(wave=name)
        if others := names - {name}:
            _rename(others, name)


def _rename(waves: set[int], name: int) -> None:
    members = Comment.objects.filter(wave__in=waves).select_for_update().order_by("pk")
    Comment.objects.filter(pk__in=list(members.values_list("pk", flat=True))).update(wave=name)
