"""A clock that stands still, for tests of what is due, of today, or no longer true."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from unittest.mock import patch

from django.apps import apps
from django.utils import timezone

# Moments that are past and to come however long a run takes, and whenever it is.
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2999, 1, 1, tzinfo=UTC)


@contextmanager
def standing_still() -> Iterator[datetime]:
    """Let it be noon for as long as it takes, so that no test's day or minute ends under way."""
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    real = timezone.now
    fields = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()  # noqa: SLF001 (Django documents it)
        if getattr(field, "default", None) is real
    ]
    with ExitStack() as patches:
        patches.enter_context(patch.object(timezone, "now", lambda: noon))
        for field in fields:
            # A field keeps the function that it was given, and asks it by this name.
            patches.enter_context(patch.object(field, "_get_default", lambda: noon))
        yield noon
