"""The words for what is decided by time, asked of the database's own clock."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import Settings

from comments.models import Comment, lately, to_come
from tests.comments.factories import CommentFactory

pytestmark = pytest.mark.django_db

A_MINUTE = timedelta(minutes=1)
THREE_HOURS = timedelta(hours=3)


@pytest.mark.parametrize(
    ("ahead", "is_to_come", "is_lately"),
    [
        (-THREE_HOURS, False, False),
        (-timedelta(seconds=70), False, False),
        (-timedelta(seconds=50), False, True),
        # Machines' clocks may differ by so much, before `/readyz` says that one is wrong.
        (timedelta(seconds=2), True, True),
        (timedelta(seconds=50), True, True),
        (timedelta(seconds=70), False, False),
        (THREE_HOURS, False, False),
        (timedelta(days=400), False, False),
    ],
)
@pytest.mark.parametrize("is_whole_second", [True, False])
def test_a_time_counts_only_where_it_can_be(
    ahead: timedelta, is_whole_second: bool, is_to_come: bool, is_lately: bool
) -> None:
    """SQLite compares what is written, and leaves out a fraction of nothing."""
    moment = timezone.now() + ahead
    CommentFactory(queued_at=moment.replace(microsecond=0) if is_whole_second else moment)
    found = [
        Comment.objects.filter(word("queued_at", within=A_MINUTE)).exists()
        for word in (to_come, lately)
    ]
    assert found == [is_to_come, is_lately]


def test_a_lease_that_the_database_has_dated_is_live(settings: Settings) -> None:
    settings.SCREENING_LEASE = 60
    comment = CommentFactory()
    Comment.objects.update(lease_token=uuid4(), lease_ends_at=Now() + A_MINUTE)
    assert not Comment.objects.without_live_lease().exists()
    comment.refresh_from_db()
    # It is a token, too: what was read finds it again.
    assert Comment.objects.filter(lease_ends_at=comment.lease_ends_at).exists()
