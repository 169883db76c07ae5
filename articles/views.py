"""The public pages of articles.

They read neither session nor user, so that anyone may keep a copy: the site itself does, under the
page's version. `no-cache` lets copies be kept but asks for them to be checked by their ETag: an
approved comment is on every copy at once.
"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from articles.models import Article, ArticleQuerySet, Section
from articles.moved import moved
from articles.page_versions import stored_under, version_of_article, version_of_list
from articles.places import PAGE_SIZE, place_of, read_place

_revalidated = cache_control(public=True, no_cache=True)


@stored_under(version_of_list, "before")
@require_safe
@_revalidated
def home(request: HttpRequest) -> HttpResponse:
    return _render_list(request, "articles/home.html", Article.objects.all())


@stored_under(version_of_list, "before")
@require_safe
@_revalidated
def section(request: HttpRequest, slug: str) -> HttpResponse:
    chosen = Section.objects.filter(slug=slug).first()
    if chosen is None:
        return moved(request, get_object_or_404(Section.objects.at(slug)).get_absolute_url())
    return _render_list(
        request, "articles/section.html", Article.objects.filter(section=chosen), section=chosen
    )


@stored_under(version_of_article, "conversation", "after", "reply_to")
@require_safe
@_revalidated
def article(request: HttpRequest, slug: str) -> HttpResponse:
    articles = Article.objects.published().select_related("section")
    found = articles.filter(slug=slug).first()
    if found is None:
        return moved(request, get_object_or_404(articles.at(slug)).get_absolute_url())
    return render_article(request, found)


@require_safe
@never_cache
@login_required
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an article as it is saved, in any state, to those who may see it in the admin."""
    if not (
        request.user.has_perm("articles.view_article")
        or request.user.has_perm("articles.change_article")
    ):
        raise PermissionDenied
    found = get_object_or_404(Article.objects.select_related("section").at(slug))
    if found.slug != slug:
        return moved(request, reverse("articles:preview", args=[found.slug]))
    response = render_article(request, found, is_preview=True)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def render_article(
    request: HttpRequest, article: Article, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Render the article's page; `context` is for what else its comments need to show."""
    return render(request, "articles/article.html", {"article": article, **context}, status=status)


def _render_list(
    request: HttpRequest, template: str, articles: ArticleQuerySet, **context: Any
) -> HttpResponse:
    articles = articles.published().for_lists().newest_first()
    if before := request.GET.get("before"):
        place = read_place(before)
        if place is None:
            raise Http404
        articles = articles.before(*place)
    # One more than is shown tells whether there are older ones.
    found = list(articles[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    here = escape_uri_path(request.path)
    older_url = f"{here}?before={place_of(shown[-1])}" if len(found) > PAGE_SIZE else ""
    return render(request, template, {"articles": shown, "older_url": older_url, **context})
