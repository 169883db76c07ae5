"""HTTP in, HTTP out, for readers: posting a comment, and the private link to one's own."""

import logging
from typing import Any

from django.db import Error as DatabaseFailure
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from articles.models import Article
from articles.views import render_article
from comments.forms import ReplyForm
from comments.identity import receipt_digest
from comments.models import Comment
from comments.origin import is_from_our_own_page
from comments.submission import AlreadySubmitted
from comments.tasks import queue_screening

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def create_comment(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a comment: 303 to its receipt; every refusal gives back what was typed.

    403 foreign origin or closed, 409 said before, 422 errors, 429 flood, 503 database away.
    """
    # Whatever the client claims: Python knows codecs that turn bytes into exceptions.
    request.encoding = "utf-8"
    try:
        return _take_comment(request, slug)
    except DatabaseFailure:
        logger.exception("A comment on %s could not be stored", slug)
        return _give_back(request, slug)


def _take_comment(request: HttpRequest, slug: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.published().select_related("section"), slug=slug)
    form = ReplyForm(
        request.POST,
        article=article,
        client_address=request.META["REMOTE_ADDR"],
        user_agent=request.headers.get("User-Agent", ""),
    )
    if not is_from_our_own_page(request):
        return _refuse(request, form, "foreign", status=403)
    if not article.is_open_for_comments:
        return _refuse(request, form, "closed", status=403)
    if not form.is_valid():
        return render_article(request, article, status=_status_of(form), reply_form=form)
    try:
        with transaction.atomic():
            comment, token = form.save()

            # Not a partial: Django reads the function's name where it fails.
            def nudge() -> None:
                queue_screening(comment.pk)

            transaction.on_commit(nudge, robust=True)
    except AlreadySubmitted:
        form.refuse_duplicate()
        return render_article(request, article, status=_status_of(form), reply_form=form)
    receipt = reverse("comments:receipt", args=[token])
    return HttpResponseRedirect(f"{receipt}#your-comment", status=303)


def _status_of(form: ReplyForm) -> int:
    if form.is_flood:
        return 429
    return 409 if form.is_duplicate else 422


def _refuse(request: HttpRequest, form: ReplyForm, kind: str, *, status: int) -> HttpResponse:
    """Say why the comment is not taken, beside what was typed."""
    messages = {
        "foreign": _(
            "This comment was sent from another site, so it was not posted."
            " If that was you, please post it again from here."
        ),
        "closed": _("Comments on this article have closed, so yours could not be posted."),
    }
    return render_article(
        request,
        form.article,
        status=status,
        comment_notice={
            "kind": kind,
            "message": messages[kind],
            "text": request.POST.get("comment", ""),
        },
    )


def _give_back(request: HttpRequest, slug: str) -> HttpResponse:
    """The database is away: a page that needs none gives back what was typed, ready to send."""
    rest = ("name", "email", "website", "parent", "mail_me")
    context = {
        "action": reverse("comments:create", args=[slug]),
        "text": request.POST.get("comment", ""),
        "rest": {name: request.POST[name] for name in rest if name in request.POST},
    }
    return render(request, "comments/not_stored.html", context, status=503)


@require_safe
@never_cache
def show_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show a reader's own comment, in whatever state, to whoever holds its private link."""
    comment = get_object_or_404(
        Comment.objects.select_related("article__section", "parent"),
        receipt_digest=receipt_digest(token),
    )
    last = comment.decisions.filter(to_status=comment.status).last()
    own: dict[str, Any] = {
        "own_comment": comment,
        "own_comment_reason": last.reason if last and last.by_id else "",
    }
    if comment.article.is_public:
        response = render_article(request, comment.article, **own)
    else:
        response = render(request, "comments/receipt.html", own)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # The token is in the address: others learn at most which site a reader came from.
    response["Referrer-Policy"] = "strict-origin"
    return response
