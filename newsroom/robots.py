"""What search engines are asked to leave alone, and where the rest is listed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Follow SITE_URL, as the sitemap does, and not the Host header."""
    context = {"sitemap_url": settings.SITE_URL + reverse("articles:sitemap")}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")
