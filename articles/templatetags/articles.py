from typing import Any

from django import template
from django.utils.encoding import escape_uri_path
from django.utils.safestring import SafeString

from articles.models import Article, Section
from articles.structured_data import as_data_block, news_article

register = template.Library()


@register.inclusion_tag("articles/_section_menu.html", takes_context=True)
def section_menu(context: dict[str, Any]) -> dict[str, Any]:
    """Show the sections; the one whose page this is, is marked. One query."""
    request = context.get("request")
    # As `url` writes it: what stands in another script is quoted there.
    here = escape_uri_path(request.path) if request else ""
    return {"sections": Section.objects.all(), "here": here}


@register.simple_tag
def structured_data(article: Article) -> SafeString:
    return as_data_block(news_article(article))
