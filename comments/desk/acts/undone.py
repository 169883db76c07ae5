"""Taking back a step on the desk: who may, and what is said and shown of it."""

from collections.abc import Collection
from typing import Final

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.desk.acts.notes import ADD_NOTE
from comments.desk.acts.standings import SET_STANDING
from comments.models import Contact, ModeratorAction, Standing, WriterNote
from comments.moderation import AnotherStepSince, NothingToUndo, Outcome, undo_last

_DECIDE: Final = "comments.decide_comment"
# Who takes a step back needs what its act needs.
RIGHTS: Final[dict[str, str]] = {
    ModeratorAction.Kind.DECISION: _DECIDE,
    ModeratorAction.Kind.EDIT: _DECIDE,
    ModeratorAction.Kind.REPLY: _DECIDE,
    ModeratorAction.Kind.FEATURE: _DECIDE,
    ModeratorAction.Kind.BAN: SET_STANDING,
    ModeratorAction.Kind.HOLD: SET_STANDING,
    ModeratorAction.Kind.TRUST: SET_STANDING,
    ModeratorAction.Kind.END: SET_STANDING,
    ModeratorAction.Kind.NOTE: ADD_NOTE,
}


class MayNotTakeBack(Exception):
    """Their last step wants a right that this person has lost; older ones wait behind it."""

    def __init__(self, step: ModeratorAction) -> None:
        super().__init__(
            _(
                "Nothing was taken back: your last step was “%(step)s”, and you have no right to"
                " that any more. Ask a colleague who has it."
            )
            % {"step": step.label}
        )


def take_back_last(*, by: User, step: int | None = None) -> Outcome:
    """Take back the last step of a person who may do now what it did.

    Where `step` names the one that is meant, no other is taken back.
    """
    latest = ModeratorAction.objects.undoable(by=by).first()
    if latest is None:
        raise NothingToUndo
    if step not in {None, latest.pk}:
        raise AnotherStepSince(latest)
    if not by.has_perm(RIGHTS[latest.kind]):
        raise MayNotTakeBack(latest)
    return undo_last(by=by, step=latest.pk)


def sentence_of(outcome: Outcome) -> str:
    """Say what is again as it was; empty where that was refused, or goes on in the background."""
    if outcome.about_writers:
        return " ".join(map(_sentence_about, outcome.about_writers))
    if outcome.decided:
        return _sentence_of_decided(outcome)
    if outcome.undone and not outcome.refused and not outcome.job_id:
        step = {"step": outcome.undone.label}
        return _("Nothing was left to take back of your step “%(step)s”.") % step
    return ""


def about_whom(outcome: Outcome, seen: Collection[int]) -> list[int]:
    """Return which of the comments are by the writers about whom something was taken back."""
    about = Q()
    for one in outcome.about_writers:
        if isinstance(one, Standing) and one.network:
            about |= Q(network=one.network)
        else:
            about |= Q(email_digest=one.email_digest)
    if not about or not seen:
        return []
    theirs = Contact.objects.filter(about, comment__in=seen)
    return list(theirs.order_by("pk").values_list("pk", flat=True))


def _sentence_about(taken_back: Standing | WriterNote) -> str:
    if isinstance(taken_back, Standing) and taken_back.network:
        sentence = (
            _("Undone: the network is “%(kind)s” again.")
            if taken_back.is_in_force
            else _("Undone: the network is no longer “%(kind)s”.")
        )
        return sentence % {"kind": taken_back.get_kind_display()}
    named = {"name": _name_of_writer(taken_back.email_digest)}
    if isinstance(taken_back, WriterNote):
        return _("Undone: your note on %(name)s is deleted.") % named
    sentence = (
        _("Undone: the address of %(name)s is “%(kind)s” again.")
        if taken_back.is_in_force
        else _("Undone: the address of %(name)s is no longer “%(kind)s”.")
    )
    return sentence % {**named, "kind": taken_back.get_kind_display()}


def _name_of_writer(email_digest: str) -> str:
    """Return the name that was typed with the address last."""
    theirs = Contact.objects.filter(email_digest=email_digest).order_by("-created_at", "-pk")
    return theirs.values_list("comment__name", flat=True).first() or _("somebody")


def _sentence_of_decided(outcome: Outcome) -> str:
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
