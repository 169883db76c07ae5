"""What the page "How well screening does" shows of comments."""

from collections.abc import Iterable
from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("admin/scorecard/_examples.html", takes_context=True)
def examples(context: dict[str, Any], comment_ids: Iterable[int]) -> dict[str, Any]:
    """Link comments to the desk, as far as their texts may be read: `excerpts` in the context."""
    excerpts = context["excerpts"]
    return {"examples": [(pk, *excerpts[pk]) for pk in comment_ids if pk in excerpts]}
