"""Going back to an earlier version brings its text back, and nothing else unasked."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Section
from tests.articles.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _editor(client: Client) -> None:
    user = User.objects.create_user("maren", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="articles"))
    client.force_login(user)


@pytest.fixture
def article() -> Article:
    """A published article whose first version was a draft with another address."""
    article = ArticleFactory(
        slug="notes", headline="Notes", body="<p>One</p>", draft=True, commenting="closed"
    )
    article.slug, article.headline, article.body = "fog", "Fog", "<p>Two</p>"
    article.commenting, article.correction = "open", "Seven, not six."
    article.corrected_at = timezone.now() - timedelta(minutes=5)
    article.section = SectionFactory(name="Weather")
    article.publish()
    article.save()
    return article


def address(article_pk: int) -> str:
    first = Article.history.filter(id=article_pk).earliest()
    return reverse("admin:articles_article_simple_history", args=[article_pk, first.pk])


def as_shown(client: Client, article_pk: int) -> dict[str, Any]:
    """What a browser posts from the restore page."""
    form = client.get(address(article_pk)).context["adminform"].form
    shown = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in shown.items() if value}


def test_the_text_comes_back_and_everything_else_stays(client: Client, article: Article) -> None:
    response = client.post(address(article.pk), as_shown(client, article.pk), follow=True)
    assert "The text of “Notes” is as it was on" in response.text
    now = Article.objects.get()
    assert (now.headline, now.body) == ("Notes", "<p>One</p>")
    assert (now.slug, now.status, now.commenting) == ("fog", "published", "open")
    assert (now.published_at, now.section.name) == (article.published_at, "Weather")
    assert (now.correction, now.corrected_at) == ("Seven, not six.", article.corrected_at)
    assert client.get("/articles/fog/").status_code == 200


def test_what_an_old_page_posts_of_the_rest_is_not_asked(client: Client, article: Article) -> None:
    old = {"status": "draft", "slug": "notes", "commenting": "closed", "correction": ""}
    client.post(address(article.pk), as_shown(client, article.pk) | old)
    now = Article.objects.get()
    assert (now.headline, now.slug, now.status, now.commenting) == (
        "Notes",
        "fog",
        "published",
        "open",
    )


@pytest.mark.parametrize(
    ("ticked", "expected"),
    [
        ("publication", {"status": "draft", "published_at": None}),
        ("address", {"slug": "notes"}),
        ("comments", {"commenting": "closed"}),
        ("correction", {"correction": "", "corrected_at": None}),
    ],
)
def test_what_is_ticked_comes_back_too(
    client: Client, article: Article, ticked: str, expected: dict[str, Any]
) -> None:
    client.post(address(article.pk), as_shown(client, article.pk) | {"restore": [ticked]})
    now = Article.objects.values(*expected).get()
    assert now == expected
    unasked = {"slug": "fog", "commenting": "open", "correction": "Seven, not six."}
    others = {name: value for name, value in unasked.items() if name not in expected}
    assert Article.objects.values(*others).get() == others


def test_the_page_offers_what_differs_and_says_how(client: Client, article: Article) -> None:
    text = client.get(address(article.pk)).text
    assert "Status and time: Draft (now: Published, " in text
    assert "Address: /articles/notes/ (now: /articles/fog/)" in text
    assert "Comments: Closed (now: Open)" in text
    assert "Correction: none (now: “Seven, not six.”)" in text
    latest = article.history.latest()
    same = reverse("admin:articles_article_simple_history", args=[article.pk, latest.pk])
    assert 'name="restore"' not in client.get(same).text


def test_an_address_that_another_has_now_does_not_come_back(
    client: Client, article: Article
) -> None:
    ArticleFactory(slug="notes", headline="Other notes")
    posted = as_shown(client, article.pk) | {"restore": ["address", "comments"]}
    response = client.post(address(article.pk), posted)
    assert "“Other notes” has that address now" in response.text
    assert Article.objects.get(pk=article.pk).headline == "Fog"


def test_a_deleted_article_comes_back_as_a_draft_or_as_it_was(client: Client) -> None:
    article = ArticleFactory(slug="fog", headline="Fog", body="<p>Grey.</p>")
    pk = article.pk
    article.delete()
    page = client.get(address(pk)).text
    assert "otherwise it comes back as a draft" in page

    client.post(address(pk), as_shown(client, pk))
    back = Article.objects.get(pk=pk)
    assert (back.status, back.slug, back.published_at) == ("draft", "fog", article.published_at)

    back.delete()
    client.post(address(pk), as_shown(client, pk) | {"restore": ["publication"]})
    assert Article.objects.published().get(pk=pk).slug == "fog"


def test_a_deleted_article_whose_address_is_taken_gets_another(client: Client) -> None:
    article = ArticleFactory(slug="fog", headline="Fog")
    pk = article.pk
    article.delete()
    ArticleFactory(slug="fog")
    client.post(address(pk), as_shown(client, pk))
    assert Article.objects.get(pk=pk).slug == "fog-2"


def test_a_deleted_article_of_a_deleted_section_asks_for_one(client: Client) -> None:
    article = ArticleFactory()
    pk, section = article.pk, article.section
    article.delete()
    section.delete()
    shown = as_shown(client, pk)
    assert "This field is required." in client.post(address(pk), shown | {"section": ""}).text
    client.post(address(pk), shown | {"section": SectionFactory().pk})
    assert Article.objects.get(pk=pk).section == Section.objects.get()


def test_a_colleagues_change_meanwhile_is_told(client: Client, article: Article) -> None:
    shown = as_shown(client, article.pk)
    article.headline = "Mist"
    article.save()
    response = client.post(address(article.pk), shown)
    assert "was changed after you had opened it" in response.text
    assert Article.objects.get().headline == "Mist"


def test_the_history_speaks_of_the_article_in_our_words(client: Client, article: Article) -> None:
    history = reverse("admin:articles_article_history", args=[article.pk])
    text = client.get(history).text
    assert "Choose a time to see the article as it was then; there it can be restored." in text
    assert "object" not in text.partition('id="content-main"')[2].partition("<table")[0]

    looking = Permission.objects.filter(codename__in=["view_article", "view_historicalarticle"])
    User.objects.get(username="maren").user_permissions.set(looking)
    assert "Choose a time to see the article as it was then." in client.get(history).text
    article.history.all().delete()
    assert "Nothing is known of what this article was before." in client.get(history).text
