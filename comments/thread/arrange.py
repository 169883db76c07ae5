"""Approved comments in the order and depth in which a page shows them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Final
from unicodedata import normalize

from django.utils.html import strip_tags
from django.utils.text import Truncator

from comments.models import Comment

# Deeper replies stand flat on the last level, each behind what it answers.
MAX_LEVELS: Final = 5
TONES: Final = 6
_WORDS_OF_PICK: Final = 45


# A letter or a digit: no emoji, quotation mark or bracket.
_LETTER: Final = re.compile(r"[^\W_]")


@dataclass(slots=True)
class Node:
    """One comment of a thread, in display order, as nested lists need it.

    `comment` is None where the parent of published replies is not published (any more);
    `in_reply_to` is what a comment answers that it does not stand under: it is too deep, or on
    another page. `has_replies`: a list of replies begins inside this item. `closes`: how
    often a list, and the item that holds it, end behind this one.
    """

    pk: int
    comment: Comment | None
    level: int
    in_reply_to: Comment | None = None
    has_replies: bool = False
    closes: range = range(0)

    @property
    def answered_url(self) -> str:
        if self.in_reply_to is None:
            return ""
        # What is on another page is answered by what stands by itself.
        is_here = self.level > 1
        return f"#comment-{self.in_reply_to.pk}" if is_here else self.in_reply_to.get_absolute_url()

    @property
    def initials(self) -> str:
        """The first letters of the first and the last word of the name that have one."""
        name = normalize("NFC", self.comment.name) if self.comment else ""
        letters = [found[0] for word in name.split() if (found := _LETTER.search(word))]
        return "".join(map(_capital, letters[:1] + letters[1:][-1:]))

    @property
    def tone(self) -> int:
        """One of six tones, the same for the same name: it tells voices apart at a glance."""
        return sum(map(ord, self.comment.name)) % TONES if self.comment else 0


@dataclass(frozen=True, slots=True)
class Pick:
    """An editors' pick, as it stands before the thread: its beginning, as plain text."""

    comment: Comment
    excerpt: str
    url: str


def find_picks(comments: Iterable[Comment], *, here: Collection[int] = ()) -> list[Pick]:
    """Return the editors' picks among them, the latest pick first.

    `here` are the numbers of the comments on the page, to which a link leads at once.
    """
    picked = [(comment.featured_at, comment) for comment in comments if comment.featured_at]
    latest_first = sorted(picked, key=lambda pair: pair[0], reverse=True)
    return [
        Pick(comment, _excerpt(comment.body_html), url=_url_of(comment, here))
        for _at, comment in latest_first
    ]


def _url_of(comment: Comment, here: Collection[int]) -> str:
    return f"#comment-{comment.pk}" if comment.pk in here else comment.get_absolute_url()


def _excerpt(html: str) -> str:
    """Return the first words of stored HTML as text: it is escaped again where it is shown."""
    spaced = html.replace("</p>", "</p> ").replace("<br>", " ")
    words = " ".join(unescape(strip_tags(spaced)).split())
    return Truncator(words).words(_WORDS_OF_PICK)


def _capital(letter: str) -> str:
    """Return one letter: that of "ß" would be two."""
    capital = letter.upper()
    return capital if len(capital) == 1 else letter


def build_thread(
    comments: Iterable[Comment], answered_elsewhere: Mapping[int, Comment] | None = None
) -> list[Node]:
    """Arrange comments, given by conversation, as a list of nodes in display order.

    Replies whose parent is not published stand under a placeholder, where the first of them would
    stand; those to comments of other pages stand by themselves.
    """
    elsewhere = answered_elsewhere or {}
    published = {comment.pk: comment for comment in comments}
    replies: defaultdict[int, list[Comment]] = defaultdict(list)
    roots: dict[int, Comment | None] = {}
    for comment in published.values():
        if comment.parent_id is None or comment.parent_id in elsewhere:
            roots[comment.pk] = comment
        else:
            replies[comment.parent_id].append(comment)
            if comment.parent_id not in published:
                roots.setdefault(comment.parent_id, None)
    nodes = list(_walk(roots, replies, elsewhere))
    following_levels = [node.level for node in nodes[1:]] + [1]
    for node, following in zip(nodes, following_levels, strict=False):
        node.has_replies = following > node.level
        node.closes = range(max(node.level - following, 0))
    return nodes


def _walk(
    roots: Mapping[int, Comment | None],
    replies: Mapping[int, list[Comment]],
    elsewhere: Mapping[int, Comment],
) -> Iterator[Node]:
    """Depth first, without recursion: a thread may be deeper than Python's stack."""
    waiting = [
        Node(pk, comment, level=1, in_reply_to=comment and elsewhere.get(comment.parent_id or 0))
        for pk, comment in reversed(list(roots.items()))
    ]
    while waiting:
        node = waiting.pop()
        yield node
        too_deep = node.level == MAX_LEVELS
        waiting.extend(
            Node(
                reply.pk,
                reply,
                level=min(node.level + 1, MAX_LEVELS),
                in_reply_to=node.comment if too_deep else None,
            )
            for reply in reversed(replies.get(node.pk, ()))
        )
