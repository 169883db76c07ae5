"""The moves of `moderation`, as buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from comments import moderation
from comments.models import Decision, Status
from comments.moderation import ALLOWED_MOVES


@dataclass(frozen=True, slots=True)
class Verb:
    """A button: `done` says what happened, of one comment by name or of many by number."""

    name: str
    move: Callable[..., Decision]
    to: Status
    label: str | Promise
    done: Promise


REJECT: Final = "reject"

VERBS: Final = {
    verb.name: verb
    for verb in (
        Verb(
            "approve",
            moderation.approve,
            Status.APPROVED,
            _("Approve"),
            ngettext_lazy(
                "Approved the comment by %(name)s.", "Approved %(count)d comments.", "count"
            ),
        ),
        Verb(
            REJECT,
            moderation.reject,
            Status.REJECTED,
            _("Reject"),
            ngettext_lazy(
                "Rejected the comment by %(name)s.", "Rejected %(count)d comments.", "count"
            ),
        ),
        Verb(
            "spam",
            moderation.mark_as_spam,
            Status.SPAM,
            _("Spam"),
            ngettext_lazy(
                "Put the comment by %(name)s into the spam box.",
                "Put %(count)d comments into the spam box.",
                "count",
            ),
        ),
        Verb(
            "return",
            moderation.return_to_review,
            Status.IN_REVIEW,
            _("Return to review"),
            ngettext_lazy(
                "The comment by %(name)s waits for review again.",
                "%(count)d comments wait for review again.",
                "count",
            ),
        ),
    )
}


def verbs_for(status: str) -> list[Verb]:
    """Return what a moderator may do with a comment of that status, in the order of buttons."""
    return [verb for verb in VERBS.values() if verb.to in ALLOWED_MOVES.get(status, ())]
