"""What the scheduler does: put what is to be told into the outbox, and send what is due there."""

from datetime import timedelta

from django.utils import timezone
from pytest_django import Settings

from comments import mails, moderation
from comments.models import Comment, Mail, Status
from newsroom.environment.mail import mail_server as mail_settings
from tests.comments.factories import CommentFactory, UserFactory


def tell() -> int:
    """Return how many mails the mail server took."""
    mails.enqueue_digests()
    mails.enqueue_publications()
    return mails.send_due()


def use(port: int, settings: Settings) -> None:
    for name, value in mail_settings(f"smtp://127.0.0.1:{port}").items():
        setattr(settings, name, value)


def published(name: str) -> Comment:
    """Return one whose writer, with that name in the address, wished a mail that is due."""
    comment: Comment = CommentFactory(
        status=Status.IN_REVIEW,
        email=f"{name}@mail.example",
        contact__wants_publication_mail=True,
    )
    moderation.approve(comment, by=UserFactory())
    Comment.objects.filter(pk=comment.pk).update(decided_at=timezone.now() - timedelta(hours=1))
    return comment


def state_of(comment: Comment) -> str:
    return str(comment.mails.get().state)


def let_time_pass(hours: int = 2) -> None:
    """Make due what is to be tried again, and end the claims of who died."""
    past = timedelta(hours=hours)
    for mail in Mail.objects.filter(state=Mail.State.DUE):
        mail.due_at -= past
        mail.lease_ends_at = mail.lease_ends_at and mail.lease_ends_at - past
        mail.save()
