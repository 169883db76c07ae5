"""What the elements of HTML are to an article."""

from typing import Final

# The headings that an article has, and the nearest of them for the others.
HEADINGS: Final = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
LISTS: Final = {"ul": "ul", "ol": "ol", "menu": "ul", "dir": "ul"}
# Each begins and ends a paragraph, and is none itself.
SECTIONS: Final = frozenset(
    {
        *("div", "center", "address", "section", "article", "header", "footer", "nav", "aside"),
        *("main", "fieldset", "form", "legend", "hgroup", "figure", "figcaption", "caption"),
        *("details", "summary", "dialog", "search", "dl", "dt", "dd", "pre", "listing", "xmp"),
        *("plaintext", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "optgroup", "option"),
    }
)
PREFORMATTED: Final = frozenset({"pre", "listing", "xmp", "plaintext", "textarea"})
VOID: Final = frozenset(
    {
        *("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image"),
        *("img", "input", "keygen", "link", "meta", "param", "source", "track", "wbr"),
        *("v:imagedata", "v:fill", "v:stroke", "v:path", "v:formulas", "v:f"),
    }
)
CELLS: Final = frozenset({"td", "th"})
# An end inside a cell ends nothing outside it.
BORDERS: Final = frozenset({"td", "th", "table", "caption"})
OF_TABLES: Final = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"})
STRONG: Final = frozenset({"b", "strong"})
SLANTED: Final = frozenset({"i", "em", "cite", "dfn", "var"})
# These stay open when an end between them comes first: <b>one<i>two</b>three</i>.
FORMATTING: Final = frozenset(
    {*STRONG, *SLANTED, "a", "u", "s", "strike", "font", "span", "small", "big", "code", "tt"}
)
# An element that has no end of its own: what begins another ends it, up to the one around both.
IMPLIED_ENDS: Final = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "option": (frozenset({"option"}), frozenset({"select"})),
}

# Left out with all that is in them, without a word: no reader would have seen it.
UNSEEN: Final = frozenset(
    {
        *("script", "style", "title", "template", "head", "noscript", "noframes", "noembed"),
        *("datalist", "xml", "rp"),
    }
)
# Left out with all that is in them, and told.
TOLD: Final = {
    "svg": "media",
    "math": "media",
    "canvas": "media",
    "audio": "media",
    "video": "media",
    "iframe": "media",
    "object": "media",
    "select": "media",
    "del": "deleted",
}
PICTURES: Final = frozenset({"img", "image", "v:imagedata"})
MEDIA: Final = frozenset({"embed", "input", "frame", "bgsound"})
# The words stay; what they looked like is told.
LOOKS: Final = {
    "s": "struck",
    "strike": "struck",
    "u": "underlined",
    "sub": "raised",
    "sup": "raised",
    "mark": "highlighted",
    "pre": "code",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
    "center": "aligned",
    "dl": "terms",
}
