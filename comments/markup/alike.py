"""Whether two comments give readers the same, whatever white space they were typed with."""

import re
from typing import Final

# As nh3 writes it. Lines and paragraphs are white space, too.
_SPACE_OR_TAG: Final = re.compile(r"(?:\s|&nbsp;|<br>|</p><p>)+|(?P<tag><[^<>]*>)")
_TELLING_TAG: Final = re.compile(r"<(?!/|p>|br>)[^<>]*>")


def fold_space(html: str) -> str:
    """Return a comment's HTML without what white space, lines and paragraphs make different.

    White space in a tag stays as it is: there it is part of an address.
    """
    folded = _SPACE_OR_TAG.sub(lambda match: match["tag"] or " ", html)
    return folded.replace("<p> ", "<p>").replace(" </p>", "</p>")


def telling_tags(html: str) -> list[str]:
    """Return the tags that begin links, quotes and formatting; of plain words, none."""
    return _TELLING_TAG.findall(html)
