from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _

from articles.page_triggers import make_triggers, make_way
from articles.slugs import SlugConverter


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        register_converter(SlugConverter, "address")
        pre_migrate.connect(make_way, sender=self)
        post_migrate.connect(_watch_articles, sender=self)


def _watch_articles(*, using: str, **_signal: Any) -> None:
    make_triggers(using, tables=("articles_article", "articles_section"), seen=())
