"""What may hold a process for seconds stands behind all that takes milliseconds."""

from typing import Any

from django.conf import settings
from kombu.utils.scheduling import cycle_by_name


def cycle_of_ours() -> Any:
    """Return what kombu asks in which order to look into the queues."""
    strategy = settings.CELERY_BROKER_TRANSPORT_OPTIONS["queue_order_strategy"]
    return cycle_by_name(strategy)()


def test_retries_come_last_and_the_others_take_turns() -> None:
    cycle = cycle_of_ours()
    cycle.update(["retries", "screening", "housekeeping"])
    assert cycle.consume(3) == ["screening", "housekeeping", "retries"]
    cycle.rotate("screening")
    assert cycle.consume(3) == ["housekeeping", "screening", "retries"]
    cycle.rotate("retries")
    cycle.rotate("housekeeping")
    assert cycle.consume(3) == ["screening", "housekeeping", "retries"]


def test_a_worker_that_knows_no_retries_takes_turns() -> None:
    cycle = cycle_of_ours()
    cycle.update(["mails"])
    assert cycle.consume(1) == ["mails"]
