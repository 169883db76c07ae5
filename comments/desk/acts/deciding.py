"""What a decision on cards comes to: only what they show whole is published."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.desk.acts.forms import DecisionForm, as_seen
from comments.desk.acts.requests import StaffRequest, filter_of
from comments.desk.listing import heads_left, members
from comments.models import Comment, ModeratorAction
from comments.moderation import (
    Outcome,
    approve_with_copies,
    close_as_copies,
    close_copies,
    decide_all,
    publish_copies,
    publish_with_copies,
    start_closing,
)
from comments.tasks import queue_bulk_job


def decide(form: DecisionForm, *, by: User, tab: str) -> Outcome:
    """Decide as the form asks, on what its cards showed and on what they stood for.

    All of it is refused alike. Where the cards are published, exact copies are closed or, if that
    was chosen, published with them; what differs goes on waiting, until it was shown itself.
    """
    asked = form.cleaned_data
    reason: str = asked["reason"]
    if asked["copy_of"]:
        return _close(form, by=by, tab=tab)
    shown = form.seen_comments()
    if not form.publishes:
        others = as_seen(asked["others"])
        return decide_all([*shown, *others], form.move, by=by, reason=reason)
    if asked["copies"]:
        return publish_with_copies(shown, asked["others"], by=by, reason=reason)
    outcome = approve_with_copies(shown, asked["others"], by=by, reason=reason)
    for comment in outcome.decided:
        _close_in_background(comment, asked["wave"], outcome, tab=tab)
    return outcome


def decide_copies(
    comment: Comment, asked: Mapping[str, Any], *, action: ModeratorAction | None, tab: str
) -> Outcome:
    """Do with the exact copies of a comment what approving it does, whatever has published it.

    `asked` is what a `CardForm` has cleaned; it is part of the step `action` that published.
    """
    outcome = Outcome(decided=[comment], action=action)
    if action is None:
        return outcome
    if asked["copies"]:
        published = publish_copies(comment, asked["others"], action=action)
        outcome.decided += published.decided
        outcome.refused = published.refused
        return outcome
    outcome.closed = close_copies(comment, asked["others"], action=action)
    _close_in_background(comment, asked["wave"], outcome, tab=tab)
    return outcome


def report_copies(request: StaffRequest, outcome: Outcome) -> None:
    """Say what became of the exact copies of what was decided on."""
    if outcome.closed:
        messages.success(request, sentence_of_closed(len(outcome.closed)))
    if outcome.job_id:
        queue_bulk_job(outcome.job_id)
        messages.success(request, _("Further exact copies are closed in the background."))


def left_of(request: StaffRequest, outcome: Outcome) -> dict[int, str]:
    """Return, with what they say, the cards of what is left of the waves that were decided on."""
    asked = filter_of(request)
    if not asked.collapses_waves:
        return {}
    left = heads_left([*outcome.decided, *outcome.closed], asked.tab)
    return dict.fromkeys(left, _("Much the same as what you decided on."))


def sentence_of_closed(count: int) -> str:
    """Say how many copies were closed; empty where none was."""
    if not count:
        return ""
    return ngettext("Closed %(count)d exact copy.", "Closed %(count)d exact copies.", count) % {
        "count": count
    }


def _close(form: DecisionForm, *, by: User, tab: str) -> Outcome:
    """Close the comments as copies of one that is published already."""
    asked = form.cleaned_data
    original = Comment.objects.approved().filter(pk=asked["copy_of"]).first()
    if original is None:
        return Outcome()
    outcome = close_as_copies(original, asked["comment"], asked["others"], by=by)
    _close_in_background(original, asked["wave"], outcome, tab=tab)
    return outcome


def _close_in_background(
    original: Comment, wave: Mapping[str, int] | None, outcome: Outcome, *, tab: str
) -> None:
    """Close the exact copies in a big wave, of which the page sent no versions."""
    if not wave or outcome.action is None:
        return
    copies = members(status=tab, **wave).exact_copies(original)
    if copies.exists():
        outcome.job_id = start_closing(copies, original, action=outcome.action).pk
