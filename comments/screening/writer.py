"""What the writer's earlier comments tell. An address is typed, not proven: so only caution."""

from collections import Counter
from typing import Final

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Comment, Status
from comments.screening.findings import Finding

_FIRST_COMMENT: Final = 0.1
_REJECTED_BEFORE: Final = 0.4
_SPAM_BEFORE: Final = 0.7
# What a writer whom moderators mostly approve is scored at, at most.
_MOSTLY_APPROVED: Final = 0.2


def check_first_comment(comment: Comment) -> Finding | None:
    """Remark that moderators have approved nothing from this address yet."""
    if Comment.objects.by_same_writer(comment).approved().exists():
        return None
    return Finding(_FIRST_COMMENT, _("Nothing from this address had been approved before."))


def check_refused_before(comment: Comment) -> Finding | None:
    """Count the earlier comments from this address that were rejected or spam."""
    decided = Comment.objects.by_same_writer(comment).decided().order_by()
    counts: Counter[str] = Counter(dict(decided.values_list("status").annotate(count=Count("pk"))))
    rejected, spam = counts[Status.REJECTED], counts[Status.SPAM]
    if not rejected and not spam:
        return None
    score = _SPAM_BEFORE if spam else _REJECTED_BEFORE
    if counts[Status.APPROVED] > rejected + spam:
        score = _MOSTLY_APPROVED
    return Finding(score, _reason(counts))


def _reason(counts: Counter[str]) -> str:
    parts = [
        ngettext("%(count)d approved", "%(count)d approved", counts[Status.APPROVED])
        % {"count": counts[Status.APPROVED]},
        ngettext("%(count)d rejected", "%(count)d rejected", counts[Status.REJECTED])
        % {"count": counts[Status.REJECTED]},
        ngettext("%(count)d spam", "%(count)d spam", counts[Status.SPAM])
        % {"count": counts[Status.SPAM]},
    ]
    return _("Comments from this address until then: %(counts)s.") % {"counts": ", ".join(parts)}
