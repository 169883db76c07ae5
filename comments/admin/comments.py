"""The list in which comments are looked up; each leads to its own page at the desk."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from comments.models import (
    Comment,
)

VIEW_CONTACT = "comments.view_contact"


class ReadOnly:
    """Whoever may view it, sees it; nobody writes here, administrators included."""

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


@admin.register(Comment)
class CommentAdmin(ReadOnly, admin.ModelAdmin[Comment]):
    list_display = ["name", "excerpt", "status", "created_at", "article"]
    list_filter = ["status", "created_at", "article__section"]
    list_select_related = ["article"]
    ordering = ["-created_at", "-pk"]
    search_fields = ["body", "name"]
    search_help_text = _("Looks in texts and names. Search for addresses in the review queue.")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        return super().get_queryset(request).defer("body_html")

    @admin.display(description=_("comment"))
    def excerpt(self, comment: Comment) -> str:
        return Truncator(comment.words).chars(90)
