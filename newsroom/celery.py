"""The Celery application; every setting of it is in `settings.py`, beside its reason."""

import os
from typing import Any

from celery import Celery, Task, signals

from newsroom.checks import refuse_without_secret_key, tell_slips
from newsroom.database import wait_as_task

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

app = Celery("newsroom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.celeryd_init.connect
@signals.beat_init.connect
def check_start(**_kwargs: Any) -> None:
    refuse_without_secret_key()
    tell_slips()


@signals.setup_logging.connect
def keep_logging_as_set(**_kwargs: Any) -> None:
    """Keep Celery from adding handlers of its own, whose lines nobody redacts.

    That somebody listens to the signal is enough.
    """


@signals.task_prerun.connect
def wait_within_its_limit(task: Task[..., Any], **_kwargs: Any) -> None:
    """Let no task be killed while it waits for the database's file."""
    wait_as_task(task.soft_time_limit or app.conf.task_soft_time_limit)
