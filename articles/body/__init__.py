"""The HTML of an article's body: what it may consist of, and how anything else becomes that.

`read_body` is the one reader, for what is pasted, typed and stored alike: it looks at every token
once, so nothing that is sent makes it slow, and counts what it has to leave out. The sanitiser has
the last word on the few shallow tags that this leaves.
"""

from articles.body.field import BodyField
from articles.body.left_out import LeftOut
from articles.body.plain import beginning, has_words, paragraphs, with_addresses
from articles.body.reading import MAX_CHARACTERS, Body, BodyTooLong, clean_body, read_body
from articles.body.safety import strip_controls

__all__ = [
    "MAX_CHARACTERS",
    "Body",
    "BodyField",
    "BodyTooLong",
    "LeftOut",
    "beginning",
    "clean_body",
    "has_words",
    "paragraphs",
    "read_body",
    "strip_controls",
    "with_addresses",
]
