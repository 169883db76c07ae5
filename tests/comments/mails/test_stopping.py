"""A mailer that is asked to end, as each upgrade does, ends with the mail that it has in hand."""

import threading
from datetime import timedelta

import pytest
from celery import signals
from django.core import mail
from django.utils import timezone

from comments import mails, moderation, tasks
from comments.models import Comment, Mail, Status
from tests.comments.factories import CommentFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def three_mails_are_due() -> None:
    for _ in range(3):
        comment = CommentFactory(
            status=Status.IN_REVIEW, contact__wants_publication_mail=True, email="ann@mail.example"
        )
        moderation.approve(comment, by=UserFactory())
    Comment.objects.update(decided_at=timezone.now() - timedelta(hours=1))
    assert mails.enqueue_publications() == 3


def test_a_batch_ends_with_the_mail_in_hand(three_mails_are_due: None) -> None:
    assert mails.send_due(is_stopping=lambda: bool(mail.outbox)) == 1
    assert sorted(Mail.objects.values_list("state", flat=True)) == ["due", "due", "sent"]
    assert not Mail.objects.filter(lease_ends_at__isnull=False).exists()


def test_a_worker_that_shuts_down_begins_no_further_mail(
    three_mails_are_due: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_is_stopping", threading.Event())
    signals.worker_shutting_down.send(sender="a worker", sig="SIGTERM", how="Warm", exitcode=0)
    assert tasks.send_mails() == 0
    assert Mail.objects.due().count() == 3

    monkeypatch.setattr(tasks, "_is_stopping", threading.Event())
    assert tasks.send_mails() == 3
