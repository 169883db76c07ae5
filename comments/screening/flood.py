"""Many comments from one network at once."""

from datetime import timedelta
from typing import Final

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Comment, Contact
from comments.screening.findings import Finding

_WINDOW: Final = timedelta(hours=1)
# Other comments in the window, and the score. An office or a school shares one network.
_STEPS: Final = ((20, 0.8), (10, 0.6), (5, 0.4))
_MANY_WRITERS: Final = 3


def check_flood(comment: Comment) -> Finding | None:
    contact = comment.contact
    if not contact.network:
        return None
    counted = (
        Contact.objects.filter(
            network=contact.network,
            created_at__gt=contact.created_at - _WINDOW,
            created_at__lte=contact.created_at,
        )
        .exclude(pk=comment.pk)
        .aggregate(comments=Count("pk"), writers=Count("email_digest", distinct=True))
    )
    score = next((score for least, score in _STEPS if counted["comments"] >= least), None)
    if score is None:
        return None
    reason = ngettext(
        "%(count)d other comment from the same network in the hour before this one.",
        "%(count)d other comments from the same network in the hour before this one.",
        counted["comments"],
    ) % {"count": counted["comments"]}
    if counted["writers"] >= _MANY_WRITERS:
        score += 0.1
        reason += " " + _("They name %(count)d different addresses.") % {
            "count": counted["writers"]
        }
    return Finding(score, reason)
