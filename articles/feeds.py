"""Feeds. Every address in them follows SITE_URL, not the Host header."""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles.atom import BEGINNING, AtomFeed, tag_uri
from articles.models import Article, Section
from articles.moved import moved
from articles.page_versions import stored_under, version_of_list

FEED_LENGTH: Final = 20


class CheckedFeed(Feed):  # type: ignore[type-arg] # not generic when it runs
    """A feed whose every copy is checked by its ETag.

    Django's Last-Modified is the newest entry's own time: it would hide what is published later
    than it was written, and what is taken back.
    """

    feed_type = AtomFeed

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        del response.headers["Last-Modified"]
        response.headers["Cache-Control"] = "public, no-cache"
        return response


@stored_under(version_of_list)
class ArticleFeed(CheckedFeed):
    """The newest articles."""

    def title(self) -> str:
        return str(settings.SITE_NAME)

    def subtitle(self) -> str:
        return str(settings.SITE_TAGLINE)

    def link(self) -> str:
        return settings.SITE_URL + reverse("articles:home")

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse("articles:feed")

    def feed_guid(self) -> str:
        return tag_uri(BEGINNING, "articles")

    def feed_extra_kwargs(self, obj: Any) -> dict[str, Any]:
        del obj
        return {"changed_at": BEGINNING}

    def items(self) -> list[Article]:
        return list(Article.objects.published().for_lists().newest_first()[:FEED_LENGTH])

    def item_title(self, item: Article) -> str:
        """Atom's titles are plain text: the base class escapes them for RSS."""
        return item.headline

    def item_description(self, item: Article) -> str:
        return item.deck

    def item_link(self, item: Article) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Article) -> str:
        """Stay the same when the headline or the slug changes, so that nobody reads twice."""
        return tag_uri(item.created_at, f"article-{item.pk}")

    def item_extra_kwargs(self, item: Article) -> dict[str, Any]:
        del item
        return {"summary_type": "text"}

    def item_author_name(self, item: Article) -> str:
        return item.byline or str(settings.SITE_NAME)

    def item_categories(self, item: Article) -> list[str]:
        return [item.section.name]

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Article) -> datetime:
        return item.changed_at


class SectionFeed(ArticleFeed):
    """The newest articles of one section."""

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        found = get_object_or_404(Section.objects.at(str(kwargs["slug"])))
        if found.slug != kwargs["slug"]:
            return moved(request, reverse("articles:section_feed", args=[found.slug]))
        return super().__call__(request, *args, **kwargs)

    def get_object(self, request: HttpRequest, slug: str) -> Section:
        del request
        return get_object_or_404(Section, slug=slug)

    def title(self, section: Section) -> str:  # type: ignore[override] # the base passes it on
        return f"{section.name} \u2013 {settings.SITE_NAME}"

    def link(self, section: Section) -> str:  # type: ignore[override] # see above
        return settings.SITE_URL + section.get_absolute_url()

    def feed_url(self, section: Section) -> str:  # type: ignore[override] # see above
        return settings.SITE_URL + reverse("articles:section_feed", args=[section.slug])

    def feed_guid(self, section: Section) -> str:  # type: ignore[override] # see above
        return tag_uri(BEGINNING, f"section-{section.pk}")

    def items(self, section: Section) -> list[Article]:  # type: ignore[override] # see above
        articles = Article.objects.published().filter(section=section)
        return list(articles.for_lists().newest_first()[:FEED_LENGTH])
