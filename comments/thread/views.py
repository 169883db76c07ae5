"""HTTP in, HTTP out, for readers: a comment's own address."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import Article
from comments.models import Comment
from comments.thread.paging import find_place


@require_safe
@cache_control(public=True, no_cache=True)
def show_place(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Lead to the page of the thread that the comment is on; 404 where readers see none."""
    articles = Article.objects.published()
    published = Comment.objects.approved().filter(article__in=articles)
    comment = get_object_or_404(published.select_related("article"), pk=pk)
    place = find_place(comment)
    return HttpResponseRedirect(
        f"{comment.article.get_absolute_url()}{place.query}#comment-{comment.pk}"
    )
