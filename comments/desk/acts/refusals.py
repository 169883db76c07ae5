"""What the desk says of what was not done: which verb, on whose comment, and why."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comments.desk.acts.requests import StaffRequest
from comments.models import Comment
from comments.moderation import MoveNotAllowed, StaleDecision


def report_refused(
    request: StaffRequest,
    refused: Sequence[StaleDecision | MoveNotAllowed],
    *,
    verb: str | Promise,
) -> dict[int, str]:
    """Say of each comment that was left alone why; returns what its card says, by its id."""
    for refusal in refused:
        messages.warning(
            request,
            format_html(
                '{} {} <a href="{}?comment={}">{}</a>',
                not_done(refusal.comment, verb),
                _explain(refusal, request.user),
                reverse("comments:review"),
                refusal.comment.pk,
                _("Look at it"),
            ),
        )
    return {refusal.comment.pk: _explain(refusal, request.user) for refusal in refused}


def not_done(comment: Comment, verb: str | Promise) -> SafeString:
    """Say what did not happen; the desk's script says the same of what could not be sent."""
    return format_html(
        _("Not done: “{verb}” on the comment by {name}."),
        verb=verb,
        name=format_html("<bdi>{}</bdi>", comment.name),
    )


def _explain(refusal: StaleDecision | MoveNotAllowed, user: User) -> str:
    if isinstance(refusal, StaleDecision) and refusal.decision and refusal.decision.by == user:
        return _("You have decided already: this comment is now “%(status)s”.") % {
            "status": refusal.comment.get_status_display()
        }
    return str(refusal)
