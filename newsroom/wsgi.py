"""Django's own application; `newsroom.asgi`, which the web server runs, calls it in threads."""

import os

import django

from newsroom.checks import refuse_without_secret_key, refuse_without_static_files, tell_slips
from newsroom.database import wait_as_web_server
from newsroom.requests import Handler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

refuse_without_secret_key()
tell_slips()
wait_as_web_server()
django.setup(set_prefix=False)
application = Handler()
refuse_without_static_files()
