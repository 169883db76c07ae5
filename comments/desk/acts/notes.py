"""What colleagues tell each other of the writer of a card."""

from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comments import moderation
from comments.desk.acts.answers import answer, refuse
from comments.desk.acts.requests import StaffRequest
from comments.desk.acts.writer_forms import NoteForm, contact_of

ADD_NOTE: Final = "comments.add_writernote"


@require_POST
def add_note(request: StaffRequest) -> HttpResponse:
    """Note something on the writer of a card, for colleagues."""
    if not request.user.has_perm(ADD_NOTE):
        raise PermissionDenied
    form = NoteForm(request.POST)
    if not form.is_valid():
        return refuse(request, form, verb=_("Add a note"))
    contact = contact_of(form.cleaned_data["comment"])
    if contact is None:
        form.add_error(None, _("It is no longer known where this comment came from."))
        return refuse(request, form, verb=_("Add a note"))
    text = form.cleaned_data["text"]
    moderation.add_note(text, by=request.user, email_digest=contact.email_digest)
    messages.success(
        request, _("Noted on %(name)s, for colleagues.") % {"name": contact.comment.name}
    )
    return answer(request, shown={contact.pk: ""}, then=contact.pk)
