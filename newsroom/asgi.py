"""The site as its web server runs it: `granian --interface asgi newsroom.asgi:application`."""

from django.conf import settings

from newsroom.server import Application, Limits
from newsroom.wsgi import application as wsgi

application = Application(
    wsgi,
    Limits(
        client_timeout=settings.REQUEST_BODY_TIMEOUT,
        largest_body=settings.REQUEST_BODY_MAX_MB * 1024 * 1024,
        threads=settings.WEB_THREADS,
    ),
    probes=("/healthz", "/readyz"),
)
