"""What the desk says and shows when a step was taken back."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import ModeratorAction
from comments.moderation import Outcome


def sentence_of(outcome: Outcome) -> str:
    """Say what is again as it was; wants an outcome in which something is."""
    first = outcome.decided[0]
    kind = outcome.undone.kind if outcome.undone else ModeratorAction.Kind.DECISION
    named = {
        "count": len(outcome.decided),
        "name": first.name,
        "status": first.get_status_display(),
    }
    if kind == ModeratorAction.Kind.REPLY:
        if first.is_by_newsroom:
            return _("Undone: the reply is off the page. Its text is kept.")
        sentence = _(
            "Undone: the comment by %(name)s is “%(status)s” again, and the reply is off the page."
        )
        return sentence % named
    if kind == ModeratorAction.Kind.EDIT:
        return _("Undone: the comment by %(name)s reads again as it did before.") % named
    if kind == ModeratorAction.Kind.FEATURE and first.featured_at:
        return _("Undone: the comment by %(name)s is an editors' pick again.") % named
    if kind == ModeratorAction.Kind.FEATURE and first.is_approved:
        return _("Undone: the comment by %(name)s is no editors' pick any more.") % named
    return (
        ngettext(
            "Undone: the comment by %(name)s is “%(status)s” again.",
            "Undone: %(count)d comments are what they were.",
            len(outcome.decided),
        )
        % named
    )


def seen_again(outcome: Outcome) -> list[int]:
    """Return whose cards are to be seen: a reply that was taken back stands on its parent's."""
    is_reply = outcome.undone and outcome.undone.kind == ModeratorAction.Kind.REPLY
    pks = [
        comment.parent_id if is_reply and comment.is_by_newsroom else comment.pk
        for comment in outcome.decided
    ]
    return list(dict.fromkeys(pk for pk in pks if pk))
