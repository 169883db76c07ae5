"""The search of the desk: posted, so that what is looked for stands in no log."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comments.desk.acts import StaffRequest
from comments.desk.listing import FilterForm
from comments.identity import names_address
from comments.search import hide_address


@require_http_methods(["GET", "HEAD", "POST"])
def search_comments(request: StaffRequest) -> HttpResponse:
    """Lead to the view that was asked for: 303 to `?q=` with words, to `?who=` for an address.

    A GET is somebody who had to log in first: it leads to the queue.
    """
    if not request.user.has_perm("comments.decide_comment"):
        raise PermissionDenied
    may_see_addresses = request.user.has_perm("comments.view_contact")
    posted = request.POST.copy()
    if names_address(posted.get("q", "")):
        _hide_what_was_typed(request, posted, may_see_addresses=may_see_addresses)
    asked = FilterForm(posted, may_see_addresses=may_see_addresses)
    view = f"{reverse('comments:review')}?{asked.as_query()}"
    return HttpResponseRedirect(view.rstrip("?"), status=303)


def _hide_what_was_typed(
    request: StaffRequest, posted: QueryDict, *, may_see_addresses: bool
) -> None:
    typed = str(posted.pop("q")[-1])
    hidden = hide_address(typed) if may_see_addresses else ""
    # What cannot be searched for finds nothing: to show everything instead would mislead.
    posted["who"] = hidden or "-"
    if not may_see_addresses:
        messages.error(request, _("You cannot search for addresses. Search for words instead."))
    elif not hidden:
        messages.error(request, _("Search for an address by itself, or for words without an @."))
