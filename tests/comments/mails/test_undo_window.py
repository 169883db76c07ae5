"""No writer hears of what may still be taken back, whatever clock the web server has."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from comments import moderation
from comments.mails import enqueue_publications
from comments.models import Comment, ModeratorAction, Status
from tests.clock import wrong_by
from tests.comments.factories import CommentFactory, UserFactory
from tests.comments.mails.sending import published, tell
from tests.mail_server import Server

pytestmark = pytest.mark.django_db

A_MOMENT = timedelta(seconds=59)
THE_WINDOW = timedelta(seconds=61)


def waiting_comment() -> Comment:
    comment: Comment = CommentFactory(status=Status.IN_REVIEW, contact__wants_publication_mail=True)
    return comment


def approve_one() -> None:
    moderation.approve(waiting_comment(), by=UserFactory())


def approve_many() -> None:
    comment = waiting_comment()
    step = ModeratorAction.objects.create(by=UserFactory(), to_status=Status.APPROVED)
    moderation.decide_many({comment.pk: comment.version}, step)


def let_time_pass(time: timedelta) -> None:
    for comment in Comment.objects.exclude(decided_at=None):
        assert comment.decided_at
        Comment.objects.filter(pk=comment.pk).update(decided_at=comment.decided_at - time)


@pytest.mark.parametrize("approve", [approve_one, approve_many])
@pytest.mark.parametrize("seconds", [-3600, -30, 0, 7, 30, 3600])
def test_the_window_is_as_long_where_the_web_servers_clock_is_wrong(
    seconds: int, approve: Callable[[], None]
) -> None:
    with wrong_by(timedelta(seconds=seconds)):
        approve()
    assert enqueue_publications() == 0
    let_time_pass(THE_WINDOW - timedelta(seconds=10))
    assert enqueue_publications() == 0
    let_time_pass(timedelta(seconds=10))
    assert enqueue_publications() == 1


def test_a_decision_knows_when_it_was_at_once() -> None:
    comment = waiting_comment()
    moderation.approve(comment, by=UserFactory())
    assert comment.decided_at == Comment.objects.get().decided_at
    assert Comment.objects.filter(decided_at__lte=Now()).exists()


def test_what_is_published_again_while_its_mail_waits_may_be_undone_again(server: Server) -> None:
    comment = published("ann")
    server.greeting = "421 4.3.2 too busy"
    tell()
    server.greeting = ""
    comment.refresh_from_db()
    moderation.return_to_review(comment, by=UserFactory())
    moderation.approve(comment, by=UserFactory())
    assert tell() == 0
    Comment.objects.update(decided_at=Now() - THE_WINDOW)
    assert tell() == 1
    assert server.addresses() == ["ann@mail.example"]
