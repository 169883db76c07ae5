"""The sitemap. Every address in it follows SITE_URL, not the Host header."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control

from articles.models import Article, Section
from articles.page_versions import ARTICLES_A_PAGE, stored_under, version_of_sitemap


class _Sitemap(Sitemap):  # type: ignore[type-arg] # not generic when it runs
    def get_protocol(self, protocol: str | None = None) -> str:
        del protocol
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        del site
        return urlsplit(settings.SITE_URL).netloc


class HomeSitemap(_Sitemap):
    def items(self) -> list[str]:
        return ["articles:home"]

    def location(self, item: str) -> str:
        return reverse(item)


class SectionSitemap(_Sitemap):
    def items(self) -> Iterable[Section]:
        return Section.objects.all()


class ArticleSitemap(_Sitemap):
    limit = ARTICLES_A_PAGE

    def items(self) -> QuerySet[Article]:
        """Oldest first, so that a page that is full stays as it is."""
        return Article.objects.published().order_by("pk").only("slug", "published_at", "updated_at")

    def lastmod(self, item: Article) -> datetime:
        return item.changed_at


FURTHER_PAGES: "Final[dict[str, type[Sitemap[Any]] | Sitemap[Any]]]" = {"articles": ArticleSitemap}
FIRST_PAGE: "Final[dict[str, type[Sitemap[Any]] | Sitemap[Any]]]" = {
    "home": HomeSitemap,
    "sections": SectionSitemap,
    "articles": ArticleSitemap,
}


@stored_under(version_of_sitemap, "p")
@cache_control(public=True, no_cache=True)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with one list while the articles fit into it, else with an index of `?p=` lists."""
    page = request.GET.get("p")
    pages = ArticleSitemap().paginator.num_pages
    if page is None and pages > 1:
        address = settings.SITE_URL + request.path
        lists = [{"location": f"{address}?p={number}"} for number in range(1, pages + 1)]
        return TemplateResponse(
            request, "sitemap_index.xml", {"sitemaps": lists}, content_type="application/xml"
        )
    if page in {None, "1"}:
        return views.sitemap(request, FIRST_PAGE)
    return views.sitemap(request, FURTHER_PAGES)
