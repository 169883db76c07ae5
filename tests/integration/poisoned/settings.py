"""The project's own settings; the worker loads the poison, too."""

from newsroom.settings import *  # noqa: F403

CELERY_IMPORTS = ["tests.integration.poisoned.check"]
