"""That the work in the background goes on: when a task last came through each queue."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class SignOfLife(models.Model):
    """When a worker of the queue last did what the scheduler asks for all the time.

    Or, under a name of its own, when work that must not fail for long last came to its end.

    The time is the database's: no worker's clock, right or wrong, makes a difference.
    """

    queue = models.CharField(max_length=40, primary_key=True)
    shown_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        permissions = [("see_health", _("Can see what is wrong with the site"))]

    def __str__(self) -> str:
        return self.queue

    @staticmethod
    def show(queue: str) -> None:
        """Say that the queue has a worker, or that the work is done, now."""
        if not SignOfLife.objects.filter(pk=queue).update(shown_at=Now()):
            first = SignOfLife(queue=queue, shown_at=Now())
            SignOfLife.objects.bulk_create([first], ignore_conflicts=True)
