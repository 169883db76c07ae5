"""Views that moderators save under a name."""

from itertools import chain

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comments.desk.acts import StaffRequest, filter_of
from comments.desk.listing import FilterForm
from comments.identity import names_address
from comments.models import SavedView


class ViewForm(forms.ModelForm[SavedView]):
    """`query` is what the address bar asks for; that of the whole queue is empty."""

    query = forms.CharField(required=False, max_length=1000)

    class Meta:
        model = SavedView
        fields = ["name", "query"]
        error_messages = {
            "name": {
                "required": gettext_lazy("Give the view a name first."),
                "unique": gettext_lazy("There is a saved view with that name."),
            }
        }


@require_POST
def save_view(request: StaffRequest) -> HttpResponse:
    """Give the view in the address bar a name, for all moderators; come back to it."""
    if not request.user.has_perm("comments.add_savedview"):
        raise PermissionDenied
    asked = filter_of(request)
    query = asked.as_query()
    form = ViewForm({"name": request.POST.get("name", ""), "query": _to_save(request, asked)})
    if form.is_valid():
        form.save()
        query = form.instance.query
        messages.success(request, _("This view is saved as “%s”.") % form.instance.name)
    else:
        for sentence in chain.from_iterable(form.errors.values()):
            messages.error(request, str(sentence))
    return HttpResponseRedirect(f"{reverse('comments:review')}?{query}", status=303)


def _to_save(request: StaffRequest, asked: FilterForm) -> str:
    """Return what can be saved of the view, or, where it is about somebody, what cannot.

    To save it without that would show more than its name promises.
    """
    # Not the server's own string, in which letters beyond ASCII are bytes.
    typed = request.GET.urlencode()
    is_refused = asked.is_about_somebody or names_address(typed)
    return typed if is_refused else asked.as_saved_query()
