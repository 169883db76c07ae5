from typing import Any

from django import template
from django.utils.safestring import SafeString

from articles.models import Article, Section
from articles.structured_data import as_data_block, news_article

register = template.Library()


@register.inclusion_tag("articles/_section_menu.html", takes_context=True)
def section_menu(context: dict[str, Any]) -> dict[str, Any]:
    """Show the sections; the one whose page this is, is marked. One query."""
    return {"sections": Section.objects.all(), "request": context.get("request")}


@register.simple_tag
def structured_data(article: Article) -> SafeString:
    return as_data_block(news_article(article))
