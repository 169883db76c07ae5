"""An article's version is raised by whatever changes its row, and the site's by its sections."""

import time
from collections.abc import Callable, Hashable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.models.signals import post_migrate, pre_migrate
from django.utils import timezone

from articles.models import Article, EveryPage, Section
from articles.page_versions import version_of_article, version_of_list, version_of_sitemap
from comments.models import Comment
from tests.articles.factories import ArticleFactory, SectionFactory
from tests.comments.factories import CommentFactory

pytestmark = pytest.mark.django_db


def version_of(article: Article) -> int:
    return int(Article.objects.values_list("page_version", flat=True).get(pk=article.pk))


def version_of_every_page() -> int:
    return EveryPage.objects.values_list("page_version", flat=True).first() or 0


def another(article: Article, field: Any) -> Any:
    """Return a value that the field may have, and does not have now."""
    value: Any = getattr(article, field.attname)
    if field.name == "section":
        return SectionFactory().pk
    if isinstance(field, models.DateTimeField):
        return (value or timezone.now()) - timedelta(minutes=1)
    if isinstance(field, models.IntegerField):
        return (value or 0) + 1
    return {"status": "scheduled", "commenting": "closed"}.get(field.name, f"{value}x")


FIELDS = [
    field.name
    for field in Article._meta.concrete_fields  # noqa: SLF001 (Django documents it)
    if field.name not in {"id", "page_version"}
]


@pytest.mark.parametrize("name", FIELDS)
def test_whatever_changes_in_its_row_raises_an_articles_version(name: str) -> None:
    article = ArticleFactory()
    before = version_of(article)
    field: Any = Article._meta.get_field(name)  # noqa: SLF001 (Django documents it)
    Article.objects.filter(pk=article.pk).update(**{field.attname: another(article, field)})
    assert version_of(article) > before


def test_sql_by_hand_raises_it_too() -> None:
    article, other = ArticleFactory(), ArticleFactory()
    before = version_of(article), version_of(other)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET deck = 'new' WHERE id = %s", [article.pk])
    assert version_of(article) > before[0]
    assert version_of(other) == before[1]


def test_nobody_sets_a_version_back() -> None:
    article = ArticleFactory()
    as_it_was = Article.objects.get(pk=article.pk)
    Article.objects.filter(pk=article.pk).update(deck="once")
    before = version_of(article)
    as_it_was.save()
    assert version_of(article) > before
    as_it_was.save(update_fields=["page_version"])
    assert version_of(article) > before + 1


def test_an_article_that_comes_back_with_its_number_has_no_version_that_it_had() -> None:
    article = ArticleFactory()
    Article.objects.filter(pk=article.pk).update(deck="new")
    last = version_of(article)
    as_it_was = Article.objects.get(pk=article.pk)
    article.delete()
    as_it_was._state.adding = True  # noqa: SLF001 (as a restored one is)
    as_it_was.page_version = 1
    as_it_was.save()
    assert version_of(as_it_was) > last


def test_what_was_lost_gives_its_version_to_no_other_page() -> None:
    """A restored database, or the copy of one that takes over, lacks the latest changes."""
    article, section = ArticleFactory(), SectionFactory()
    seen: list[tuple[int, int]] = []
    for _time in range(2):
        with transaction.atomic():
            CommentFactory(article=article, status="approved")
            Section.objects.filter(pk=section.pk).update(name="Harbour")
            seen.append((version_of(article), version_of_every_page()))
            transaction.set_rollback(True)
        time.sleep(0.003)  # SQLite's clock shows milliseconds.
    assert seen[0][0] != seen[1][0]
    assert seen[0][1] != seen[1][1]


@pytest.mark.parametrize(
    "change",
    [
        lambda section: Section.objects.filter(pk=section.pk).update(name="Harbour"),
        lambda section: Section.objects.filter(pk=section.pk).delete(),
        lambda _section: Section.objects.bulk_create([Section(name="New", slug="new")]),
    ],
)
def test_whatever_changes_the_menu_raises_the_version_of_every_page(
    change: Callable[[Section], object],
) -> None:
    section = SectionFactory()
    before = version_of_every_page()
    change(section)
    assert version_of_every_page() > before


def test_triggers_that_are_missing_are_made_anew_and_every_page_counts_as_another() -> None:
    before = version_of_every_page()
    with connection.cursor() as cursor:
        for name, table in _triggers():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
    article = ArticleFactory()
    Article.objects.filter(pk=article.pk).update(deck="unseen")
    assert version_of(article) == 1

    _tell_that_migrated()

    assert version_of_every_page() > before
    Article.objects.filter(pk=article.pk).update(deck="seen")
    assert version_of(article) > 1


def test_triggers_that_are_there_are_left_alone() -> None:
    before = version_of_every_page(), _triggers()
    _tell_that_migrated()
    assert (version_of_every_page(), _triggers()) == before
    assert len(_triggers()) == 2 + 3 + 3 + 3


@pytest.mark.django_db(transaction=True)
def test_migrations_make_tables_anew_and_lose_no_trigger() -> None:
    app = apps.get_app_config("articles")
    there = _triggers()
    pre_migrate.send(app, app_config=app, using="default", plan=["any"])
    for model in (Article, Comment):
        rule = models.CheckConstraint(condition=~models.Q(pk=0), name="any")
        with connection.schema_editor() as editor:
            editor.add_constraint(model, rule)
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, rule)
    _tell_that_migrated()
    assert _triggers() == there


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_no_page_is_kept_while_nobody_watches_or_when_a_migration_has_failed() -> None:
    article = ArticleFactory()
    app = apps.get_app_config("articles")
    versions: list[Callable[[], Hashable]] = [
        lambda: version_of_article(article.slug),
        version_of_list,
        lambda: version_of_list(slug=article.section.slug),
        version_of_sitemap,
    ]
    before = [version() for version in versions]
    try:
        pre_migrate.send(app, app_config=app, using="default", plan=["one that fails"])
        Section.objects.filter(pk=article.section.pk).update(position=7)
        assert [version() for version in versions] == [None] * 4
    finally:
        _tell_that_migrated()
    after = [version() for version in versions]
    assert None not in after
    assert not set(after) & set(before)


@pytest.mark.django_db(transaction=True)
def test_versions_can_be_taken_back_and_leave_nothing() -> None:
    try:
        call_command("migrate", "articles", "0004", verbosity=0)
        assert _triggers() == []
    finally:
        call_command("migrate", verbosity=0)
    assert len(_triggers()) == 2 + 3 + 3 + 3


def _tell_that_migrated() -> None:
    for label in ("articles", "comments"):
        app = apps.get_app_config(label)
        post_migrate.send(app, app_config=app, using="default", verbosity=0, interactive=False)


def _triggers() -> list[tuple[str, str]]:
    sql = (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE tgname LIKE 'page_version%' ORDER BY 1"
        if connection.vendor == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master"
        " WHERE type = 'trigger' AND name LIKE 'page_version%' ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [(str(name), str(table)) for name, table in cursor.fetchall()]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_has_ended_is_made_anew() -> None:
    connection.ensure_connection()
    before = version_of_list()
    with psycopg.connect(**connection.get_connection_params()) as other:
        ended = connection.connection.info.backend_pid
        other.execute("SELECT pg_terminate_backend(%s)", [ended])
    assert version_of_list() == before
    assert connection.connection.info.backend_pid != ended


def test_what_is_asked_wrongly_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.page_versions._LIST", "SELECT nothing FROM nowhere")
    with pytest.raises(DatabaseError):
        version_of_list()
