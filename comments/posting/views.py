"""HTTP in, HTTP out, for readers: posting a comment, and the private link to one's own."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import Error as DatabaseFailure
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import Article
from articles.views import render_article
from comments import moderation
from comments.appeals import AppealForm, SecondLook, second_look
from comments.guests.origin import is_from_our_own_page
from comments.guests.private_page import keep_private
from comments.guests.proof import confirm_address
from comments.identity import CONFIRMATION_LIVES, confirmed_comment, receipt_digest
from comments.models import Comment
from comments.moderation import CannotAppeal
from comments.posting.form import ReplyForm
from comments.posting.submission import AlreadySubmitted
from comments.tasks import queue_screening

logger = logging.getLogger(__name__)


class NoFiles(FileUploadHandler):
    """Reads past files: the form has none, and nobody may fill the disk with them."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called: `new_file` skips."""

    def file_complete(self, file_size: int) -> None:
        """Never called: `new_file` skips."""


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
        return _take_comment(request, slug)
    except DatabaseFailure as error:
        # Not the error's own words: a refused row is quoted in them.
        logger.error("A comment on %s could not be stored: %s", slug, type(error).__name__)  # noqa: TRY400
        return _give_back(request, slug, status=503)


def _take_comment(request: HttpRequest, slug: str) -> HttpResponse:
    article = Article.objects.published().select_related("section").filter(slug=slug).first()
    if article is None:
        return _give_back(request, slug, status=404)
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
        return _show_errors(request, form)
    try:
        with transaction.atomic():
            comment, token = form.save()

            # Not a partial: Django reads the function's name where it fails.
            def nudge() -> None:
                queue_screening(comment.pk)

            transaction.on_commit(nudge, robust=True)
    except AlreadySubmitted:
        form.refuse_duplicate()
        return _show_errors(request, form)
    receipt = reverse("comments:receipt", args=[token])
    return HttpResponseRedirect(f"{receipt}#your-comment", status=303)


def _show_errors(request: HttpRequest, form: ReplyForm) -> HttpResponse:
    status = 429 if form.is_flood else 409 if form.is_duplicate else 422
    response = render_article(request, form.article, status=status, reply_form=form)
    if form.is_flood:
        response["Retry-After"] = "60"
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
    rest = ("name", "email", "website", "browser", "parent", "mail_me")
    context = {
        "action": reverse("comments:create", args=[slug]),
        "is_article_missing": status == HTTPStatus.NOT_FOUND,
        "text": request.POST.get("comment", ""),
        "rest": {name: request.POST[name] for name in rest if name in request.POST},
    }
    return render(request, "comments/not_stored.html", context, status=status)


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
        Comment.objects.select_related("article__section", "parent"),
        receipt_digest=receipt_digest(token),
    )


def _render_receipt(
    request: HttpRequest, comment: Comment, look: SecondLook, *, status: int = 200
) -> HttpResponse:
    last = comment.decisions.filter(to_status=comment.status).last()
    own: dict[str, Any] = {
        "own_comment": comment,
        "own_comment_reason": last.reason if last else "",
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
