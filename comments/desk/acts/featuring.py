"""Making a comment an editors' pick on its card."""

from collections.abc import Callable
from typing import Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from comments import moderation
from comments.desk.acts.answers import answer
from comments.desk.acts.deciding import decide_copies, left_of, report_copies
from comments.desk.acts.forms import CardForm, SeenCommentsField, as_seen
from comments.desk.acts.refusals import report_refused
from comments.desk.acts.requests import StaffRequest, filter_of
from comments.desk.acts.texts import say_that_it_is_gone
from comments.models import Featuring
from comments.moderation import MoveNotAllowed, StaleDecision

_VERBS: Final[dict[str, tuple[Callable[..., Featuring], Promise, Promise]]] = {
    "feature": (
        moderation.feature,
        _("Editors' pick"),
        _("The comment by %(name)s is published, and an editors' pick."),
    ),
    "unfeature": (
        moderation.unfeature,
        _("No editors' pick any more"),
        _("The comment by %(name)s is no editors' pick any more."),
    ),
}


class FeatureForm(CardForm):
    comment = SeenCommentsField()
    wanted = forms.ChoiceField(choices=[(verb, verb) for verb in _VERBS])


@require_POST
def feature_comment(request: StaffRequest) -> HttpResponse:
    """Show a comment first under its article, or no longer; approve it for that where it waits."""
    if not request.user.has_perm("comments.decide_comment"):
        raise PermissionDenied
    form = FeatureForm(request.POST)
    comments = as_seen(form.cleaned_data["comment"]) if form.is_valid() else []
    if not comments:
        return say_that_it_is_gone(request)
    [comment, *_others] = comments
    was_approved = comment.is_approved
    verb, label, done = _VERBS[form.cleaned_data["wanted"]]
    try:
        made = verb(comment, by=request.user)
    except (StaleDecision, MoveNotAllowed) as refusal:
        shown = report_refused(request, [refusal], verb=label)
        return answer(request, shown=shown, then=comment.pk)
    messages.success(request, done % {"name": comment.name})
    if was_approved:
        return answer(request, shown={comment.pk: ""}, then=comment.pk)
    tab = filter_of(request).tab
    outcome = decide_copies(comment, form.cleaned_data, action=made.action, tab=tab)
    report_copies(request, outcome)
    return answer(request, shown=left_of(request, outcome), then=form.cleaned_data["then"])
