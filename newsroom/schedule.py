"""What the scheduler asks of the workers, and when; times are seconds."""

from typing import Any

from celery.schedules import crontab


def beat_schedule(*, requeue_grace: int) -> dict[str, dict[str, Any]]:
    """Return Celery's schedule; what nobody took before it is due again expires."""
    return {
        "requeue forgotten comments": {
            "task": "comments.tasks.requeue_forgotten",
            "schedule": requeue_grace / 3,
            "options": {"expires": requeue_grace / 3},
        },
        "retry checks that could not run": {
            "task": "comments.tasks.retry_unavailable_checks",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
        "continue bulk decisions": {
            "task": "comments.tasks.continue_bulk_jobs",
            "schedule": 30.0,
            "options": {"expires": 30},
        },
        "learn from decisions": {
            "task": "comments.tasks.teach_learner",
            "schedule": 30.0,
            "options": {"expires": 30},
        },
        "learn anew from all decisions": {
            "task": "comments.tasks.rebuild_learner",
            "schedule": crontab(hour="3", minute="17"),
            "options": {"expires": 3600},
        },
        "tell moderators": {
            "task": "comments.tasks.send_moderator_digest",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
        "tell writers": {
            "task": "comments.tasks.send_publication_mails",
            "schedule": 20.0,
            "options": {"expires": 20},
        },
        "prune unsaved articles": {
            "task": "articles.tasks.prune_unsaved_work",
            "schedule": 3600.0,
            "options": {"expires": 3600},
        },
        "forget old sign-ins": {
            "task": "accounts.tasks.forget_old_sign_ins",
            "schedule": 3600.0,
            "options": {"expires": 3600},
        },
        "erase network data": {
            "task": "comments.tasks.erase_old_network_data",
            "schedule": 3600.0,
            "options": {"expires": 3600},
        },
    }
