"""What an article could not keep, counted, and said in words."""

from collections import Counter
from typing import Final

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

_EXAMPLES: Final = 3

# In the order in which they are told: what readers would miss most comes first.
_WORDS: Final = {
    "picture": ngettext_lazy("%(count)d picture", "%(count)d pictures", "count"),
    "media": ngettext_lazy(
        "%(count)d video, sound, drawing or form",
        "%(count)d videos, sounds, drawings or forms",
        "count",
    ),
    "link": ngettext_lazy(
        "the target of %(count)d link", "the targets of %(count)d links", "count"
    ),
    "deleted": ngettext_lazy("%(count)d deleted passage", "%(count)d deleted passages", "count"),
    "comment": ngettext_lazy(
        "%(count)d comment in the margin", "%(count)d comments in the margin", "count"
    ),
    "hidden": ngettext_lazy("%(count)d hidden passage", "%(count)d hidden passages", "count"),
    "table": ngettext_lazy(
        "%(count)d table (its rows are paragraphs now)",
        "%(count)d tables (their rows are paragraphs now)",
        "count",
    ),
    "terms": ngettext_lazy(
        "the shape of %(count)d list of terms (they are paragraphs now)",
        "the shape of %(count)d lists of terms (they are paragraphs now)",
        "count",
    ),
    "struck": ngettext_lazy(
        "the line through %(count)d passage", "the lines through %(count)d passages", "count"
    ),
    "underlined": ngettext_lazy("%(count)d underline", "%(count)d underlines", "count"),
    "raised": ngettext_lazy(
        "the raising or lowering of %(count)d passage",
        "the raising or lowering of %(count)d passages",
        "count",
    ),
    "highlighted": ngettext_lazy(
        "the highlighting of %(count)d passage", "the highlighting of %(count)d passages", "count"
    ),
    "code": ngettext_lazy(
        "the typewriter letters of %(count)d passage",
        "the typewriter letters of %(count)d passages",
        "count",
    ),
    "aligned": ngettext_lazy(
        "the alignment of %(count)d paragraph", "the alignment of %(count)d paragraphs", "count"
    ),
    "numbers": ngettext_lazy(
        "the first number of %(count)d list (it begins at 1 now)",
        "the first numbers of %(count)d lists (they begin at 1 now)",
        "count",
    ),
    "depth": ngettext_lazy(
        "%(count)d level of lists or quotations in each other",
        "%(count)d levels of lists or quotations in each other",
        "count",
    ),
}


class LeftOut:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._addresses: list[str] = []

    def __bool__(self) -> bool:
        return bool(self.counts)

    def add(self, what: str) -> None:
        self.counts[what] += 1

    def add_link(self, address: str) -> None:
        self.add("link")
        if len(self._addresses) < _EXAMPLES and address not in self._addresses:
            self._addresses.append(address)

    def sentence(self) -> str:
        """Say what is missing, such as “Left out: 2 pictures; the target of 1 link (#top).”."""
        if not self:
            return ""
        parts = [self._told(what) for what in _WORDS if self.counts[what]]
        return _("Left out: %(list)s.") % {"list": "; ".join(parts)}

    def _told(self, what: str) -> str:
        told = str(_WORDS[what] % {"count": self.counts[what]})
        if what != "link" or not self._addresses:
            return told
        shown = ", ".join(Truncator(address).chars(60) for address in self._addresses)
        return f"{told} ({shown})"
