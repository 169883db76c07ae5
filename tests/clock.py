"""Clocks that stand still, for tests of what is due, of today, or no longer true."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from django.apps import apps
from django.db.models import DateTimeField, Value
from django.db.models.functions import Now
from django.utils import timezone

_real = timezone.now

# Moments that are past and to come however long a run takes, and whenever it is.
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2999, 1, 1, tzinfo=UTC)
# When a lease ends that somebody took just now, whenever that is: for columns.
SOON = Now() + timedelta(seconds=10)


@contextmanager
def standing_still() -> Iterator[datetime]:
    """Let it be noon for as long as it takes, so that no test's day or minute ends under way."""
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    with standing_at(noon):
        yield noon


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clocks of process and database show that moment."""
    shown = Value(moment, output_field=DateTimeField())
    fields = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()  # noqa: SLF001 (Django documents it)
        if getattr(field, "default", None) is _real
    ]
    with ExitStack() as patches:
        patches.enter_context(patch.object(timezone, "now", lambda: moment))
        patches.enter_context(patch.object(Now, "resolve_expression", shown.resolve_expression))
        for field in fields:
            # A field keeps the function that it was given, and asks it by this name.
            patches.enter_context(patch.object(field, "_get_default", lambda: moment))
        yield


@contextmanager
def wrong_by(difference: timedelta) -> Iterator[None]:
    """Let the clock of this process differ from the database's."""
    with patch.object(timezone, "now", lambda: _real() + difference):
        yield
