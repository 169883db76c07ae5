"""The thread as HTML: a template's loop takes many times as long over a thousand comments.

What a comment looks like a template says. It is rendered once for each kind of comment, with
places to fill in, and they are filled for each comment.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comments.models import Comment
from comments.skeleton import place, skeleton
from comments.thread.arrange import Node

_NAMES: Final = (
    "id",
    "place_url",
    "tone",
    "initials",
    "name",
    "website",
    "created_at",
    "created",
    "edited_at",
    "edited",
    "answered_url",
    "answered_name",
    "body",
    "page_url",
)


def render_thread(nodes: Iterable[Node], *, page_url: str, can_be_answered: bool) -> SafeString:
    """Return the lists of a thread, nested as deep as the conversation.

    `page_url` is the page's address, up to where `reply_to=` may follow.
    """
    page = _Page(
        page_url=escape(page_url),
        can_be_answered=can_be_answered,
        shows_edits=settings.SHOW_EDITS_BY_NEWSROOM,
        language=get_language() or "",
        time_format=_("j F Y, H:i"),
    )
    return mark_safe("".join(page.pieces(nodes)))  # noqa: S308 - its values are HTML already


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What of the template stands in a comment's HTML."""

    language: str
    is_published: bool
    has_website: bool = False
    is_by_newsroom: bool = False
    is_pick: bool = False
    is_edited: bool = False
    answers: bool = False
    can_be_answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What all comments of a page have in common."""

    page_url: str
    can_be_answered: bool
    shows_edits: bool
    language: str
    time_format: str

    def pieces(self, nodes: Iterable[Node]) -> Iterator[str]:
        yield '<ol class="thread" role="list">\n'
        for node in nodes:
            yield f'<li id="comment-{node.pk}" class="comment">\n'
            yield self._box(node)
            yield '<ol class="replies" role="list">\n' if node.has_replies else "</li>\n"
            yield "</ol></li>\n" * len(node.closes)
        yield "</ol>\n"

    def _box(self, node: Node) -> str:
        if node.comment is None:
            return _html_of(_Kind(language=self.language, is_published=False)) % {}
        kind = _Kind(
            language=self.language,
            is_published=True,
            has_website=bool(node.comment.website),
            is_by_newsroom=node.comment.is_by_newsroom,
            is_pick=node.comment.featured_at is not None,
            is_edited=self.shows_edits and node.comment.edited_at is not None,
            answers=node.in_reply_to is not None,
            can_be_answered=self.can_be_answered,
        )
        return _html_of(kind) % self._values(node, node.comment)

    def _values(self, node: Node, comment: Comment) -> dict[str, object]:
        """Return what is filled in, as HTML: what people typed is escaped, or was stored safe."""
        values = {
            "id": node.pk,
            "place_url": comment.get_absolute_url(),
            "tone": node.tone,
            "initials": escape(node.initials),
            "name": escape(comment.name),
            "website": escape(comment.website),
            "created_at": _here(comment.created_at).isoformat(),
            "created": self._words(comment.created_at),
            "body": comment.body_html,
            "page_url": self.page_url,
        }
        if comment.edited_at:
            values["edited_at"] = _here(comment.edited_at).isoformat()
            values["edited"] = self._words(comment.edited_at)
        if node.in_reply_to:
            values["answered_url"] = escape(node.answered_url)
            values["answered_name"] = escape(node.in_reply_to.name)
        return values

    def _words(self, moment: datetime) -> str:
        # Without its zone: moments that are equal are not told apart by it.
        return _in_words(_here(moment).replace(tzinfo=None), self.time_format, self.language)


@lru_cache(maxsize=512)
def _html_of(kind: _Kind) -> str:
    """Return the HTML of this kind of comment, ready for `%` with a value for each place."""
    places = {name: place(name) for name in _NAMES}
    return skeleton(render_to_string("comments/_comment.html", asdict(kind) | places))


def _here(moment: datetime) -> datetime:
    return timezone.localtime(moment)


@lru_cache(maxsize=4096)
def _in_words(local_time: datetime, time_format: str, _language: str) -> str:
    """Return it as HTML. Django takes as long for it as all the rest of a comment."""
    return escape(formats.date_format(local_time, time_format))
