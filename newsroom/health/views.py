"""What monitors ask: whether the process runs, and whether all that it needs answers."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.health.report import examine


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Whether the process answers; asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Whether all is well, or what is not.

    For monitors, not for load balancers: without Redis the site still takes comments.
    """
    found = examine()
    response = JsonResponse(found.as_json(), status=503 if found.problems else 200)
    # By `examine`, once: Django would write an error into the log for each probe.
    response._has_been_logged = True  # type: ignore[attr-defined] # noqa: SLF001
    return response
