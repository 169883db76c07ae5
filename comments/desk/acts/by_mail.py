"""A decision by a link in a mail: it opens one comment, without a log-in.

Looking changes nothing, since programs that check mails open their links, too.
"""

from itertools import chain
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.desk.acts.deciding import decide_copies, sentence_of_closed
from comments.desk.acts.forms import DecisionForm
from comments.desk.card import build_cards
from comments.desk.listing import waves_of, with_context
from comments.guests import is_from_our_own_page, keep_private
from comments.identity import name_of
from comments.mails import (
    LinkExpired,
    LinkRefused,
    LinkRevoked,
    LinkUnreadable,
    MailLink,
    read_link,
)
from comments.models import Comment, Decision, RejectionReason
from comments.moderation import MoveNotAllowed, StaleDecision
from comments.tasks import queue_bulk_job

_STATUSES: Final[dict[type[LinkRefused], int]] = {
    LinkUnreadable: 404,
    LinkExpired: 410,
    LinkRevoked: 403,
}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def decide_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Show the comment that the link names, or decide on it in the name of the link's colleague.

    403 foreign origin or revoked, 404 not whole or no such comment, 409 moved on, 410 too old,
    422 errors.
    """
    # The token is what protects a post: it is in no cookie that another site could make us send.
    try:
        return keep_private(_answer(request, read_link(token)))
    except LinkRefused as refusal:
        return keep_private(_tell(request, str(refusal), status=_STATUSES[type(refusal)]))


def _answer(request: HttpRequest, link: MailLink) -> HttpResponse:
    comment = with_context(Comment.objects.filter(pk=link.comment_id)).first()
    if comment is None:
        return _tell(request, _("This comment is not there any more."), status=404)
    if comment.version != link.version:
        status = 409 if request.method == "POST" else 200
        return _tell(request, _what_became_of(comment, link), status=status, comment=comment)
    if request.method != "POST":
        return _show(request, comment, link, DecisionForm(auto_id=False))
    return _decide(request, comment, link)


def _decide(request: HttpRequest, comment: Comment, link: MailLink) -> HttpResponse:
    # Which comment is decided on says the link alone.
    sent = request.POST.copy()
    sent.setlist("comment", [f"{link.comment_id}:{link.version}"])
    form = DecisionForm(sent, auto_id=False)
    if not is_from_our_own_page(request):
        problem = _("This was sent from another site, so nothing was decided. Decide here.")
        return _show(request, comment, link, form, problem=problem, status=403)
    if not form.is_valid():
        problem = " ".join(str(sentence) for sentence in chain.from_iterable(form.errors.values()))
        return _show(request, comment, link, form, problem=problem, status=422)
    try:
        # What follows the link's comment is what says the same; of all else it opens nothing.
        tab = comment.status
        decision = form.move(comment, by=link.user, reason=form.cleaned_data["reason"])
    except StaleDecision as stale:
        sentence = _what_became_of(stale.comment, link)
        return _tell(request, sentence, status=409, comment=comment)
    except MoveNotAllowed as refusal:
        return _show(request, comment, link, form, problem=str(refusal), status=409)
    if form.publishes:
        asked = form.cleaned_data | {"copies": False}
        outcome = decide_copies(comment, asked, action=decision.action, tab=tab)
        if outcome.job_id:
            queue_bulk_job(outcome.job_id)
    return HttpResponseRedirect(request.path, status=303)


def _show(
    request: HttpRequest,
    comment: Comment,
    link: MailLink,
    form: DecisionForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    waves = waves_of([comment], comment.status, folded=True)
    [card] = build_cards([comment], with_addresses=False, waves=waves)
    return _render(
        request,
        {
            "title": _("Decide on a comment"),
            "card": card,
            "comment": comment,
            "colleague": link.user,
            "problem": problem,
            "decision_form": form,
            "reasons": list(RejectionReason.objects.filter(is_active=True)),
        },
        status=status,
    )


def _tell(
    request: HttpRequest, sentence: str, *, status: int, comment: Comment | None = None
) -> HttpResponse:
    title = _("This link has done its work") if comment else _("This link opens nothing")
    context = {"title": title, "sentence": sentence, "comment": comment}
    return _render(request, context, status=status)


def _render(request: HttpRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    return TemplateResponse(request, "admin/desk/by_mail.html", context, status=status)


def _what_became_of(comment: Comment, link: MailLink) -> str:
    """Say why a link to an earlier version of the comment decides nothing."""
    last = comment.decisions.select_related("by").last()
    if last is None or last.by is None:
        return str(StaleDecision(comment, last))
    words = {
        "colleague": name_of(last.by),
        "status": comment.get_status_display(),
    }
    if last.undoes_id:
        return _("%(colleague)s took a decision back: this comment is “%(status)s” again.") % words
    if last.by == link.user:
        decided = _("You have decided: this comment is now “%(status)s”.") % words
        return f"{decided} {sentence_of_closed(_closed_with(last))}".strip()
    return _("Already decided by %(colleague)s: this comment is now “%(status)s”.") % words


def _closed_with(decision: Decision) -> int:
    """Count the copies that were closed in the same step."""
    closed = Decision.objects.filter(action=decision.action_id, copy_of=decision.comment_id)
    return closed.count() if decision.action_id else 0
