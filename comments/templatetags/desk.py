"""What the admin's templates ask of the review desk."""

from django import template

from comments.models import COUNT_CAP, Comment

register = template.Library()


@register.simple_tag
def comments_waiting() -> int:
    """Count what waits for review, up to the cap: one cheap query."""
    return Comment.objects.awaiting_review().capped_count()


@register.filter
def capped(count: int) -> str:
    """Show a count that stopped at the cap as "999+"."""
    return str(count) if count < COUNT_CAP else f"{COUNT_CAP - 1}+"
