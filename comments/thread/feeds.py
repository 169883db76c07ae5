"""The published comments of one article as a feed."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.feeds import CheckedFeed
from articles.models import Article
from comments.models import Comment

NEWEST = 50


class ArticleCommentsFeed(CheckedFeed):
    """The newest comments under an article; links follow SITE_URL, not the request's host."""

    def get_object(self, request: HttpRequest, slug: str) -> Article:  # noqa: ARG002 (Django's signature)
        return get_object_or_404(Article.objects.published(), slug=slug)

    def title(self, article: Article) -> str:
        return _("Comments on %(headline)s") % {"headline": article.headline}

    def link(self, article: Article) -> str:
        return settings.SITE_URL + article.get_absolute_url()

    def feed_url(self, article: Article) -> str:
        return settings.SITE_URL + reverse("comments:feed", args=[article.slug])

    def items(self, article: Article) -> QuerySet[Comment]:
        newest = Comment.objects.filter(article=article).approved()
        return (
            newest.select_related("article").defer("article__body").order_by("-created_at")[:NEWEST]
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

    def item_pubdate(self, item: Comment) -> datetime:
        return item.created_at

    def item_link(self, item: Comment) -> str:
        return settings.SITE_URL + item.get_absolute_url()
