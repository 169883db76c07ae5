"""An address that readers know leads to its article for ever."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from articles.models import AddressTaken, Article, ArticleAddress, Section, SectionAddress
from tests.articles.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db


def renamed(thing: Any, *slugs: str) -> Any:
    for slug in slugs:
        thing.slug = slug
        thing.save()
    return thing


@pytest.mark.parametrize("query", ["", "?utm=1&x=%C3%A9"])
def test_former_addresses_lead_to_the_one_of_now_with_their_query(
    client: Client, query: str
) -> None:
    article = renamed(ArticleFactory(slug="one"), "two", "туман")
    section = renamed(SectionFactory(slug="sea"), "harbour")
    for former, now in (
        ("/articles/one/", article.get_absolute_url()),
        ("/articles/two/", article.get_absolute_url()),
        ("/articles/two/comments/feed/", f"{article.get_absolute_url()}comments/feed/"),
        ("/sections/sea/", section.get_absolute_url()),
    ):
        response = client.get(former + query)
        assert (response.status_code, response.headers["Location"]) == (301, now + query)
        assert client.get(now).status_code == 200


def test_a_former_address_leads_nowhere_while_readers_may_not_see_its_article(
    client: Client,
) -> None:
    article = renamed(ArticleFactory(slug="one"), "two")
    article.unpublish()
    article.save()
    assert client.get("/articles/one/").status_code == 404
    assert client.get("/articles/one/comments/feed/").status_code == 404


def test_a_preview_follows(client: Client) -> None:
    renamed(ArticleFactory(slug="one"), "two")
    client.force_login(User.objects.create_superuser("admin"))
    assert client.get("/articles/one/preview/").headers["Location"] == "/articles/two/preview/"


def test_an_article_may_go_back_to_an_address_it_had(client: Client) -> None:
    renamed(ArticleFactory(slug="one"), "two", "one")
    assert client.get("/articles/one/").status_code == 200
    assert client.get("/articles/two/").headers["Location"] == "/articles/one/"


@pytest.mark.parametrize("state", [{"draft": True}, {"scheduled": True}])
def test_an_address_that_nobody_has_read_is_free_again(state: dict[str, bool]) -> None:
    renamed(ArticleFactory(slug="one", **state), "two")
    assert set(ArticleAddress.objects.values_list("slug", flat=True)) == {"two"}
    ArticleFactory(slug="one").full_clean(exclude=["deck", "body"])


@pytest.mark.parametrize("factory", [ArticleFactory, SectionFactory])
def test_no_other_may_take_an_address_that_readers_know(factory: Any) -> None:
    renamed(factory(slug="one"), "two")
    other = factory(slug="three")
    other.slug = "one"
    with pytest.raises(ValidationError, match="links to it still lead"):
        other.validate_unique()
    with pytest.raises(AddressTaken):
        other.save()
    with pytest.raises(AddressTaken):
        factory(slug="one")
    assert not type(other).objects.filter(slug="one").exists()


def test_a_bulk_change_is_recorded_with_the_next_save(client: Client) -> None:
    article = ArticleFactory(slug="one")
    Article.objects.update(slug="two")
    # What was saved once has its address kept.
    assert client.get("/articles/one/").headers["Location"] == "/articles/two/"
    article.refresh_from_db()
    renamed(article, "three")
    assert client.get("/articles/two/").headers["Location"] == "/articles/three/"


def test_what_was_made_in_bulk_has_its_address_kept_when_it_changes(client: Client) -> None:
    Article.objects.bulk_create([ArticleFactory.build(slug="one", section=SectionFactory())])
    renamed(Article.objects.get(), "two")
    assert client.get("/articles/one/").headers["Location"] == "/articles/two/"


def test_saving_other_fields_asks_for_no_address(django_assert_num_queries: Any) -> None:
    article = ArticleFactory()
    with django_assert_num_queries(2):  # the row and its history
        article.save(update_fields=["headline"])


def test_a_deleted_article_frees_its_addresses() -> None:
    renamed(ArticleFactory(slug="one"), "two").delete()
    ArticleFactory(slug="one")


def test_the_migration_keeps_what_the_history_remembers(client: Client) -> None:
    article = renamed(ArticleFactory(slug="one"), "two")
    draft = renamed(ArticleFactory(slug="notes", draft=True), "plan")
    taken = renamed(ArticleFactory(slug="fog"), "mist")
    renamed(taken, "haze")
    ArticleAddress.objects.all().delete()
    SectionAddress.objects.all().delete()

    import_module("articles.migrations.0003_known_addresses").keep_addresses(apps, None)

    kept = dict(ArticleAddress.objects.values_list("slug", "owner_id"))
    assert kept == {
        "one": article.pk,
        "two": article.pk,
        "plan": draft.pk,
        "fog": taken.pk,
        "mist": taken.pk,
        "haze": taken.pk,
    }


def test_free_slugs_are_counted_up() -> None:
    renamed(ArticleFactory(slug="fog"), "mist")
    ArticleFactory(slug="fog-2")
    assert Article.free_slug_for("Fog!") == "fog-3"
    assert Article.free_slug_for("!") == ""


@pytest.fixture
def editor(client: Client) -> User:
    user = User.objects.create_user("maren", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="articles"))
    client.force_login(user)
    return user


def test_an_address_left_empty_is_made_from_headline_or_name(client: Client, editor: User) -> None:
    renamed(ArticleFactory(slug="туман"), "mist")
    client.post("/admin/articles/section/add/", {"name": "Ciência", "slug": "", "position": "0"})
    section = Section.objects.get(slug="ciencia")
    posted = {
        "headline": "Туман",
        "slug": "",
        "section": section.pk,
        "status": "draft",
        "commenting": "open",
    }
    assert client.post("/admin/articles/article/add/", posted).status_code == 302
    assert Article.objects.latest("pk").slug == "туман-2"

    response = client.post("/admin/articles/article/add/", {**posted, "headline": "🚢"})
    assert "no letters" in response.text


def test_an_editor_is_told_where_a_taken_address_leads(client: Client, editor: User) -> None:
    renamed(ArticleFactory(slug="fog", headline="The ferry"), "mist")
    article = ArticleFactory(draft=True)
    posted = {
        "headline": "Fog",
        "slug": "fog",
        "section": article.section.pk,
        "status": "draft",
        "commenting": "open",
    }
    response = client.post(f"/admin/articles/article/{article.pk}/change/", posted)
    assert "This was the address of “The ferry”" in response.text
    assert "Open “The ferry”</a>" in response.text


def test_an_editor_is_told_which_article_has_the_address(client: Client, editor: User) -> None:
    ferry = ArticleFactory(slug="fog", headline="The <ferry>")
    posted = {
        "headline": "Fog",
        "slug": "fog",
        "section": ferry.section.pk,
        "status": "draft",
        "commenting": "open",
    }
    told = "This is the address of “The &lt;ferry&gt;”. Choose another."
    link = (
        f'<a href="/admin/articles/article/{ferry.pk}/change/" target="_blank">'
        "Open “The &lt;ferry&gt;”</a>"
    )
    response = client.post("/admin/articles/article/add/", posted)
    assert told in response.text
    assert link in response.text

    editor.user_permissions.set(Permission.objects.filter(codename="add_article"))
    response = client.post("/admin/articles/article/add/", posted)
    assert told in response.text
    assert link not in response.text


def test_an_editor_is_told_which_section_has_the_address(client: Client, editor: User) -> None:
    SectionFactory(name="Sea", slug="sea")
    posted = {"name": "Seaside", "slug": "sea", "position": "0"}
    response = client.post("/admin/articles/section/add/", posted)
    assert "This is the address of “Sea”. Choose another." in response.text


def test_the_address_of_a_scheduled_article_counts_from_its_time(client: Client) -> None:
    article = ArticleFactory(
        slug="one", status="scheduled", published_at=timezone.now() - timedelta(minutes=1)
    )
    renamed(article, "two")
    assert client.get("/articles/one/").status_code == 301
