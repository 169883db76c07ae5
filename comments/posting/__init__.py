"""Posting a comment: the "Leave a Reply" form, and what is stored of it."""

from comments.posting.form import ReplyForm, refuse_too_many_tags
from comments.posting.rendering import render_form
from comments.posting.submission import submit
from comments.posting.views import create_comment

__all__ = [
    "ReplyForm",
    "create_comment",
    "refuse_too_many_tags",
    "render_form",
    "submit",
]
