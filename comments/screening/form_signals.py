"""What the form noticed while the comment was typed. Signals, never proof."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Comment
from comments.screening.findings import Finding

_FASTEST_WRITER: Final = 3  # seconds


def check_form_signals(comment: Comment) -> Finding | None:
    """`seconds_to_fill` is None where the page's script did not run: that says nothing."""
    if comment.honeypot_filled:
        # Below certainty: a browser that fills in forms may have filled in this field too.
        return Finding(0.8, _("The field that people are asked to leave empty is filled in."))
    seconds = comment.seconds_to_fill
    if seconds is not None and seconds < _FASTEST_WRITER:
        reason = ngettext(
            "Posted %(seconds)d second after the form was first touched.",
            "Posted %(seconds)d seconds after the form was first touched.",
            seconds,
        )
        return Finding(0.5, reason % {"seconds": seconds})
    return None
