from celery import shared_task

from articles.models import prune_unsaved


@shared_task
def prune_unsaved_work() -> int:
    return prune_unsaved()
