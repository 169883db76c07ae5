"""Banning, always holding and trusting writers, and ending that."""

from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, CommentQuerySet, Standing

# Why somebody is banned, is for colleagues.
TOLD_TO_THE_BANNED: Final = _(
    "Comments from this address or network are not accepted at the moment."
)


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

    What was settled before stays in force beside it: the gravest wins.
    """
    return Standing.objects.create(
        kind=kind, by=by, reason=reason, email_digest=email_digest, network=network, until=until
    )


def end_standing(standing_id: int, *, by: User) -> bool:
    """End what is in force; returns False where it was over already."""
    in_force = Standing.objects.in_force().filter(pk=standing_id)
    return bool(in_force.update(ended_at=timezone.now(), ended_by=by))


def waiting_from(standing: Standing) -> CommentQuerySet:
    """Return what waits for review from the address or network, the oldest first."""
    waiting = Comment.objects.awaiting_review().oldest_first()
    if standing.network:
        return waiting.filter(contact__network=standing.network)
    return waiting.filter(contact__email_digest=standing.email_digest)
