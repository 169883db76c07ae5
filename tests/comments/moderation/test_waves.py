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


PRAISE = "Great article, thank you for writing about our harbour again."
CASINO = "https://casino.example/win"
VARIED = [
    f"{PRAISE} {CASINO}",
    f"{CASINO} {PRAISE}",
    f"{PRAISE}\n\nSee http://best-pills.example/buy/now?ref=17 and https://a.example/x for more",
    f'{PRAISE} <a href="{CASINO}">here</a>',
    f"{PRAISE} [url=https://shop.example]click[/url]",
    f"{PRAISE} www.shop.example",
    f"{PRAISE} Write to me for the details my friends.",
    f"{PRAISE} Click my profile now. {CASINO}",
    f"Hello dear friends! {PRAISE}",
]


@pytest.mark.parametrize("varied", VARIED)
def test_what_adds_or_changes_links_or_goes_on_is_of_the_wave(varied: str) -> None:
    first = CommentFactory(body=PRAISE)
    tasks.screen_comment(CommentFactory(body=varied).pk)
    assert waves() == [first.pk] * 2


@pytest.mark.parametrize("varied", VARIED[:6])
def test_a_changed_link_is_of_the_wave_too(varied: str) -> None:
    first = CommentFactory(body=varied)
    tasks.screen_comment(CommentFactory(body=f"{PRAISE} https://other.example/bonus/today").pk)
    assert waves() == [first.pk] * 2


def test_a_link_added_to_a_short_text_in_the_same_place_is_of_its_wave() -> None:
    first = CommentFactory(body="I agree with you!")
    second = CommentFactory(body=f"I agree with you! {CASINO}", article=first.article)
    elsewhere = CommentFactory(body="I agree with you! www.shop.example")
    for comment in (second, elsewhere):
        tasks.screen_comment(comment.pk)
    assert waves() == [first.pk, first.pk, None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("See https://city.example/plans", "See https://harbour.example/tides"),
        ("Source? https://a.example", "Source?"),
        ("I agree with you!", "I agree with him! https://a.example"),
        ("https://casino.example/win", "https://other.example"),
        (PRAISE, f"{PRAISE} I was there as a boy, when no boat could land for weeks in winter."),
        (PRAISE, "Great photographs, thank you for showing our lighthouse again."),
    ],
)
def test_other_texts_are_of_no_wave(one: str, other: str) -> None:
    first = CommentFactory(body=one)
    tasks.screen_comment(CommentFactory(body=other, article=first.article).pk)
    assert waves() == [None, None]
