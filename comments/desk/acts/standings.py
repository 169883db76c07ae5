"""Banning, always holding and trusting the writer of a card."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from comments import moderation
from comments.desk.acts.answers import answer, refuse
from comments.desk.acts.requests import StaffRequest
from comments.desk.acts.writer_forms import NETWORK, EndForm, StandingForm, contact_of
from comments.models import Comment, Contact, Standing, Status
from comments.tasks import queue_bulk_job

SET_STANDING: Final = "comments.set_standing"


@require_POST
def set_standing(request: StaffRequest) -> HttpResponse:
    """Settle how the writer of a card is treated; with a ban, reject what waits from them.

    All of it is one step, which undo takes back.
    """
    if not request.user.has_perm(SET_STANDING):
        raise PermissionDenied
    form = StandingForm(request.POST)
    if not form.is_valid():
        return refuse(request, form, verb=_("Ban, hold or trust"))
    contact = contact_of(form.cleaned_data["comment"])
    whom = _whom(contact, form.cleaned_data["whom"])
    if contact is None or not whom:
        form.add_error(None, _("It is no longer known where this comment came from."))
        return refuse(request, form, verb=_("Ban, hold or trust"))
    standing = moderation.set_standing(**form.terms, **whom, by=request.user)
    messages.success(request, _done(standing, contact.comment.name))
    if form.cleaned_data["reject_waiting"]:
        _reject_waiting(request, standing)
    return answer(request, shown={contact.pk: ""}, then=contact.pk)


@require_POST
def end_standing(request: StaffRequest) -> HttpResponse:
    if not request.user.has_perm(SET_STANDING):
        raise PermissionDenied
    form = EndForm(request.POST)
    if not form.is_valid():
        return refuse(request, form, verb=_("End"))
    [pk, *_others] = form.cleaned_data["comment"]
    if moderation.end_standing(form.cleaned_data["standing"], by=request.user):
        name = Comment.objects.filter(pk=pk).values_list("name", flat=True).first()
        sentence = _("Ended for %(name)s: from the next comment on it counts no more.")
        messages.success(request, sentence % {"name": name or _("somebody")})
    else:
        messages.info(request, _("That was over already."))
    return answer(request, shown={pk: ""}, then=pk)


def _whom(contact: Contact | None, whom: str) -> dict[str, Any]:
    """Return the column that names whom it is about; nothing where that was erased."""
    if contact is None:
        return {}
    if whom == NETWORK:
        return {"network": contact.network} if contact.network else {}
    return {"email_digest": contact.email_digest}


def _done(standing: Standing, name: str) -> str:
    """Say it of whoever wrote the comment of the card."""
    done = {"kind": standing.get_kind_display(), "name": name}
    if standing.network:
        return _("The network of %(name)s is now “%(kind)s”.") % done
    return _("The address of %(name)s is now “%(kind)s”.") % done


def _reject_waiting(request: StaffRequest, ban: Standing) -> None:
    """Reject what waits from them: the first stretch at once, the rest in the background."""
    waiting = moderation.waiting_from(ban)
    if not waiting.exists():
        return
    job = moderation.start_job(
        waiting,
        Status.REJECTED,
        by=request.user,
        reason=str(moderation.TOLD_TO_THE_BANNED),
        action=ban.action,
    )
    if moderation.work_on_job(job.pk):
        queue_bulk_job(job.pk)
    messages.success(
        request,
        ngettext(
            "%(count)d comment that waited from there is rejected.",
            "%(count)d comments that waited from there are rejected.",
            job.total,
        )
        % {"count": job.total},
    )
