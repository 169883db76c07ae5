from django.apps import AppConfig
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _

from articles.slugs import SlugConverter


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        register_converter(SlugConverter, "address")
