"""Comments that are much the same become a wave when they are screened."""

from functools import partial

import pytest

from comments import tasks
from comments.models import Comment
from comments.moderation import join_wave
from tests.comments.factories import CommentFactory
from tests.comments.moderation.test_races import at_once

pytestmark = pytest.mark.django_db

TEXT = "Make a thousand a week from home, write to me and I will tell you how it is done."
OTHER = "The choir sings in the old church every Sunday evening, all through the winter."


def waves() -> list[int | None]:
    return list(Comment.objects.order_by("pk").values_list("wave", flat=True))


def test_the_first_names_the_wave_once_a_second_comes() -> None:
    first = CommentFactory(body=TEXT)
    tasks.screen_comment(first.pk)
    assert waves() == [None]
    for body in (TEXT.replace("week", "month"), OTHER, TEXT.upper()):
        tasks.screen_comment(CommentFactory(body=body).pk)
    assert waves() == [first.pk, first.pk, None, first.pk]


def test_a_wave_goes_on_when_its_first_comment_is_gone() -> None:
    first, second = CommentFactory.create_batch(2, body=TEXT)
    join_wave(second)
    name = first.pk
    first.delete()
    join_wave(CommentFactory(body=TEXT))
    assert waves() == [name, name]


def test_two_waves_that_prove_to_be_one_are_brought_together() -> None:
    CommentFactory.create_batch(2, body=TEXT, wave=70)
    CommentFactory.create_batch(2, body=TEXT, wave=30)
    join_wave(CommentFactory(body=TEXT))
    assert waves() == [30] * 5


def test_joining_again_changes_nothing() -> None:
    comments = CommentFactory.create_batch(3, body=TEXT)
    for comment in [*comments, *comments]:
        join_wave(comment)
    assert waves() == [comments[0].pk] * 3


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_instant_make_one_wave() -> None:
    for _ in range(20):
        comments = CommentFactory.create_batch(4, body=TEXT)
        at_once(*(partial(join_wave, comment) for comment in comments))
        assert waves() == [comments[0].pk] * 4
        Comment.objects.all().delete()
