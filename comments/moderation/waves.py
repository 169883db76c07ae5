"""Waves: comments that are much the same, and that moderators see as one."""

from collections.abc import Collection
from typing import Final

from django.db import transaction

from comments.models import Comment
from comments.screening import FEWEST_WORDS, find_copies, without_links, words

# Those before them have that name already.
_MOST_COPIES: Final = 2000
_FEWEST_WORDS: Final = 2


def join_wave(comment: Comment) -> None:
    """Give the comment, and those that are much the same, the name of one wave."""
    _join(comment, {copy.pk for copy in find_copies(comment)} | _copies_in_place(comment))


def join_exact_copies(comment: Comment) -> None:
    """Do that with those only that say the same in the same place, however short.

    Exactly so, or but for a link.
    """
    _join(comment, _copies_in_place(comment))


def _copies_in_place(comment: Comment) -> set[int]:
    return _exact_copies(comment) | _without_its_link(comment)


def _exact_copies(comment: Comment) -> set[int]:
    newest = Comment.objects.exact_copies(comment).newest_first()
    return set(newest.values_list("pk", flat=True)[:_MOST_COPIES])


def _without_its_link(comment: Comment) -> set[int]:
    """Return those to which a short text in the same place adds nothing but a link.

    Longer ones are found wherever they stand; what is one word is a coincidence.
    """
    bare = without_links(comment.body)
    if bare == comment.body or not _FEWEST_WORDS <= len(words(bare)) < FEWEST_WORDS:
        return set()
    there = Comment.objects.filter(article=comment.article_id, parent=comment.parent_id)
    same = there.by_readers().filter(body=bare).newest_first()
    return set(same.values_list("pk", flat=True)[:_MOST_COPIES])


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
