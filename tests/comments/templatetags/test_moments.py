from datetime import timedelta

import pytest
from django.utils import timezone

from comments.templatetags.moments import since


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=-5), "less than a minute"),
        (timedelta(), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(seconds=75), "1\xa0minute"),
        (timedelta(days=1, hours=2, minutes=3), "1\xa0day, 2\xa0hours"),
    ],
)
def test_what_just_happened_is_no_0_minutes_ago(ago: timedelta, said: str) -> None:
    assert since(timezone.now() - ago) == said
