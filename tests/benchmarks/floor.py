"""What any page of Django's costs at least: one view, which answers from Redis."""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from redis import Redis

from newsroom.server import Application, Limits

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=[], SECRET_KEY="any")
django.setup()

_redis = Redis(unix_socket_path=str(Path(os.environ["REDIS_SOCKET"])))


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_redis.get(request.path))


urlpatterns = [re_path("", page)]
application = Application(
    WSGIHandler(), Limits(client_timeout=30, largest_body=1024 * 1024, threads=4)
)
