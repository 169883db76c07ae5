"""Django's own application; `newsroom.asgi`, which the web server runs, calls it in threads."""

import os

from django.core.wsgi import get_wsgi_application

from newsroom.checks import refuse_without_secret_key

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

refuse_without_secret_key()
application = get_wsgi_application()
