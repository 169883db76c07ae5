from django.db.models import Prefetch

from comments.models import Appeal, Comment, CommentQuerySet, Decision, Edit, Featuring


def with_context(comments: CommentQuerySet) -> CommentQuerySet:
    """Load with the comments what their cards show besides them."""
    decisions = Decision.objects.select_related("by")
    replies = Comment.objects.by_the_newsroom().select_related("author").defer("body_html")
    return (
        comments.select_related("article__section", "parent", "author")
        .defer("body_html", "article__body", "parent__body_html")
        .prefetch_related(
            "findings",
            Prefetch("decisions", decisions),
            Prefetch("edits", Edit.objects.select_related("by")),
            Prefetch("appeals", Appeal.objects.with_people()),
            Prefetch("featurings", Featuring.objects.select_related("by")),
            Prefetch("replies", replies.oldest_first()),
        )
    )
