"""Any HTML, read as an article's body: what is pasted, typed and stored goes the same way."""

from functools import lru_cache
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.body.building import Builder
from articles.body.document import written
from articles.body.left_out import LeftOut
from articles.body.safety import sanitised
from articles.body.tokens import End, Start, tokens

# A long novel. What is longer holds something else than a text.
MAX_CHARACTERS: Final = 500_000


class BodyTooLong(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This text is longer than %(limit)s characters, its formatting included. Split it"
                " into several articles, or paste it without formatting (Ctrl+Shift+V)."
            ),
            code="too_long",
            params={"limit": f"{MAX_CHARACTERS:,}"},
        )


class CleanHTML(str):
    """HTML of which this module knows that it is safe, so that nobody cleans it twice."""

    __slots__ = ()


class Body(NamedTuple):
    html: CleanHTML
    left_out: LeftOut


def read_body(html: str) -> Body:
    """Return safe HTML of paragraphs, two levels of headings, quotations, lists and links.

    What holds no text, such as an editor's one empty paragraph, becomes an empty string. Raises
    BodyTooLong.
    """
    if len(html) > MAX_CHARACTERS:
        raise BodyTooLong
    read = _read(html)
    if read is None:
        raise BodyTooLong
    return read


# The form that is checked inside a transaction gets what was read before it began.
@lru_cache(maxsize=4)
def _read(html: str) -> Body | None:
    """Return what is kept; None where it would be longer than it may be."""
    builder = Builder()
    for token in tokens(html):
        if isinstance(token, Start):
            builder.start(token.name, token.attributes)
        elif isinstance(token, End):
            builder.end(token.name)
        else:
            builder.text(token.text)
    blocks = builder.finished()
    if not any(block.has_text for block in blocks):
        return Body(CleanHTML(), builder.left_out)
    # What is one link around many paragraphs is written in each of them, and grows.
    document = written(blocks, MAX_CHARACTERS)
    safe = sanitised(document) if document is not None else ""
    if document is None or len(safe) > MAX_CHARACTERS:
        return None
    return Body(CleanHTML(safe), builder.left_out)


def clean_body(html: str) -> CleanHTML:
    """Return what is kept of a body; see read_body."""
    return html if isinstance(html, CleanHTML) else read_body(html).html
