"""Views that moderators save under a name."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comments.desk.acts import StaffRequest, filter_of
from comments.models import SavedView
from comments.search import names_address


class ViewForm(forms.ModelForm[SavedView]):
    class Meta:
        model = SavedView
        fields = ["name"]
        error_messages = {
            "name": {
                "required": gettext_lazy("Give the view a name first."),
                "unique": gettext_lazy("There is a saved view with that name."),
            }
        }

    def clean_name(self) -> str:
        """The name is shown to all, also to those who may not see addresses."""
        name: str = self.cleaned_data["name"]
        if names_address(name):
            raise ValidationError(_("Please leave addresses out of the name: all can read it."))
        return name


@require_POST
def save_view(request: StaffRequest) -> HttpResponse:
    """Give the view in the address bar a name, for all moderators; come back to it."""
    if not request.user.has_perm("comments.add_savedview"):
        raise PermissionDenied
    asked = filter_of(request)
    query = asked.as_query()
    form = ViewForm(request.POST)
    if asked.is_about_somebody:
        messages.error(request, _("A search for one writer cannot be saved."))
    elif form.is_valid():
        form.instance.query = query = asked.as_saved_query()
        form.save()
        messages.success(request, _("This view is saved as “%s”.") % form.instance.name)
    else:
        for sentence in form.errors.get("name", []):
            messages.error(request, str(sentence))
    return HttpResponseRedirect(f"{reverse('comments:review')}?{query}", status=303)
