"""What the scheduler asks for, as those understand it who take it."""

from collections import defaultdict
from typing import Any

from django.conf import settings

from newsroom.schedule import WATCHED_QUEUES, beat_schedule

SCHEDULE = beat_schedule(requeue_grace=45)
# Of a worker's machine and the scheduler's: what timedatectl keeps right differs by less.
CLOCKS_DIFFER = 10 * 60


def queue_of(entry: dict[str, Any]) -> str:
    route = settings.CELERY_TASK_ROUTES.get(entry["task"], {})
    queue = entry["options"].get("queue") or route.get("queue")
    return queue or settings.CELERY_TASK_DEFAULT_QUEUE


def test_clocks_that_differ_keep_nothing_from_being_done() -> None:
    """A worker throws away what has expired by its own clock, and says nothing."""
    for name, entry in SCHEDULE.items():
        assert entry["options"]["expires"] >= CLOCKS_DIFFER, name


def test_no_sign_of_life_comes_where_the_work_does_not() -> None:
    expires = defaultdict(list)
    for entry in SCHEDULE.values():
        if "sign_of_life" not in entry["task"]:
            expires[queue_of(entry)].append(entry["options"]["expires"])
    for queue in WATCHED_QUEUES:
        sign = SCHEDULE[f"sign of life: {queue}"]["options"]
        assert sign["expires"] <= min(expires[queue])
