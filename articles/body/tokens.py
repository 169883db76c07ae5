"""HTML as a row of tags and texts, each character looked at once whatever stands there.

The parsers at hand go over the rest of the text again for each tag that never ends. This one
follows the standard's tokenizer where it matters: comments, raw text, quoted attributes.
"""

import re
import string
from collections.abc import Iterator
from html import unescape
from typing import Final, NamedTuple

# In these the standard reads no tag but their own end. What `plaintext` begins never ends.
_RAW: Final = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes"})
_TEXT_ONLY: Final = frozenset({"textarea", "title"})

# Every alternative takes what it has begun, to the end of the text if need be: no second look.
_TOKEN: Final = re.compile(
    r"""
    <!--(?:-?>|.*?(?:--!?>|\Z))                                     # a comment
    | <(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)
      (?P<attributes>(?:[^>"'=]++|=\s*+"[^"]*+(?:"|\Z)|=\s*+'[^']*+(?:'|\Z)|[="'])*+)
      (?P<close>>|\Z)                                               # a tag
    | <[!?/][^>]*+(?:>|\Z)                                          # what is read as a comment
    | (?P<text>[^<]++|<)
    """,
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE: Final = re.compile(
    r"""(?P<name>[^\s/=]++)(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"?|'(?P<single>[^']*+)'?|(?P<bare>[^\s]*+)))?+""",
)
# Python refuses to make a number of thousands of digits; a character has seven at most.
_TOO_LARGE: Final = re.compile(r"&#(?:[0-9]{9,}|[xX][0-9a-fA-F]{9,});?")
# As the standard has it: no other letter, as the Kelvin sign, becomes one of these.
_LOWER: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
# More are no sign of any program's; only the first of a name counts.
_MOST_ATTRIBUTES: Final = 50


class Start(NamedTuple):
    name: str
    attributes: dict[str, str]


class End(NamedTuple):
    name: str


class Text(NamedTuple):
    text: str


def decoded(text: str) -> str:
    """Return the text with its character references read."""
    return unescape(_TOO_LARGE.sub("\ufffd", text))


def tokens(html: str) -> Iterator[Start | End | Text]:
    position = 0
    while position < len(html):
        match = _TOKEN.match(html, position)
        if match is None:  # pragma: no cover -- one alternative takes any character
            return
        position = match.end()
        if (text := match["text"]) is not None:
            yield Text(decoded(text))
        elif match["name"] is not None and match["close"]:
            name = match["name"].translate(_LOWER)
            if match["end"]:
                yield End(name)
                continue
            yield Start(name, _attributes(match["attributes"]))
            if name in _RAW or name in _TEXT_ONLY or name == "plaintext":
                end = _end_of_raw(html, position, name)
                raw = html[position:end]
                yield Text(decoded(raw) if name in _TEXT_ONLY else raw)
                position = end


def _end_of_raw(html: str, position: int, name: str) -> int:
    if name == "plaintext":
        return len(html)
    end = re.compile(rf"</(?ai:{name})(?=[\s/>])").search(html, position)
    return end.start() if end else len(html)


def _attributes(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for count, match in enumerate(_ATTRIBUTE.finditer(source)):
        if count == _MOST_ATTRIBUTES:
            break
        value = match["double"] or match["single"] or match["bare"] or ""
        found.setdefault(match["name"].translate(_LOWER), decoded(value))
    return found
