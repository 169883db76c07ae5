"""Staying with a rejection that its writer appealed against."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comments import moderation
from comments.desk.acts.answers import answer
from comments.desk.acts.forms import SeenCommentsField, as_seen
from comments.desk.acts.refusals import not_done
from comments.desk.acts.requests import StaffRequest, filter_of
from comments.desk.listing import APPEALS, BIGGEST_ID
from comments.models import REASON_MAX_LENGTH, Comment
from comments.moderation import NoOpenAppeal, StaleDecision


class UpholdForm(forms.Form):
    comment = SeenCommentsField()
    answer = forms.CharField(
        max_length=REASON_MAX_LENGTH,
        required=False,
        error_messages={
            "max_length": gettext_lazy(
                "The answer to the reader is too long: %(show_value)d characters of at most"
                " %(limit_value)d."
            )
        },
    )
    then = forms.IntegerField(min_value=1, max_value=BIGGEST_ID, required=False)


@require_POST
def uphold(request: StaffRequest) -> HttpResponse:
    """Stay with the decision on one comment; the card goes where it was listed for its appeal."""
    if not request.user.has_perm("comments.decide_comment"):
        raise PermissionDenied
    form = UpholdForm(request.POST)
    form.is_valid()
    seen: dict[int, int] = form.cleaned_data.get("comment", {})
    comment = next(iter(as_seen(seen)), None)
    if comment is None:
        messages.error(request, _("That comment is not there any more: nothing was decided."))
        return answer(request, shown={})
    if sentences := [str(sentence) for sentence in form.errors.get("answer", [])]:
        sentence = format_html(
            "{} {}", not_done(comment, _("Stay with the decision")), sentences[0]
        )
        messages.error(request, sentence)
        return answer(request, shown={comment.pk: sentences[0]}, then=comment.pk)
    try:
        moderation.uphold(comment, by=request.user, answer=form.cleaned_data["answer"])
    except (StaleDecision, NoOpenAppeal) as refusal:
        sentence = format_html(
            "{} {}", not_done(comment, _("Stay with the decision")), str(refusal)
        )
        messages.warning(request, sentence)
        return answer(request, shown={comment.pk: str(refusal)}, then=comment.pk)
    messages.success(
        request,
        _("You stayed with the decision on the comment by %(name)s.") % {"name": comment.name},
    )
    is_listed_still = filter_of(request).tab != APPEALS
    shown = {comment.pk: ""} if is_listed_still else {}
    return answer(request, shown=shown, then=form.cleaned_data.get("then"))


def _refuse(request: StaffRequest, comment: Comment, why: str, *, level: int) -> HttpResponse:
    about = not_done(comment, _("Stay with the decision"))
    messages.add_message(request, level, format_html("{} {}", about, why))
    return answer(request, shown={comment.pk: why}, then=comment.pk)
