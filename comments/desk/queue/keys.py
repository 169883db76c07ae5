"""The keys of the desk. Each presses a button that is on the page: `data-command` names it."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Key:
    command: str
    default: str
    label: Promise


KEYS: Final = (
    Key("next", "j", _("Next comment")),
    Key("previous", "k", _("Previous comment")),
    Key("approve", "a", _("Approve")),
    Key("reject", "r", _("Reject: then the reason's digit, or Enter for none")),
    Key("spam", "s", _("Spam")),
    Key("return", "b", _("Return to review")),
    Key("uphold", "u", _("Stay with the decision that was appealed against")),
    Key("reply", "c", _("Approve and reply, or reply, as the newsroom")),
    Key("feature", "f", _("Editors' pick: approve and show first, or take it back")),
    Key("edit", "e", _("Edit the text")),
    Key("undo", "z", _("Undo, and again the one before")),
    Key("new", "n", _("Show what is new")),
    Key("apart", "i", _("Only this one of those that are much the same")),
    Key("tick", "x", _("Tick, to decide on several together")),
    Key("tick-all", "*", _("Tick all that are here")),
    Key("open", "o", _("Open the article beside")),
    Key("history", "h", _("History of the comment")),
    Key("writer", "w", _("Ban, always hold or trust the writer")),
    Key("note", "m", _("Note on the writer, for colleagues")),
    Key("search", "/", _("Search")),
    Key("help", "?", _("Show the keys")),
)
