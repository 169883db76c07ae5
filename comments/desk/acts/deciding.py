"""What a decision on cards comes to: only what they show whole is published."""

from django.contrib.auth.models import User
from django.utils.translation import ngettext

from comments.desk.acts.forms import DecisionForm, as_seen
from comments.desk.listing import members
from comments.models import Comment
from comments.moderation import (
    Outcome,
    approve_with_copies,
    close_as_copies,
    decide_all,
    start_closing,
)


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
        copies = _copies_among(shown, asked["others"])
        return decide_all([*shown, *copies], form.move, by=by, reason=reason)
    outcome = approve_with_copies(shown, asked["others"], by=by, reason=reason)
    for comment in outcome.decided:
        _close_in_background(comment, form, outcome, tab=tab)
    return outcome


def sentence_of_closed(outcome: Outcome) -> str:
    """Say how many copies were closed; empty where none was."""
    count = len(outcome.closed)
    if not count:
        return ""
    return ngettext("Closed %(count)d exact copy.", "Closed %(count)d exact copies.", count) % {
        "count": count
    }


def _copies_among(shown: list[Comment], others: dict[int, int]) -> list[Comment]:
    return [one for one in as_seen(others) if any(one.is_copy_of(comment) for comment in shown)]


def _close(form: DecisionForm, *, by: User, tab: str) -> Outcome:
    """Close the comments as copies of one that is published already."""
    asked = form.cleaned_data
    original = Comment.objects.approved().filter(pk=asked["copy_of"]).first()
    if original is None:
        return Outcome()
    outcome = close_as_copies(original, {**asked["comment"], **asked["others"]}, by=by)
    _close_in_background(original, form, outcome, tab=tab)
    return outcome


def _close_in_background(
    original: Comment, form: DecisionForm, outcome: Outcome, *, tab: str
) -> None:
    """Close the exact copies in a big wave, of which the page sent no versions."""
    wave = form.cleaned_data["wave"]
    if not wave or outcome.action is None:
        return
    copies = members(status=tab, **wave).exact_copies(original)
    if copies.exists():
        outcome.job_id = start_closing(copies, original, action=outcome.action).pk
