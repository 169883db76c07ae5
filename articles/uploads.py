"""HTTP in, HTTP out: what editors paste, and what they send with the form of an article."""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.body import BodyTooLong, read_body
from articles.pictures import Picture


@never_cache
@require_POST
def read_paste(request: HttpRequest) -> JsonResponse:
    """Answer with what an article keeps of the HTML, and a sentence on what it does not."""
    try:
        read = read_body(request.POST.get("html", ""))
    except BodyTooLong as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    return JsonResponse({"html": read.html, "left_out": read.left_out.sentence()})


def read_before_transaction(request: HttpRequest) -> None:
    """Read what takes long; the form, which is checked in a transaction, finds it read.

    What is wrong with it, the form says.
    """
    with suppress(ValidationError):
        # As the form's field strips it.
        read_body(request.POST.get("body", "").strip())
    for upload in request.FILES.getlist("lead_image")[-1:]:
        with suppress(ValidationError):
            Picture.from_upload(upload)
