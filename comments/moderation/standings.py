"""Banning, always holding and trusting writers, noting something on them, and ending that."""

from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, CommentQuerySet, ModeratorAction, Standing, WriterNote

# Why somebody is banned, is for colleagues.
TOLD_TO_THE_BANNED: Final = _(
    "Comments from this address or network are not accepted at the moment."
)
_STEPS: Final = {
    Standing.Kind.BANNED: ModeratorAction.Kind.BAN,
    Standing.Kind.HELD: ModeratorAction.Kind.HOLD,
    Standing.Kind.TRUSTED: ModeratorAction.Kind.TRUST,
}


def set_standing(
    kind: Standing.Kind,
    *,
    by: User,
    reason: str,
    email_digest: str = "",
    network: str = "",
    until: datetime | None = None,
) -> Standing:
    """Settle how comments from an address or from a network are treated from now on.

    What was settled before stays in force beside it: the gravest wins. A step of its own for undo,
    as all here is.
    """
    with transaction.atomic():
        return Standing.objects.create(
            kind=kind,
            by=by,
            reason=reason,
            email_digest=email_digest,
            network=network,
            until=until,
            action=ModeratorAction.objects.create(by=by, kind=_STEPS[kind]),
        )


def end_standing(standing_id: int, *, by: User) -> bool:
    """End what is in force; returns False where it was over already."""
    in_force = Standing.objects.in_force().filter(pk=standing_id)
    with transaction.atomic():
        if not in_force.select_for_update().exists():
            return False
        step = ModeratorAction.objects.create(by=by, kind=ModeratorAction.Kind.END)
        in_force.update(ended_at=timezone.now(), ended_by=by, ended_with=step)
    return True


def add_note(text: str, *, by: User, email_digest: str) -> WriterNote:
    """Note something on a writer, for colleagues."""
    with transaction.atomic():
        return WriterNote.objects.create(
            email_digest=email_digest,
            text=text,
            by=by,
            action=ModeratorAction.objects.create(by=by, kind=ModeratorAction.Kind.NOTE),
        )


def take_back_settled(action: ModeratorAction, *, by: User) -> list[Standing | WriterNote]:
    """End what the step has settled, settle again what it has ended, delete what it has noted.

    Returns what it was. What is over meanwhile is left alone, and so is what was ended
    and whose setter has taken it back as well.
    """
    now = timezone.now()
    settled = list(Standing.objects.in_force().filter(action=action).select_for_update())
    for standing in settled:
        standing.ended_at, standing.ended_by = now, by
        standing.save(update_fields=["ended_at", "ended_by"])
    ended = action.standings_ended.exclude(until__lte=now)
    # Locked, so that no setter takes back just now what they could not see yet.
    setting = ModeratorAction.objects.filter(pk__in=ended.values("action"))
    taken_back = {step.pk for step in setting.select_for_update() if step.undone_at}
    again = [_settle_again(one) for one in ended if one.action_id not in taken_back]
    notes = list(action.notes.all())
    action.notes.all().delete()
    return [*settled, *again, *notes]


def _settle_again(ended: Standing) -> Standing:
    """What was ended stays on record: what is in force again is a row of its own."""
    return Standing.objects.create(
        kind=ended.kind,
        by=ended.by,
        reason=ended.reason,
        email_digest=ended.email_digest,
        network=ended.network,
        until=ended.until,
        created_at=ended.created_at,
        action=ended.action,
    )


def waiting_from(standing: Standing) -> CommentQuerySet:
    """Return what waits for review from the address or network, the oldest first."""
    waiting = Comment.objects.awaiting_review().oldest_first()
    if standing.network:
        return waiting.filter(contact__network=standing.network)
    return waiting.filter(contact__email_digest=standing.email_digest)
