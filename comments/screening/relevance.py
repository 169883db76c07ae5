"""Whether a comment has anything to do with what it stands under."""

import re
from typing import Final

from django.utils.translation import gettext as _

from comments.models import Comment
from comments.screening.findings import Finding
from comments.screening.folding import fold
from comments.screening.links import find_links

_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_WORD: Final = re.compile(r"[^\W\d_]+")
# Short words are in every text, and say nothing of its subject.
_SHORTEST: Final = 5
# Words are compared by their beginnings: a ferry, and ferries.
_STEM: Final = 5
_PLURAL: Final = re.compile(r"ies$")
_FEWEST: Final = 8  # long words, for their absence to mean something

_HINT: Final = 0.15
_WITH_A_LINK: Final = 0.4


def check_relevance(comment: Comment) -> Finding | None:
    """Look for long words that it shares with the article, or with what it replies to.

    By itself this is a hint at the most: people wander.
    """
    stems = _stems(comment.body)
    if len(stems) < _FEWEST:
        return None
    article = comment.article
    about = [article.headline, article.deck, _TAG.sub(" ", article.body)]
    if comment.parent:
        about.append(comment.parent.body)
    if not stems.isdisjoint(_stems(" ".join(about))):
        return None
    if comment.website or next(find_links(comment.body), None):
        return Finding(_WITH_A_LINK, _("It has a link, and shares no long word with the article."))
    return Finding(_HINT, _("It shares no long word with the article."))


def _stems(text: str) -> frozenset[str]:
    words = _WORD.findall(fold(text).text)
    return frozenset(_PLURAL.sub("y", word)[:_STEM] for word in words if len(word) >= _SHORTEST)
