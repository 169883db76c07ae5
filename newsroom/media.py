"""Editors' pictures, served by the site itself; a reverse proxy may serve the folder instead."""

import errno

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Send one file. Its name is never used for another, so it may be kept for good."""
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except OSError as error:
        # No file has such a name. What else a disk may say is for the log.
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise Http404 from error
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
