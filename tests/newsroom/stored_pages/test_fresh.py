"""Every page is what its view makes at that moment, whatever has been done, and however."""

import inspect
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import MultipleObjectsReturned, ValidationError
from django.db import DatabaseError, models, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from articles.models import Article, EveryPage
from comments import moderation
from newsroom import stored_pages
from tests.clock import standing_at
from tests.newsroom.stored_pages.paper import NEITHER, SEEN, UNSEEN, Paper

pytestmark = pytest.mark.django_db

KINDS = ["/", "/sections/harbour/", "/feed/", "/sitemap.xml"]
KINDS += ["/articles/ferry/", "/articles/ferry/comments/feed/"]
# Or by no form, so that a page cannot be made of it.
_TAKEN_BY_NO_TABLE = (
    DatabaseError,
    MultipleObjectsReturned,
    OSError,
    TypeError,
    ValidationError,
    ValueError,
)


@pytest.fixture
def paper() -> Paper:
    return Paper()


def test_each_kind_of_page_is_there_and_is_stored_as_it_was_made(paper: Paper) -> None:
    made = paper.make_all()
    assert {status for status, _page in made.values()} == {200}
    assert len({page for _status, page in made.values()}) == len(made) - 1  # who waits is nobody
    assert paper.read_all() == made
    assert paper.read_all() == made


@pytest.mark.parametrize("name", SEEN)
def test_what_changes_a_page_is_on_it_at_once(name: str, paper: Paper) -> None:
    before = paper.read_all()
    SEEN[name](paper)
    now = paper.make_all()
    assert now != before
    assert paper.read_all() == now


@pytest.mark.parametrize("name", UNSEEN)
def test_what_changes_no_page_lets_all_of_them_be(
    name: str, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = paper.read_all()
    UNSEEN[name](paper)
    assert paper.read_all() == paper.make_all() == before


def test_a_comment_that_waits_costs_nobody_a_page(
    paper: Paper, django_assert_num_queries: Any
) -> None:
    paper.read("/articles/ferry/")
    UNSEEN["a comment is posted"](paper)
    with django_assert_num_queries(1):
        paper.read("/articles/ferry/")


def test_whatever_moderation_can_do_is_among_these() -> None:
    """A new verb stands in `SEEN`, or is known to change nothing that readers see."""
    functions = {
        name for name in moderation.__all__ if inspect.isfunction(getattr(moderation, name))
    }
    assert functions == (functions & SEEN.keys()) | NEITHER
    assert not SEEN.keys() & NEITHER


def _others(field: Any) -> list[Any]:
    """Return values for the column, of which one may be another than it has."""
    if isinstance(field, models.DateTimeField):
        return [timezone.now() - timedelta(minutes=3), None]
    if isinstance(field, models.ForeignKey):
        return [*field.related_model._default_manager.values_list("pk", flat=True)[:2], None]  # noqa: SLF001
    if isinstance(field, models.BooleanField):
        return [True, False]
    if isinstance(field, models.IntegerField):
        return [7]
    if field.choices:
        return [value for value, _label in field.choices][:3]
    return ["another"]


def test_whatever_column_changes_no_page_is_stale(paper: Paper) -> None:
    """Also where a page shows one day what it does not show today."""
    stale = [
        (model.__name__, field.name, value)
        for label in ("accounts", "articles", "comments", "auth")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.concrete_fields  # noqa: SLF001 (Django documents it)
        if not field.primary_key
        for value in _others(field)
        if not _is_fresh_after(paper, model, field, value)
    ]
    assert stale == []


def _is_fresh_after(paper: Paper, model: type[models.Model], field: Any, value: Any) -> bool:
    rows = model._default_manager.all()  # noqa: SLF001 (Django documents it)
    first = rows.order_by("pk").values_list("pk", flat=True).first()
    if first is None:
        return True
    stored = {address: paper.read(address) for address in KINDS}
    before = _versions()
    try:
        with transaction.atomic():
            rows.filter(pk=first).update(**{field.attname: value})
            is_raised = _versions() != before
            made = {address: paper.make(address) for address in KINDS}
            # What is taken back here gives its version to the next: it is not read.
            transaction.set_rollback(True)
    except _TAKEN_BY_NO_TABLE:
        return True
    return is_raised or made == stored


def _versions() -> list[Any]:
    articles = Article.objects.order_by("pk").values_list("page_version", flat=True)
    return [*articles, *EveryPage.objects.values_list("page_version", flat=True)]


@how(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verbs=st.lists(st.sampled_from(sorted(SEEN | UNSEEN)), max_size=4))
def test_no_sequence_of_whatever_can_be_done_leaves_a_stale_page(
    verbs: list[str], paper: Paper
) -> None:
    stored_pages.forget_all()
    with transaction.atomic():
        for verb in verbs:
            paper.read_all()
            try:
                with transaction.atomic():
                    (SEEN | UNSEEN)[verb](paper)
            except Exception as refusal:  # noqa: BLE001 - what a verb refuses, it leaves as it is
                del refusal
            assert paper.read_all() == paper.make_all(), verb
        transaction.set_rollback(True)


def test_comments_close_and_articles_appear_by_the_clock(paper: Paper, noon: datetime) -> None:
    Article.objects.filter(pk=paper.article.pk).update(
        commenting="timed", commenting_days=1, published_at=noon - timedelta(hours=23)
    )
    Article.objects.filter(pk=paper.other.pk).update(
        status="scheduled", published_at=noon + timedelta(hours=2)
    )
    at_noon = paper.read_all()
    assert at_noon["/articles/tide/"][0] == 404
    assert b"Leave a Reply" in at_noon["/articles/ferry/"][1]

    with standing_at(noon + timedelta(hours=1)):
        assert b"Leave a Reply" not in paper.read("/articles/ferry/")[1]
        assert paper.read_all() == paper.make_all()
    with standing_at(noon + timedelta(hours=2)):
        assert paper.read("/articles/tide/")[0] == 200
        assert paper.read_all() == paper.make_all()
    # Set right again, a clock shows what it showed.
    assert paper.read_all() == at_noon == paper.make_all()


def test_an_article_that_is_brought_back_is_not_shown_as_it_was(paper: Paper) -> None:
    paper.read("/articles/tide/")
    as_it_was = Article.objects.get(pk=paper.other.pk)
    paper.other.comments.all().delete()
    paper.other.delete()
    assert paper.read("/articles/tide/")[0] == 404
    as_it_was._state.adding = True  # noqa: SLF001 (as a restored one is)
    as_it_was.headline = "Brought back"
    as_it_was.save()
    assert paper.read("/articles/tide/") == paper.make("/articles/tide/")
