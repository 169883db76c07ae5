"""The review queue: which comments to show, and what becomes of a decision."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from comments.desk.cards import build_cards, with_context
from comments.desk.forms import USUAL_REASONS, DecisionForm, FilterForm
from comments.desk.paging import take_page
from comments.desk.verbs import verbs_for
from comments.models import Comment, Status
from comments.moderation import MoveNotAllowed, StaleDecision, decide_all

TABS = {
    Status.IN_REVIEW: gettext_lazy("Waiting"),
    Status.SPAM: Status.SPAM.label,
    Status.APPROVED: Status.APPROVED.label,
    Status.REJECTED: Status.REJECTED.label,
}


class StaffRequest(HttpRequest):
    """The admin lets nobody in who is not logged in."""

    user: User


@dataclass(frozen=True, slots=True)
class Tab:
    status: Status
    label: str | Promise
    count: int
    is_current: bool


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: StaffRequest) -> HttpResponse:
    """Show the queue as the address bar asks for it; or decide, and come back to the same view."""
    if not request.user.has_perm("comments.decide_comment"):
        raise PermissionDenied
    return _decide(request) if request.method == "POST" else _show(request)


def _show(request: StaffRequest) -> HttpResponse:
    may_see_addresses = request.user.has_perm("comments.view_contact")
    asked = FilterForm(request.GET, may_see_addresses=may_see_addresses)
    if asked.comment_id:
        comments = Comment.objects.filter(pk=asked.comment_id)
    else:
        comments = asked.narrow(Comment.objects.filter(status=asked.tab))
    page = take_page(
        with_context(comments),
        after=request.GET.get("after", ""),
        # What waits is worked off from its oldest; of the rest, the latest is of interest.
        newest_first=asked.tab not in {Status.IN_REVIEW, Status.SUBMITTED},
    )
    context = {
        **admin.site.each_context(request),
        "title": _("Review queue"),
        "filter": asked,
        "tabs": list(_tabs(asked)),
        "in_screening": Comment.objects.awaiting_screening().capped_count(),
        "page": page,
        "cards": build_cards(page.comments, with_addresses=may_see_addresses),
        "bulk_verbs": [] if asked.comment_id else verbs_for(asked.tab),
        "decision_form": DecisionForm(auto_id=False),
        "usual_reasons": USUAL_REASONS,
    }
    return TemplateResponse(request, "admin/desk/review.html", context)


def _tabs(asked: FilterForm) -> Iterator[Tab]:
    for status, label in TABS.items():
        count = Comment.objects.filter(status=status).capped_count()
        is_current = status == asked.tab and not asked.comment_id
        yield Tab(status, label, count, is_current)


def _decide(request: StaffRequest) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        for sentence in chain.from_iterable(form.errors.values()):
            messages.error(request, str(sentence))
        return _back_to_view(request)

    verb = form.chosen_verb
    comments = form.seen_comments()
    outcome = decide_all(comments, verb.move, by=request.user, reason=form.cleaned_data["reason"])
    if outcome.decided:
        done = {"count": len(outcome.decided), "name": outcome.decided[0].name}
        messages.success(request, verb.done % done)
    for refusal in outcome.refused:
        messages.warning(request, _explain(refusal, request.user))
    if missing := len(form.cleaned_data["comment"]) - len(comments):
        messages.error(
            request,
            ngettext(
                "That comment is not there any more: nothing was decided.",
                "%(count)d of the comments are not there any more.",
                missing,
            )
            % {"count": missing},
        )
    return _back_to_view(request, then=form.cleaned_data["then"])


def _explain(refusal: StaleDecision | MoveNotAllowed, user: User) -> str:
    """Say whose comment was left alone and why, with a link to it as it now is."""
    sentence = str(refusal)
    if isinstance(refusal, StaleDecision) and refusal.decision and refusal.decision.by == user:
        sentence = _("You have decided already: this comment is now “%(status)s”.") % {
            "status": refusal.comment.get_status_display()
        }
    return format_html(
        '<bdi>{}</bdi>: {} <a href="{}?comment={}">{}</a>',
        refusal.comment.name,
        sentence,
        reverse("comments:review"),
        refusal.comment.pk,
        _("Look at it"),
    )


def _back_to_view(request: HttpRequest, then: int | None = None) -> HttpResponse:
    """Answer 303 to the address that was posted to: the same filters, at the next comment.

    Without a place of our own, browsers would go to the one that they were at before.
    """
    place = f"comment-{then}" if then else "content-start"
    return HttpResponseRedirect(f"{request.get_full_path()}#{place}", status=303)
