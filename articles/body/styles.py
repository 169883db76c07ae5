"""What a style attribute says of what an article keeps: bold, slanted, hidden, a list of Word's."""

import re
from typing import Final, NamedTuple

_DECLARATION: Final = re.compile(r"([-a-zA-Z]+)\s*+:\s*+([^;]*+)")
_LIST: Final = re.compile(r"l\d+\s+level(\d)")
_BOLD_FROM: Final = 600
_WEIGHT: Final = re.compile(r"[1-9]\d{0,2}|1000")
# A style that is longer holds a picture, or harm.
_LONGEST: Final = 5000
# Word's pens by their names; the others are written in numbers.
_BRIGHT: Final = frozenset({"yellow", "lime", "aqua", "cyan", "fuchsia", "magenta", "red", "blue"})
_HEX: Final = re.compile("#" + "([0-9a-f]{2})" * 3)
_SHORT_HEX: Final = re.compile("#" + "([0-9a-f])" * 3)
_RGB: Final = re.compile(r"rgb\((\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3})\)")
# Paper and screens are white, grey or black.
_COLOURFUL: Final = 64


class Style(NamedTuple):
    """None: nothing is said of it."""

    is_bold: bool | None = None
    is_slanted: bool | None = None
    is_hidden: bool = False
    is_struck: bool = False
    is_underlined: bool = False
    is_raised: bool = False
    is_highlighted: bool = False
    # To the middle or the other edge.
    is_aligned: bool = False
    # Word's numbering: how deep the paragraph stands in a list, and what is only its marker.
    list_level: int = 0
    is_marker: bool = False
    is_comment: bool = False


PLAIN: Final = Style()


def read_style(source: str) -> Style:
    if not source or len(source) > _LONGEST:
        return PLAIN
    said = {name.lower(): value.strip().lower() for name, value in _DECLARATION.findall(source)}
    font = said.get("font", "").split()
    line = said.get("text-decoration", "") + " " + said.get("text-decoration-line", "")
    level = _LIST.search(said.get("mso-list", ""))
    return Style(
        is_bold=_is_bold([said["font-weight"]] if "font-weight" in said else font),
        is_slanted=_is_slanted([said["font-style"]] if "font-style" in said else font),
        is_hidden=said.get("display") == "none"
        or said.get("visibility") == "hidden"
        or said.get("mso-hide") == "all",
        is_struck="line-through" in line,
        is_underlined="underline" in line,
        is_raised=said.get("vertical-align") in {"super", "sub"},
        is_highlighted=_is_highlight(said),
        is_aligned=said.get("text-align") in {"center", "-webkit-center", "right"},
        list_level=int(level[1]) if level else 0,
        is_marker=said.get("mso-list") == "ignore",
        is_comment=said.get("mso-element") in {"comment", "comment-list"},
    )


def _is_bold(words: list[str]) -> bool | None:
    for word in words:
        if word in {"bold", "bolder"}:
            return True
        if word in {"normal", "lighter"}:
            return False
        if _WEIGHT.fullmatch(word):
            return int(word) >= _BOLD_FROM
    return None


def _is_slanted(words: list[str]) -> bool | None:
    for word in words:
        if word == "italic" or word.startswith("oblique"):
            return True
        if word == "normal":
            return False
    return None


def _is_highlight(said: dict[str, str]) -> bool:
    """Tell whether a marker was drawn over the words: browsers copy the page's own ground, too."""
    if said.get("mso-highlight", "auto") != "auto":
        return True
    ground = said.get("background-color") or said.get("background", "")
    if ground in _BRIGHT:
        return True
    if long := _HEX.fullmatch(ground):
        parts = [int(part, 16) for part in long.groups()]
    elif short := _SHORT_HEX.fullmatch(ground):
        parts = [int(part * 2, 16) for part in short.groups()]
    elif written := _RGB.fullmatch(ground):
        parts = [int(part) for part in written.groups()]
    else:
        return False
    return max(parts) - min(parts) >= _COLOURFUL
