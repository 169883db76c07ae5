"""Editing a comment on its card."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comments import moderation
from comments.desk.acts.answers import answer
from comments.desk.acts.requests import StaffRequest
from comments.desk.acts.texts import TextForm, give_back, say_that_it_is_gone
from comments.desk.card import GivenBack
from comments.models import REASON_MAX_LENGTH
from comments.moderation import StaleDecision


class EditForm(TextForm):
    reason = forms.CharField(max_length=REASON_MAX_LENGTH, required=False)


@require_POST
def edit_comment(request: StaffRequest) -> HttpResponse:
    """Change a comment's text, and show its card with what was changed."""
    if not request.user.has_perm("comments.decide_comment"):
        raise PermissionDenied
    form = EditForm(request.POST)
    comment = form.seen_comment()
    if comment is None:
        return say_that_it_is_gone(request)
    try:
        problem = form.problem
        if not problem and form.cleaned_data["body"] == comment.body:
            problem = _("The text is as it was, so there is nothing to save.")
        if not problem:
            asked = form.cleaned_data
            moderation.edit(comment, by=request.user, body=asked["body"], reason=asked["reason"])
    except StaleDecision as refusal:
        problem = str(refusal)
    if problem:
        typed = GivenBack("edit", form["body"].value(), problem, form["reason"].value() or "")
        return give_back(request, comment, typed)
    messages.success(request, _("Edited the comment by %(name)s.") % {"name": comment.name})
    return answer(request, shown={comment.pk: ""}, then=comment.pk)
