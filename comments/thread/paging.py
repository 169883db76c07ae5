"""A thread by pages, so that no page grows with it: whole conversations, the oldest first.

A conversation that is longer than a page goes on on pages of its own.
"""

from dataclasses import dataclass
from itertools import chain, groupby
from typing import Final, TypeAlias

from django.http import Http404, QueryDict

from articles.models import Article
from comments.models import Comment

CONVERSATIONS_A_PAGE: Final = 50
COMMENTS_A_PAGE: Final = 200
# Of 64 bits.
_MOST_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: behind the conversation of that number, or at the first.

    Within a conversation: behind the comment of that number.
    """

    after: int = 0
    conversation: int = 0

    @property
    def is_first(self) -> bool:
        return self == Place()

    @property
    def query(self) -> str:
        """What follows the article's address."""
        if self.is_first:
            return ""
        within = f"conversation={self.conversation}&" if self.conversation else ""
        return f"?{within}after={self.after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """`following` is where the next page begins; `rest`, where the only conversation goes on.

    `answered_elsewhere` are, by their numbers, comments of other pages that are answered here.
    """

    place: Place
    comments: list[Comment]
    answered_elsewhere: dict[int, Comment]
    rest: Place | None
    following: Place | None


# What is shown, where its only conversation goes on, and where the next page begins.
_Read: TypeAlias = tuple[list[Comment], Place | None, Place | None]


def read_place(query: QueryDict) -> Place:
    """Return what the address asks for; raise `Http404` for what is no number."""
    return Place(
        after=_read_number(query.get("after", "")),
        conversation=_read_number(query.get("conversation", "")),
    )


def read_page(article: Article, place: Place) -> ThreadPage:
    shown, rest, following = (_read_rest if place.conversation else _read_from)(article, place)
    return ThreadPage(
        place=place,
        comments=shown,
        answered_elsewhere=_answered_elsewhere(article, shown),
        rest=rest,
        following=following,
    )


def find_place(comment: Comment) -> Place:
    """Return the place of a page that shows the published comment."""
    number = _number_of(comment)
    published = Comment.objects.filter(article=comment.article_id).approved()
    within = published.began_with(number)
    earlier = list(
        within.filter(pk__lt=comment.pk)
        .order_by("-pk")
        .values_list("pk", flat=True)[:COMMENTS_A_PAGE]
    )
    if len(earlier) == COMMENTS_A_PAGE:
        return Place(after=earlier[0], conversation=number)
    earlier_ones = published.began_before(number).reverse().only("conversation")
    before = [_number_of(one) for one in earlier_ones[:COMMENTS_A_PAGE]]
    size = within[: COMMENTS_A_PAGE + 1].count()
    fits = len(before) + size <= COMMENTS_A_PAGE and len(set(before)) < CONVERSATIONS_A_PAGE
    return Place() if fits or not before else Place(after=before[0])


def _read_from(article: Article, place: Place) -> _Read:
    """Read the conversations that begin there."""
    found = list(article.comments.for_thread().began_after(place.after)[: COMMENTS_A_PAGE + 1])
    conversations = [list(some) for _number, some in groupby(found, key=_number_of)]
    if len(found) <= COMMENTS_A_PAGE and len(conversations) <= CONVERSATIONS_A_PAGE:
        return found, None, None
    if len(conversations) == 1:
        shown = found[:COMMENTS_A_PAGE]
        number = _number_of(shown[0])
        return shown, Place(shown[-1].pk, conversation=number), _following(article, number)
    if len(found) > COMMENTS_A_PAGE:
        # Nobody knows whether the last one is whole.
        conversations.pop()
    shown = list(chain.from_iterable(conversations[:CONVERSATIONS_A_PAGE]))
    return shown, None, Place(_number_of(shown[-1]))


def _read_rest(article: Article, place: Place) -> _Read:
    """Go on with one conversation."""
    number = place.conversation
    within = article.comments.for_thread().began_with(number)
    found = list(within.filter(pk__gt=place.after)[: COMMENTS_A_PAGE + 1])
    shown = found[:COMMENTS_A_PAGE]
    goes_on = len(found) > len(shown)
    rest = Place(shown[-1].pk, conversation=number) if goes_on else None
    return shown, rest, _following(article, number)


def _answered_elsewhere(article: Article, shown: list[Comment]) -> dict[int, Comment]:
    here = {comment.pk for comment in shown}
    missing = {comment.parent_id for comment in shown if comment.parent_id} - here
    if not missing:
        return {}
    return article.comments.approved().only("article_id", "name").in_bulk(missing)


def _following(article: Article, number: int) -> Place | None:
    """Return where the conversations behind that one begin, if there are any."""
    behind = article.comments.approved().began_after(number)
    return Place(number) if behind.exists() else None


def _number_of(comment: Comment) -> int:
    return comment.conversation or comment.pk


def _read_number(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise Http404
    return int(text)
