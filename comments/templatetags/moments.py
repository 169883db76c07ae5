"""How long ago something was, as people say it."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def since(moment: datetime) -> str:
    """Say how long it is since then: Django's own filter says "0 minutes" of what just happened."""
    if (timezone.now() - moment).total_seconds() < 60:  # noqa: PLR2004 (a minute)
        return _("less than a minute")
    return timesince(moment)
