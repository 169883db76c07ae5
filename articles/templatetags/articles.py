from typing import Any

from django import template
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.safestring import SafeString

from articles.models import Article, Section
from articles.structured_data import as_data_block, news_article
from articles.working_copies import form_at, is_kept, owner_mark, take_saved_forms

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


@register.inclusion_tag("admin/articles/_kept_text.html", takes_context=True)
def kept_text(context: dict[str, Any]) -> dict[str, Any]:
    """Say on the log-in page that nothing is lost, where it is not: on the site, or in the browser.

    Nobody is logged in there, so nothing else is told of what is kept.
    """
    asked = context["request"].GET
    return {"is_kept": is_kept(asked.get("kept", "")), "form": form_at(asked.get("next", ""))}


@register.simple_tag
def structured_data(article: Article) -> SafeString:
    return as_data_block(news_article(article))
