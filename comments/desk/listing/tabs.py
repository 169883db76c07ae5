"""The tabs of the desk: the statuses, and the appeals across them."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, CommentQuerySet, Status

# The tab that is no status: comments whose writers ask for a second look.
APPEALS: Final = "appeals"
TABS: Final[Mapping[str, str | Promise]] = {
    Status.IN_REVIEW: _("Waiting"),
    APPEALS: _("Appeals"),
    Status.SPAM: Status.SPAM.label,
    Status.APPROVED: Status.APPROVED.label,
    Status.REJECTED: Status.REJECTED.label,
}


def comments_of(tab: str) -> CommentQuerySet:
    """Return all that belongs to a tab: a status, or `APPEALS`."""
    is_status = tab != APPEALS
    return Comment.objects.filter(status=tab) if is_status else Comment.objects.appealed()
