"""The published comments of one article as a feed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.atom import tag_uri
from articles.feeds import CheckedFeed
from articles.models import Article
from articles.moved import moved
from articles.page_versions import stored_under, version_of_article
from comments.models import Comment

NEWEST = 50


@stored_under(version_of_article)
class ArticleCommentsFeed(CheckedFeed):
    """The newest comments under an article; links follow SITE_URL, not the request's host."""

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return super().__call__(request, *args, **kwargs)
        except Http404:
            article = get_object_or_404(Article.objects.published().at(str(kwargs["slug"])))
            return moved(request, reverse("comments:feed", args=[article.slug]))

    def get_object(self, request: HttpRequest, slug: str) -> Article:  # noqa: ARG002 (Django's signature)
        article: Article = get_object_or_404(Article.objects.published(), slug=slug)
        return article

    def title(self, article: Article) -> str:
        return _("Comments on %(headline)s") % {"headline": article.headline}

    def link(self, article: Article) -> str:
        return settings.SITE_URL + article.get_absolute_url()

    def feed_url(self, article: Article) -> str:
        return settings.SITE_URL + reverse("comments:feed", args=[article.slug])

    def feed_guid(self, article: Article) -> str:
        return tag_uri(article.created_at, f"article-{article.pk}-comments")

    def author_name(self) -> str:
        return str(settings.SITE_NAME)

    def feed_extra_kwargs(self, article: Article) -> dict[str, Any]:
        return {"changed_at": article.published_at}

    def items(self, article: Article) -> QuerySet[Comment]:
        newest = Comment.objects.filter(article=article).approved().newest_first()[:NEWEST]
        return (
            newest.select_related("article")
            .defer("article__body")
            .annotate(changed_at=Max("edits__created_at"))
        )

    def item_title(self, item: Comment) -> str:
        title = (
            _("%(name)s (the newsroom) on %(headline)s")
            if item.is_by_newsroom
            else _("%(name)s on %(headline)s")
        )
        return title % {"name": item.name, "headline": item.article.headline}

    def item_description(self, item: Comment) -> str:
        return item.body_html

    def item_author_name(self, item: Comment) -> str:
        return item.name

    def item_guid(self, item: Comment) -> str:
        """Stay the same, whatever becomes of the article's address."""
        return tag_uri(item.created_at, f"comment-{item.pk}")

    def item_extra_kwargs(self, item: Comment) -> dict[str, Any]:
        del item
        return {"summary_type": "html"}

    def item_updateddate(self, item: Any) -> datetime:
        """When its text last changed: an edit that is taken back changes it too."""
        changed_at: datetime | None = item.changed_at
        return changed_at or item.created_at

    def item_pubdate(self, item: Comment) -> datetime:
        return item.created_at

    def item_link(self, item: Comment) -> str:
        return settings.SITE_URL + item.get_absolute_url()
