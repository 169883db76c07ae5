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
        return _sentence_of_reply(outcome)
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


def _sentence_of_reply(outcome: Outcome) -> str:
    by_readers = [one for one in outcome.decided if not one.is_by_newsroom]
    if not by_readers:
        return _("Undone: the reply is off the page. Its text is kept.")
    return ngettext(
        "Undone: the comment by %(name)s is “%(status)s” again, and the reply is off the page.",
        "Undone: %(count)d comments are what they were, and the reply is off the page.",
        len(by_readers),
    ) % {
        "count": len(by_readers),
        "name": by_readers[0].name,
        "status": by_readers[0].get_status_display(),
    }


def seen_again(outcome: Outcome) -> list[int]:
    """Return whose cards are to be seen: a reply that was taken back stands on its parent's."""
    is_reply = outcome.undone and outcome.undone.kind == ModeratorAction.Kind.REPLY
    pks = [
        comment.parent_id if is_reply and comment.is_by_newsroom else comment.pk
        for comment in outcome.decided
    ]
    return list(dict.fromkeys(pk for pk in pks if pk))
