"""What is decided by time: by the database's clock, which all processes share.

A clock may run ahead for hours and be set right again. So what is later than it can be holds
nothing: a lease that ends later than leases last, or a message that was sent in the future.
"""

from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.db.models.functions import Now

# Rows are written by machines whose clocks may differ by less, before `newsroom.health` says that
# one is wrong.
SKEW: Final = timedelta(seconds=60)


def to_come(column: str, *, within: timedelta) -> Q:
    """Tell of a time that is still to come, and not later than it can be."""
    return Q(**{f"{column}__gt": Now(), f"{column}__lte": Now() + within})


def lately(column: str, *, within: timedelta) -> Q:
    """Tell of a time that is past, and not longer ago."""
    return Q(**{f"{column}__gt": Now() - within, f"{column}__lte": Now() + SKEW})
