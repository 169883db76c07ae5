"""Two moderators who press at the same instant, on a server that really runs both."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from comments import moderation
from comments.models import Comment, Status
from comments.moderation import NothingToUndo, StaleDecision
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory, UserFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

TIMES = 200


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Make the calls in threads that start together; give what each returned or raised."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return call()
        except (StaleDecision, NothingToUndo) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def test_of_two_decisions_at_the_same_instant_exactly_one_stands_and_the_other_is_told() -> None:
    dana, theo = (UserFactory(first_name=name) for name in ("Dana", "Theo"))
    article = ArticleFactory()
    for _ in range(TIMES):
        comment = CommentFactory(article=article, status=Status.IN_REVIEW)
        danas, theos = (Comment.objects.get(pk=comment.pk) for _ in range(2))
        outcomes = at_once(
            partial(moderation.approve, danas, by=dana),
            partial(moderation.reject, theos, by=theo),
        )
        [stands] = comment.decisions.select_related("by")
        [told] = [one for one in outcomes if isinstance(one, StaleDecision)]
        assert stands in outcomes
        assert stands.by is not None
        assert str(told).startswith(f"{stands.by.first_name} was first")
        comment.refresh_from_db()
        assert comment.status == stands.to_status
    article.refresh_from_db()
    assert article.comment_count == Comment.objects.approved().count()


def test_one_step_is_undone_once_however_often_the_key_is_pressed_at_once() -> None:
    dana = UserFactory()
    for _ in range(20):
        comment = CommentFactory(status=Status.IN_REVIEW)
        moderation.approve(comment, by=dana)
        outcomes = at_once(*[partial(moderation.undo_last, by=dana)] * 3)
        assert sum(isinstance(one, NothingToUndo) for one in outcomes) == 2
        comment.refresh_from_db()
        assert (comment.status, comment.version) == (Status.IN_REVIEW, 3)
