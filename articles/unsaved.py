"""HTTP in, HTTP out: what keeps an article's form, and where it leads when it can't be saved."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import csrf
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from articles.models import KeptPicture, WorkingCopy
from articles.working_copies import MARK, Mark, keep, let_browser_forget, receipt_for

logger = logging.getLogger(__name__)


@csrf_exempt  # the mark in it proves that the form is ours, also after another log-in
@never_cache
@require_POST
def keep_copy(request: HttpRequest) -> HttpResponse:
    """Take what a browser sends every few seconds, and a picture as soon as it is chosen."""
    mark = Mark.of_post(request)
    owner = mark.owner if mark else None
    if mark is None or owner is None:
        return JsonResponse({}, status=403)
    is_logged_in = request.user.pk == mark.owner_id
    return JsonResponse({"is_logged_in": is_logged_in, **keep(request, mark, owner=owner)})


@require_POST
def discard_copy(request: HttpRequest) -> HttpResponse:
    """Drop a copy that its owner does not want back, and go to its form as it is stored."""
    own = WorkingCopy.objects.of(request.user)
    copy = get_object_or_404(own, form=request.POST.get("form", ""))
    address = Mark(copy.owner_id, copy.form).address
    copy.delete()
    let_browser_forget(request, copy.form)
    return HttpResponseRedirect(address.partition("?")[0], status=303)


@require_safe
def kept_picture(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a kept picture to its owner, and to nobody else."""
    kept = KeptPicture.objects.find(reference, owner=request.user)
    if kept is None:
        raise Http404
    response = HttpResponse(bytes(kept.small), content_type=kept.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def keeping_what_was_typed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a form that is posted lose nothing, whoever may not save it and whatever is away."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            is_of_article = "object_id" in kwargs
            kept = _lead_to_copy(request, is_of_article=is_of_article)
            return kept or view(request, *args, **kwargs)
        except PermissionDenied:
            return _hand_back(request, status=403)
        except DatabaseError as error:
            # Not the error's own words: a refused row is quoted in them.
            logger.error("An article could not be stored: %s", type(error).__name__)  # noqa: TRY400
            return _hand_back(request, status=503)

    return guarded


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Keep what a form brought with a token of another log-in; refuse everything else as ever."""
    mark = Mark.of_post(request)
    owner = mark.owner if mark else None
    if mark is None or owner is None:
        return csrf.csrf_failure(request, reason)
    keep(request, mark, owner=owner)
    return _to_its_owner(request, mark)


def _lead_to_copy(request: HttpRequest, *, is_of_article: bool) -> HttpResponse | None:
    """Keep what can't be saved here: nobody or somebody else is logged in, or the article gone."""
    mark = Mark.of_post(request)
    if mark is None:
        return None
    is_gone = is_of_article and mark.is_of_missing_article
    if _is_owner(request, mark) and not is_gone:
        return None
    owner = mark.owner
    if owner is None:
        return None
    keep(request, mark, owner=owner)
    return _to_its_owner(request, mark)


def _is_owner(request: HttpRequest, mark: Mark) -> bool:
    return request.user.is_authenticated and request.user.pk == mark.owner_id


def _to_its_owner(request: HttpRequest, mark: Mark) -> HttpResponse:
    if not request.user.is_authenticated:
        log_in = redirect_to_login(mark.address, reverse("admin:login")).url
        return HttpResponseRedirect(f"{log_in}&{urlencode({'kept': receipt_for(mark)})}")
    if _is_owner(request, mark):
        if mark.is_of_missing_article:
            said = _("A colleague has deleted this article. Your text is here, as a new one.")
            messages.warning(request, said)
        return HttpResponseRedirect(mark.address, status=303)
    said = _(
        "You are logged in as %(name)s now, and the form was opened by somebody else. What was"
        " typed is kept for them: it is offered when they log in and open the article."
    )
    messages.warning(request, said % {"name": request.user.get_username()})
    return HttpResponseRedirect(reverse("admin:index"), status=303)


def _hand_back(request: HttpRequest, *, status: int) -> HttpResponse:
    """Give back what was typed, on a page that needs no database."""
    hidden = {"csrfmiddlewaretoken", "headline", "body"}
    context = {
        "is_forbidden": status == 403,  # noqa: PLR2004 -- Django's own name of it is longer
        "headline": request.POST.get("headline", ""),
        "body": request.POST.get("body", ""),
        "rest": [(name, text) for name, text in request.POST.items() if name not in hidden],
        "had_picture": bool(request.FILES),
        "mark": MARK,
    }
    return render(request, "admin/articles/article/not_saved.html", context, status=status)
