"""Answering a comment on its card, signed as the newsroom."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comments import moderation
from comments.desk.acts.answers import answer
from comments.desk.acts.deciding import decide_copies, left_of, report_copies
from comments.desk.acts.requests import StaffRequest, filter_of
from comments.desk.acts.texts import TextForm, give_back, say_that_it_is_gone
from comments.desk.card import GivenBack
from comments.models import Comment
from comments.moderation import MoveNotAllowed, RepliedAlready, StaleDecision


@require_POST
def reply_to_comment(request: StaffRequest) -> HttpResponse:
    """Publish the newsroom's reply; approve the comment with it where it is not yet."""
    if not request.user.has_perm("comments.decide_comment"):
        raise PermissionDenied
    form = TextForm(request.POST)
    comment = form.seen_comment()
    if comment is None:
        return say_that_it_is_gone(request)
    was_approved = comment.is_approved
    problem = form.problem
    try:
        if not problem:
            said = moderation.reply(comment, by=request.user, body=form.cleaned_data["body"])
    except (StaleDecision, MoveNotAllowed, RepliedAlready) as refusal:
        problem = str(refusal)
    if problem:
        typed = GivenBack("reply", form["body"].value(), problem)
        return give_back(request, comment, typed)
    messages.success(request, _done(comment, was_approved=was_approved))
    if was_approved:
        return answer(request, shown={comment.pk: ""}, then=comment.pk)
    step = said.decisions.select_related("action__by").latest("pk").action
    tab = filter_of(request).tab
    outcome = decide_copies(comment, form.cleaned_data, action=step, tab=tab)
    report_copies(request, outcome)
    return answer(request, shown=left_of(request, outcome), then=form.cleaned_data["then"])


def _done(comment: Comment, *, was_approved: bool) -> str:
    if was_approved:
        return _("Replied to %(name)s as the newsroom.") % {"name": comment.name}
    return _("Approved the comment by %(name)s and replied as the newsroom.") % {
        "name": comment.name
    }
