from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db.models.functions import Now

from accounts.models import SignIn


@shared_task
def forget_old_sign_ins() -> int:
    """Delete what is older than it is kept; returns the rows."""
    oldest_kept = Now() - timedelta(days=settings.KEEP_SIGN_INS_DAYS)
    return SignIn.objects.filter(at__lte=oldest_kept).delete()[0]
