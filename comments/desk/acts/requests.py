"""What the desk's views have in common: who asks, for which view, and what cards need."""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone

from comments.desk.acts.forms import DecisionForm
from comments.desk.acts.writer_forms import StandingForm
from comments.desk.card import verbs_for
from comments.desk.listing import FilterForm
from comments.models import BulkJob, RejectionReason

# How long a finished job is still told of.
_RECENT: Final = timedelta(minutes=2)


class StaffRequest(HttpRequest):
    """The admin lets nobody in who is not logged in."""

    user: User


def is_asked_by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "desk"


def filter_of(request: StaffRequest) -> FilterForm:
    """Read the view that the address bar asks for."""
    return FilterForm(request.GET, may_see_addresses=request.user.has_perm("comments.view_contact"))


def jobs_of(request: StaffRequest) -> list[BulkJob]:
    """Return the bulk decisions of that person that are under way, or were until just now."""
    jobs = BulkJob.objects.filter(action__by=request.user, touched_at__gt=timezone.now() - _RECENT)
    return list(jobs.defer("comments").select_related("action").order_by("-pk")[:3])


def context_of_cards(asked: FilterForm) -> dict[str, Any]:
    """Return what cards need besides themselves."""
    return {
        "filter": asked,
        "bulk_verbs": [] if asked.comment_id else verbs_for(asked.status_of_tab),
        "decision_form": DecisionForm(auto_id=False),
        "standing_form": StandingForm(),
        "reasons": list(RejectionReason.objects.filter(is_active=True)),
        "text_max_length": settings.COMMENT_MAX_LENGTH,
        "bare_rejection": not settings.REJECTION_NEEDS_REASON,
    }
