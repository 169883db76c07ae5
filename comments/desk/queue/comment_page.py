"""One comment with all that is known of it: evidence, history, contact, and the learner's view."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comments.desk.acts import StaffRequest, context_of_cards, filter_of
from comments.desk.card import build_cards, opinions_on
from comments.desk.listing import with_context
from comments.models import Comment


@require_safe
def show_comment(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one comment to whoever may look comments up. It is decided on at the desk."""
    if not request.user.has_perm("comments.view_comment"):
        raise PermissionDenied
    comments = with_context(Comment.objects.filter(pk=pk)).select_related("contact")
    comment = get_object_or_404(comments)
    asked = filter_of(request)
    [card] = build_cards([comment], with_addresses=asked.may_see_addresses)
    context = {
        **admin.site.each_context(request),
        **context_of_cards(asked),
        "title": _("Comment by %(name)s") % {"name": comment.name},
        "card": card,
        "comment": comment,
        "writer": card.writer,
        "contact": getattr(comment, "contact", None) if asked.may_see_addresses else None,
        "events": card.full_history,
        "opinions": opinions_on(comment),
    }
    return TemplateResponse(request, "admin/desk/comment.html", context)
