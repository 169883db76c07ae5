from typing import Any

from django import template
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.safestring import SafeString

from articles.models import Article, Section
from articles.structured_data import as_data_block, news_article
from articles.working_copies import owner_mark, take_saved_forms

register = template.Library()


@register.inclusion_tag("articles/_section_menu.html", takes_context=True)
def section_menu(context: dict[str, Any]) -> dict[str, Any]:
    """Show the sections; the one whose page this is, is marked. One query."""
    request = context.get("request")
    # As `url` writes it: what stands in another script is quoted there.
    here = escape_uri_path(request.path) if request else ""
    return {"sections": Section.objects.all(), "here": here}


@register.inclusion_tag("admin/articles/_browser_copies.html", takes_context=True)
def browser_copies(context: dict[str, Any]) -> dict[str, Any]:
    """Let the browser keep unsaved articles for one person only, and no longer than needed."""
    request: Any = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None:
        return {}
    if not user.is_authenticated:
        # Where a session has only ended, what it typed stays for whoever typed it.
        return {"has_logged_out": request.path == reverse("admin:logout")}
    return {"owner": owner_mark(user.pk), "saved": " ".join(take_saved_forms(request))}


@register.simple_tag
def structured_data(article: Article) -> SafeString:
    return as_data_block(news_article(article))
