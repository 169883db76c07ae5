"""What is written to somebody, just before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from comments.models import Comment


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's text, the one address that it goes to, and the comments that it tells of."""

    to: str
    subject: str
    body: str
    comments: Sequence[Comment]


def write_letter(
    template: str,
    context: dict[str, Any],
    *,
    to: str,
    subject: str,
    comments: Sequence[Comment],
) -> Letter:
    """Render `comments/mail/<template>.txt`; every mail names the site."""
    body = render_to_string(
        f"comments/mail/{template}.txt", {"site_name": settings.SITE_NAME, **context}
    )
    return Letter(to, f"[{settings.SITE_NAME}] {subject}", body, comments)
