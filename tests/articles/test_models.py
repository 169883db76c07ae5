from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from articles.models import Article
from tests.articles.factories import ArticleFactory

HOUR = timedelta(hours=1)
PICTURE = {"lead_image": "articles/a.jpg", "lead_image_width": 2, "lead_image_height": 1}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "offset", "is_public"),
    [
        (Article.Status.DRAFT, None, False),
        (Article.Status.DRAFT, -HOUR, False),
        (Article.Status.SCHEDULED, HOUR, False),
        (Article.Status.SCHEDULED, -HOUR, True),
        (Article.Status.PUBLISHED, -HOUR, True),
        (Article.Status.PUBLISHED, HOUR, False),
    ],
)
def test_readers_see_what_is_published_and_what_was_scheduled_until_now(
    status: str, offset: timedelta | None, is_public: bool
) -> None:
    article = ArticleFactory(
        status=status, published_at=timezone.now() + offset if offset is not None else None
    )
    assert article.is_public is is_public
    assert Article.objects.published().exists() is is_public


@pytest.mark.parametrize(
    ("commenting", "days", "age", "is_open", "closes"),
    [
        ("open", None, timedelta(days=900), True, False),
        ("open", 3, timedelta(days=4), True, False),
        ("closed", None, HOUR, False, False),
        ("timed", 3, timedelta(days=2), True, True),
        ("timed", 3, timedelta(days=3, seconds=1), False, True),
    ],
)
def test_comments_are_open_closed_or_close_by_themselves(
    commenting: str, days: int | None, age: timedelta, is_open: bool, closes: bool
) -> None:
    article = ArticleFactory(
        commenting=commenting, commenting_days=days, published_at=timezone.now() - age
    )
    assert article.is_open_for_comments is is_open
    expected = article.published_at + timedelta(days=days or 0) if closes else None
    assert article.comments_close_at == expected


@pytest.mark.parametrize("state", ["draft", "scheduled"])
def test_nobody_comments_on_what_is_not_published(state: str) -> None:
    assert not ArticleFactory(**{state: True}).is_open_for_comments


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        (PICTURE, "lead_image_alt", "readers who can't see it"),
        ({**PICTURE, "lead_image_alt": " "}, "lead_image_alt", "Describe"),
        ({"source_url": "https://a.example/"}, "source_name", "Name the source"),
        ({"commenting": "timed"}, "commenting_days", "for how many days"),
        ({"commenting": "timed", "commenting_days": 0}, "commenting_days", "greater than"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    fields: dict[str, object], field: str, sentence: str
) -> None:
    article = ArticleFactory.build(section=ArticleFactory().section, body="<p>x</p>", **fields)
    with pytest.raises(ValidationError) as caught:
        article.full_clean(exclude=["lead_image"])
    assert sentence in " ".join(caught.value.message_dict[field])


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Article.Status.PUBLISHED, "published_at": None},
        {"commenting": "timed", "commenting_days": None},
    ],
)
def test_the_database_refuses_what_must_never_be(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        ArticleFactory(**fields)


def test_publishing_sets_the_time_once_and_a_draft_again_keeps_it() -> None:
    article = ArticleFactory(scheduled=True)
    article.publish()
    assert article.is_public
    first = article.published_at

    article.unpublish()
    assert not article.is_public
    article.publish()
    assert article.published_at == first


def test_an_editor_who_saves_does_not_undo_what_a_moderator_counted_meanwhile() -> None:
    article = ArticleFactory()
    editors_copy = Article.objects.get(pk=article.pk)
    Article.objects.filter(pk=article.pk).update(comment_count=F("comment_count") + 1)

    editors_copy.headline = "New"
    editors_copy.save()

    article.refresh_from_db()
    assert (article.headline, article.comment_count) == ("New", 1)


def test_control_characters_do_not_reach_a_feed() -> None:
    assert ArticleFactory(headline="A\x0bB\x00").headline == "AB"


def test_every_change_is_recorded_but_not_the_count_of_comments() -> None:
    article = ArticleFactory(headline="First")
    article.headline = "Second"
    article.save()
    assert [record.headline for record in article.history.all()] == ["Second", "First"]
    assert not hasattr(article.history.first(), "comment_count")


def test_the_place_in_the_list_is_exact_also_for_articles_of_one_moment() -> None:
    moment = timezone.now() - HOUR
    articles = [ArticleFactory(published_at=moment) for _ in range(3)]
    middle = articles[1]
    following = Article.objects.newest_first().before(moment, middle.pk)
    assert list(following) == [articles[0]]
