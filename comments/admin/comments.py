"""Comments to look up, with all that is stored about them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models import (
    Comment,
    Contact,
    Decision,
    Finding,
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


class ContactInline(ReadOnly, admin.StackedInline[Contact, Comment]):
    model = Contact
    fields = ["email", "ip_address", "network", "user_agent", "wants_publication_mail"]
    readonly_fields = ["ip_address", "network", "user_agent"]


class FindingInline(ReadOnly, admin.TabularInline[Finding, Comment]):
    model = Finding
    template = "admin/desk/inline_table.html"
    fields = ["check_name", "score", "reason"]


class DecisionInline(ReadOnly, admin.TabularInline[Decision, Comment]):
    model = Decision
    template = "admin/desk/inline_table.html"
    fields = ["created_at", "by", "from_status", "to_status", "reason", "what_became_of_it"]
    readonly_fields = ["created_at", "what_became_of_it"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        return super().get_queryset(request).select_related("by", "undone_by")

    @admin.display(description=_("what became of it"))
    def what_became_of_it(self, decision: Decision) -> str:
        if decision.undoes_id:
            return gettext("takes a decision back")
        return gettext("taken back") if hasattr(decision, "undone_by") else ""


@admin.register(Comment)
class CommentAdmin(ReadOnly, admin.ModelAdmin[Comment]):
    list_display = ["name", "excerpt", "status", "created_at", "article"]
    list_filter = ["status", "created_at", "article__section"]
    list_select_related = ["article"]
    ordering = ["-created_at", "-pk"]
    search_fields = ["body", "name"]
    search_help_text = _("Looks in texts, in names and, if you may see them, in addresses.")
    show_full_result_count = False
    fields = [
        "in_the_queue",
        "body",
        "name",
        "website_as_typed",
        "article",
        "parent",
        "status",
        "created_at",
        "screened_at",
        "decided_at",
    ]
    inlines = [FindingInline, DecisionInline, ContactInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        return super().get_queryset(request).defer("body_html")

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        addresses = ["contact__email"] if request.user.has_perm(VIEW_CONTACT) else []
        return [*super().get_search_fields(request), *addresses]

    def view_on_site(self, comment: Comment) -> str | None:
        return comment.get_absolute_url() if comment.is_approved else None

    @admin.display(description=_("comment"))
    def excerpt(self, comment: Comment) -> str:
        return Truncator(comment.body).chars(90)

    @admin.display(description=_("website"))
    def website_as_typed(self, comment: Comment) -> str:
        """Text, not a link: what waits here may lead anywhere."""
        return comment.website

    @admin.display(description=_("review queue"))
    def in_the_queue(self, comment: Comment) -> str:
        url = f"{reverse('comments:review')}?comment={comment.pk}"
        return format_html('<a href="{}">{}</a>', url, _("Open in the review queue"))
