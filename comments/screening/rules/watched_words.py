"""Words, beginnings of words, and patterns that moderators watch for."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from django.db.models import Sum
from django.utils.translation import gettext as _

from comments.models import Comment, WatchedWord
from comments.screening.findings import Finding
from comments.screening.rules.watchlist import Entry, Hit, Watchlist

_HELD: Final = 0.7
_BLOCKED: Final = 1.0
_IN_FORCE: Final = (WatchedWord.Action.HOLD, WatchedWord.Action.BLOCK)
_ON_TRIAL: Final = (WatchedWord.Action.WATCH,)


def check_watched_words(comment: Comment) -> Finding | None:
    """Find them in text and name, and in website and address also as domains."""
    hits = _hits(comment, _IN_FORCE)
    blocked = [hit for hit in hits if hit.entry.action == WatchedWord.Action.BLOCK]
    held = [hit for hit in hits if hit.entry.action == WatchedWord.Action.HOLD]
    sentences = []
    if blocked:
        sentences.append(_("Blocked: %(words)s.") % {"words": _listed(blocked)})
    if held:
        sentences.append(_("Held for review: %(words)s.") % {"words": _listed(held)})
    return _finding(_BLOCKED if blocked else _HELD, sentences, hits)


def check_words_on_trial(comment: Comment) -> Finding | None:
    """Find what is only watched, as if it were held."""
    hits = _hits(comment, _ON_TRIAL)
    return _finding(_HELD, [_("Would be held: %(words)s.") % {"words": _listed(hits)}], hits)


def _finding(score: float, sentences: Sequence[str], hits: Sequence[Hit]) -> Finding | None:
    if not hits:
        return None
    return Finding(
        score,
        " ".join(sentences),
        spans=tuple(sorted({hit.span for hit in hits if hit.span})),
        words=tuple(sorted({hit.entry.pk for hit in hits})),
    )


def _listed(hits: Sequence[Hit]) -> str:
    """List each once."""
    return ", ".join(dict.fromkeys(str(hit) for hit in hits))


def _hits(comment: Comment, actions: tuple[WatchedWord.Action, ...]) -> list[Hit]:
    stamps = WatchedWord.objects.filter(action__in=actions).aggregate(sum=Sum("stamp"))["sum"]
    return [] if stamps is None else list(_watchlist(actions, stamps).find(comment))


# The lists change rarely, and are read and made ready only where they did.
@lru_cache(maxsize=2)
def _watchlist(actions: tuple[WatchedWord.Action, ...], _stamps: int) -> Watchlist:
    words = WatchedWord.objects.filter(action__in=actions).order_by("pk")
    return Watchlist(Entry(*row) for row in words.values_list(*Entry._fields))
