from comments.models import CommentQuerySet


def with_context(comments: CommentQuerySet) -> CommentQuerySet:
    """Load with the comments what their cards say of where they stand; the rest cards load."""
    return comments.select_related("article__section", "parent", "author").defer(
        "body_html", "article__body", "parent__body_html"
    )
