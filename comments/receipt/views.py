"""HTTP in, HTTP out, for readers: the private link to one's own comment."""

import logging
from typing import Any

from django.db import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.views import render_article
from comments import moderation
from comments.guests import NoFiles, confirm_address, is_from_our_own_page, keep_private
from comments.identity import CONFIRMATION_LIVES, confirmed_comment, receipt_digest
from comments.models import Comment
from comments.moderation import CannotAppeal
from comments.receipt.second_look import AppealForm, SecondLook, second_look

logger = logging.getLogger(__name__)


def _edit_of(comment: Comment) -> dict[str, str] | None:
    """Return what the writer has a right to know where the newsroom has changed the text."""
    original, latest = comment.edits.first(), comment.edits.standing().last()
    if comment.edited_at is None or original is None or latest is None:
        return None
    return {"original": original.body_before, "reason": latest.reason}


@require_safe
@never_cache
def show_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show a reader's own comment, in whatever state, to whoever holds its private link."""
    comment = _comment_of_receipt(token)
    return _render_receipt(request, comment, second_look(comment, token))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def appeal(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a second look at one's rejected comment: 303 to its receipt.

    Every refusal gives back what was typed: 403 foreign origin, 409 too late, 422 errors,
    503 database away.
    """
    receipt = f"{reverse('comments:receipt', args=[token])}#your-comment"
    if request.method != "POST":
        return HttpResponseRedirect(receipt)
    request.upload_handlers = [NoFiles(request)]
    request.encoding = "utf-8"
    try:
        return _take_appeal(request, token) or HttpResponseRedirect(receipt, status=303)
    except DatabaseFailure as error:
        logger.error("An appeal could not be stored: %s", type(error).__name__)  # noqa: TRY400
        context = {"action": request.path, "text": request.POST.get("appeal", "")}
        response = render(request, "comments/appeal_not_stored.html", context, status=503)
        return keep_private(response)


def _take_appeal(request: HttpRequest, token: str) -> HttpResponse | None:
    """Store the appeal, or return the page that says why not."""
    comment = _comment_of_receipt(token)
    form = AppealForm(request.POST)
    if not is_from_our_own_page(request):
        form.refuse_foreign()
        look = second_look(comment, token, form=form)
        return _render_receipt(request, comment, look, status=403)
    if not form.is_valid():
        look = second_look(comment, token, form=form)
        return _render_receipt(request, comment, look, status=422)
    try:
        moderation.appeal(comment, text=form.cleaned_data["appeal"])
    except CannotAppeal:
        comment.refresh_from_db()
        look = second_look(comment, token, form=form)
        return _render_receipt(request, comment, look, status=409)
    return None


def _comment_of_receipt(token: str) -> Comment:
    return get_object_or_404(
        Comment.objects.select_related("article__section", "parent", "copy_of"),
        receipt_digest=receipt_digest(token),
    )


def _render_receipt(
    request: HttpRequest, comment: Comment, look: SecondLook, *, status: int = 200
) -> HttpResponse:
    last = comment.decisions.filter(to_status=comment.status).last()
    twin = comment.copy_of
    own: dict[str, Any] = {
        "own_comment": comment,
        # What readers see of which it was closed as a copy.
        "own_comment_twin": twin if twin and twin.is_approved else None,
        "own_comment_reason": last.reason if last and not comment.copy_of_id else "",
        "second_look": look,
        "own_comment_edit": _edit_of(comment),
    }
    if comment.article.is_public:
        response = render_article(request, comment.article, status=status, **own)
    else:
        response = render(request, "comments/receipt.html", own, status=status)
    return keep_private(response)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Let the owner of an address say that it is theirs, by the link that was mailed to it.

    Only the button confirms: programs that read mail follow links. It needs no session, because
    the token is what others do not have.
    """
    pk = confirmed_comment(token)
    comments = Comment.objects.select_related("article", "contact")
    comment = comments.filter(pk=pk).first() if pk else None
    if comment is None:
        context = {"days": CONFIRMATION_LIVES.days}
        return keep_private(render(request, "comments/confirm.html", context, status=404))
    if request.method == "POST":
        confirm_address(comment.pk)
        return keep_private(HttpResponseRedirect(request.path, status=303))
    return keep_private(render(request, "comments/confirm.html", {"comment": comment}))
