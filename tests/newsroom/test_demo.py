"""The demo newsroom, as whoever tries it out finds it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from comments.desk.queue.promise import figures_for
from comments.models import Comment, Decision, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> User:
    moderator = User.objects.create_user("moderator", is_staff=True)
    call_command("load_demo", verbosity=0)
    return moderator


def test_nobody_finds_decisions_among_their_own_that_the_demo_brought(moderator: User) -> None:
    assert Comment.objects.filter(status=Status.APPROVED).exists()
    assert figures_for(moderator).own == 0
    assert not Decision.objects.filter(by=moderator).exists()
    colleague = User.objects.get(username="noor")
    assert not colleague.is_active
    assert not colleague.has_usable_password()


def test_it_was_all_decided_soon_after_it_was_posted(moderator: User) -> None:
    posted_at = F("comment__created_at")
    late = Decision.objects.filter(created_at__gt=posted_at + timedelta(hours=1))
    early = Decision.objects.filter(created_at__lt=posted_at)
    ahead = Decision.objects.filter(created_at__gt=timezone.now())
    assert not (late | early | ahead).exists()
    decided = Comment.objects.exclude(decided_at=None)
    assert decided.exists()
    for comment in decided:
        *_, last = comment.decisions.order_by("pk")
        assert comment.decided_at == last.created_at
    assert not Comment.objects.filter(screened_at__gt=F("created_at") + timedelta(hours=1)).exists()
