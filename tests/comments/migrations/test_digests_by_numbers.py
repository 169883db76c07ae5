"""The upgrade brings nobody a digest of what they were told of, and misses nothing that came since."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.mail import EmailMessage
from django.db import connection
from django.db.models.functions import Now

from comments import moderation
from comments.models import MAX_SCREENING_ATTEMPTS, ModeratorDigest
from tests.comments.factories import CommentFactory, UserFactory
from tests.comments.mails.sending import tell

migration = import_module("comments.migrations.0035_digests_by_numbers")

pytestmark = pytest.mark.django_db


def waiting_comment() -> None:
    moderation.give_to_a_person(CommentFactory(screening_attempts=MAX_SCREENING_ATTEMPTS).pk)


@pytest.mark.parametrize("came_since", [False, True])
def test_what_was_told_of_by_its_time_is_known_by_its_number(
    came_since: bool, mailoutbox: list[EmailMessage]
) -> None:
    UserFactory(moderator=True, email="dana@newsroom.example")
    last = ModeratorDigest.objects.create(pk=1, sent_at=Now() + timedelta(hours=1))
    waiting_comment()
    migration.note_what_was_told_of(apps, connection.schema_editor())
    if came_since:
        waiting_comment()
    ModeratorDigest.objects.filter(pk=last.pk).update(sent_at=Now() - timedelta(hours=2))
    assert tell() == came_since
