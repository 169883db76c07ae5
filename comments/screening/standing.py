"""What colleagues have settled about the writer: evidence here, policy in `moderation.machine`."""

from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from comments.guests import is_surely_about
from comments.models import Comment, Standing
from comments.screening.findings import Finding

_SCORES: Final[dict[str, float]] = {
    Standing.Kind.BANNED: 1.0,
    Standing.Kind.HELD: 0.5,
    # Good to know, and nothing to doubt.
    Standing.Kind.TRUSTED: 0.0,
}


def check_standing(comment: Comment) -> Finding | None:
    """Report whether address or network are banned, always held or trusted; the gravest wins."""
    standing = Standing.objects.in_force().about([comment.contact]).gravest()
    if standing is None:
        return None
    reason = _reason(standing)
    if standing.kind == Standing.Kind.BANNED and not is_surely_about(standing, comment.contact):
        reason += " " + _("It came from elsewhere than before: anybody can type an address.")
    return Finding(_SCORES[standing.kind], reason)


def _reason(standing: Standing) -> str:
    until = _("for good")
    if standing.until:
        moment = date_format(localtime(standing.until), "DATETIME_FORMAT")
        until = _("until %(moment)s") % {"moment": moment}
    return _("%(kind)s when this came (%(whom)s), %(until)s: %(reason)s") % {
        "kind": standing.get_kind_display(),
        "whom": _("this network") if standing.network else _("this address"),
        "until": until,
        "reason": standing.reason,
    }
