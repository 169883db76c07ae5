"""HTTP in, HTTP out, for readers: posting a comment."""

import logging
from http import HTTPStatus

from django.db import Error as DatabaseFailure
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.models import Article
from articles.views import render_article
from comments.guests import NoFiles, is_from_our_own_page
from comments.posting.form import ReplyForm
from comments.posting.pace import Pace
from comments.posting.submission import AlreadySubmitted
from comments.tasks import queue_screening

logger = logging.getLogger(__name__)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def create_comment(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a comment: 303 to its receipt; every refusal gives back what was typed.

    403 foreign origin or closed, 404 no such article, 409 said before, 422 errors, 429 flood,
    503 database away. A GET is a reader who asks again for what the address bar shows after an
    error: it leads to the article.
    """
    if request.method != "POST":
        return HttpResponseRedirect(f"{reverse('articles:article', args=[slug])}#reply")
    request.upload_handlers = [NoFiles(request)]
    # Whatever the client claims: Python knows codecs that turn bytes into exceptions.
    request.encoding = "utf-8"
    try:
        response = _take_comment(request, slug)
    except DatabaseFailure as error:
        # Not the error's own words: a refused row is quoted in them.
        logger.error("A comment on %s could not be stored: %s", slug, type(error).__name__)  # noqa: TRY400
        response = _give_back(request, slug, status=503)
    # It repeats what was typed, or leads to a page whose address is a key.
    response["Cache-Control"] = "no-store"
    return response


def _take_comment(request: HttpRequest, slug: str) -> HttpResponse:
    # Taken at an address that the article had, too: a redirect would lose what was typed.
    pace = Pace(request.META["REMOTE_ADDR"])
    published = Article.objects.published().select_related("section")
    article = pace.ask_with(published.at(slug)).first()
    if article is None:
        return _give_back(request, slug, status=404)
    form = ReplyForm(
        request.POST,
        article=article,
        client_address=request.META["REMOTE_ADDR"],
        user_agent=request.headers.get("User-Agent", ""),
        seconds_to_wait=pace.seconds_to_wait(article),
    )
    if not is_from_our_own_page(request):
        return _refuse(request, form, "foreign", status=403)
    if not article.is_open_for_comments:
        return _refuse(request, form, "closed", status=403)
    if not form.is_valid():
        return _show_errors(request, form)
    try:
        comment, token = form.save()
    except AlreadySubmitted:
        form.refuse_duplicate()
        return _show_errors(request, form)

    # Not a partial: Django reads the function's name where it fails.
    def nudge() -> None:
        queue_screening(comment.pk)

    transaction.on_commit(nudge, robust=True)
    receipt = reverse("comments:receipt", args=[token])
    return HttpResponseRedirect(f"{receipt}#your-comment", status=303)


def _show_errors(request: HttpRequest, form: ReplyForm) -> HttpResponse:
    status = 429 if form.is_flood else 409 if form.is_duplicate else 422
    response = render_article(request, form.article, status=status, reply_form=form)
    if form.is_flood:
        response["Retry-After"] = str(form.seconds_to_wait)
    return response


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
            "text": "" if form.article.is_open_for_comments else request.POST.get("comment", ""),
        },
        reply_form=form.with_what_was_typed() if form.article.is_open_for_comments else None,
    )


def _give_back(request: HttpRequest, slug: str, *, status: int) -> HttpResponse:
    """Give back what was typed, ready to send, on a page that needs no database."""
    rest = ("name", "email", "website", "browser", "form_number", "parent", "mail_me")
    context = {
        "action": reverse("comments:create", args=[slug]),
        "is_article_missing": status == HTTPStatus.NOT_FOUND,
        "text": request.POST.get("comment", ""),
        "rest": {name: request.POST[name] for name in rest if name in request.POST},
    }
    return render(request, "comments/not_stored.html", context, status=status)
