"""What a reader typed: what of it is markup, and how it is shown, the same words everywhere."""

from comments.markup.addresses import WEB_ADDRESS
from comments.markup.alike import fold_space, telling_tags
from comments.markup.nesting import nest
from comments.markup.reading import MAX_TAGS, Element, Paragraph, Run, read
from comments.markup.rendering import is_rendered, render_comment
from comments.markup.words import Link, links_in, words_of

__all__ = [
    "MAX_TAGS",
    "WEB_ADDRESS",
    "Element",
    "Link",
    "Paragraph",
    "Run",
    "fold_space",
    "is_rendered",
    "links_in",
    "nest",
    "read",
    "render_comment",
    "telling_tags",
    "words_of",
]
