"""What the desk's views have in common: who asks, for which view, and what cards need."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from comments.desk.acts.forms import DecisionForm
from comments.desk.acts.writer_forms import StandingForm
from comments.desk.card import verbs_for
from comments.desk.listing import FilterForm
from comments.identity import names_address
from comments.models import BulkJob, ModeratorAction

# How long a finished job is still told of.
_RECENT: Final = timedelta(seconds=30)
_JOBS_TOLD_OF: Final = 3


class StaffRequest(HttpRequest):
    """The admin lets nobody in who is not logged in."""

    user: User


def is_asked_by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "desk"


def filter_of(request: StaffRequest) -> FilterForm:
    """Read the view that the address bar asks for."""
    return FilterForm(request.GET, may_see_addresses=request.user.has_perm("comments.view_contact"))


def query_of(request: StaffRequest) -> str:
    """Return the view of the address bar, as it is, but for addresses that somebody typed there."""
    asked = request.META["QUERY_STRING"]
    # The server's own string has bytes for letters beyond ASCII.
    is_unfit = names_address(request.GET.urlencode())
    return filter_of(request).as_query() if is_unfit else str(asked)


def jobs_of(request: StaffRequest) -> list[BulkJob]:
    """Return the bulk decisions of that person that are under way, or were until just now."""
    jobs = _jobs_since(timezone.now() - _RECENT, by=request.user)
    return list(jobs.defer("comments").select_related("action"))


def undoable_by(request: StaffRequest) -> ModeratorAction | None:
    return ModeratorAction.objects.undoable(by=request.user).first()


def steps_of(request: StaffRequest) -> tuple[ModeratorAction | None, list[BulkJob]]:
    """Return what `undoable_by` and `jobs_of` do, in one query."""
    since = timezone.now() - _RECENT
    undoable = ModeratorAction.objects.undoable(by=request.user).values("pk")[:1]
    jobs = _jobs_since(since, by=request.user).values("pk")
    wanted = ModeratorAction.objects.filter(pk__in=undoable).order_by().values("pk")
    wanted = wanted.union(BulkJob.objects.filter(pk__in=jobs).values("pk"))
    steps = ModeratorAction.objects.filter(pk__in=wanted).select_related("job")
    found = list(steps.defer("job__comments").order_by("-pk"))
    recent = [one.job for one in found if hasattr(one, "job") and one.job.touched_at > since]
    latest = next((one for one in found if one.undone_at is None), None)
    return latest, recent[:_JOBS_TOLD_OF]


def _jobs_since(moment: datetime, *, by: User) -> QuerySet[BulkJob]:
    jobs = BulkJob.objects.filter(action__by=by, touched_at__gt=moment)
    return jobs.order_by("-pk")[:_JOBS_TOLD_OF]


def context_of_cards(asked: FilterForm) -> dict[str, Any]:
    """Return what cards need besides themselves."""
    return {
        "filter": asked,
        "bulk_verbs": [] if asked.comment_id else verbs_for(asked.status_of_tab),
        "decision_form": DecisionForm(auto_id=False),
        "standing_form": StandingForm(),
        "reasons": [reason for reason in asked.offered.reasons if reason.is_active],
        "text_max_length": settings.COMMENT_MAX_LENGTH,
        "bare_rejection": not settings.REJECTION_NEEDS_REASON,
    }
