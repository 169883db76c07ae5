"""What the scheduler asks of the workers, and when; times are seconds."""

from typing import Any, Final

from celery.schedules import crontab

_MINUTE: Final = 60.0
_HOUR: Final = 3600.0
# What a task has to come through, so that `newsroom.health` knows that somebody is there. Comments
# may wait in theirs for good reason: the oldest of them tells.
WATCHED_QUEUES: Final = ("housekeeping", "mails")
_SIGN_OF_LIFE: Final = 15.0
# A message expires when the clock says so of who takes it, and not of who sent it: the two may
# differ by so much, and the work goes on.
_CLOCKS_DIFFER: Final = 10 * _MINUTE


def beat_schedule(*, requeue_grace: int) -> dict[str, dict[str, Any]]:
    """Return Celery's schedule; what nobody took for long expires, as it is due again since."""
    return {
        "requeue forgotten comments": _every(requeue_grace / 3, "comments.tasks.requeue_forgotten"),
        "retry checks that could not run": _every(
            _MINUTE, "comments.tasks.retry_unavailable_checks"
        ),
        "continue bulk decisions": _every(30.0, "comments.tasks.continue_bulk_jobs"),
        "learn from decisions": _every(30.0, "comments.tasks.teach_learner"),
        "learn anew from all decisions": {
            "task": "comments.tasks.rebuild_learner",
            "schedule": crontab(hour="3", minute="17"),
            "options": {"expires": _HOUR},
        },
        "put mails into the outbox": _every(20.0, "comments.tasks.enqueue_mails"),
        "send mails": _every(20.0, "comments.tasks.send_mails"),
        "prune unsaved articles": _every(_HOUR, "articles.tasks.prune_unsaved_work"),
        "forget old sign-ins": _every(_HOUR, "accounts.tasks.forget_old_sign_ins"),
        "erase network data": _every(_HOUR, "comments.tasks.erase_old_network_data"),
        **{f"sign of life: {queue}": _sign_of_life(queue) for queue in WATCHED_QUEUES},
    }


def _every(seconds: float, task: str) -> dict[str, Any]:
    expires = max(seconds, _CLOCKS_DIFFER)
    return {"task": task, "schedule": seconds, "options": {"expires": expires}}


def _sign_of_life(queue: str) -> dict[str, Any]:
    return {
        "task": "comments.tasks.show_sign_of_life",
        "schedule": _SIGN_OF_LIFE,
        "args": (queue,),
        # Not later than what it is the sign of: whose clock throws that away has this one, too.
        "options": {"queue": queue, "expires": _CLOCKS_DIFFER},
    }
