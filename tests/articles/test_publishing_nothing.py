"""Nobody publishes an article in which readers would find nothing to read."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from tests.articles.factories import ArticleFactory
from tests.articles.test_admin import at, change_address, errors, form_data

pytestmark = pytest.mark.django_db

SENTENCE = "Readers would find no text: write it first, or save the article as a draft."
BODIES = ["", " \n", "<p></p><p>&nbsp;</p>", "<p><br></p>", "<p>\u200b</p>", "<img src=x><hr>"]


@pytest.fixture(autouse=True)
def _editor(client: Client) -> None:
    user = User.objects.create_user("maren", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="articles"))
    client.force_login(user)


def restore_address(article: Article, version: Any) -> str:
    return reverse("admin:articles_article_simple_history", args=[article.pk, version.pk])


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(
    "way",
    [
        {"_publish": "1"},
        {"status": "published"},
        {"status": "scheduled", **at(timezone.now() + timedelta(days=1))},
    ],
)
def test_the_form_says_what_to_do(client: Client, body: str, way: dict[str, str]) -> None:
    response = client.post(reverse("admin:articles_article_add"), form_data(None, body=body) | way)
    assert errors(response) == {"body": [SENTENCE]}
    assert not Article.objects.exists()


@pytest.mark.parametrize("way", [{}, {"_unpublish": "1", "status": "published"}])
def test_a_draft_may_be_empty(client: Client, way: dict[str, str]) -> None:
    response = client.post(reverse("admin:articles_article_add"), form_data(None, body="") | way)
    assert response.status_code == 302


def test_a_public_article_is_not_emptied(client: Client) -> None:
    article = ArticleFactory(body="<p>Grey.</p>")
    response = client.post(change_address(article), form_data(article, body="<p></p>"))
    assert errors(response) == {"body": [SENTENCE]}


def test_what_came_empty_from_elsewhere_can_be_mended(client: Client) -> None:
    article = ArticleFactory()
    client.post(change_address(article), form_data(article, headline="Mended"))
    article.refresh_from_db()
    assert article.headline == "Mended"


def test_a_body_that_cannot_be_read_is_told_once(client: Client) -> None:
    response = client.post(
        reverse("admin:articles_article_add"), form_data(None, body="x" * 500_001, _publish="1")
    )
    assert len(errors(response)["body"]) == 1
    assert "500,000" in errors(response)["body"][0]


def test_an_empty_version_is_not_restored_over_what_readers_see(client: Client) -> None:
    article = ArticleFactory(draft=True)
    empty = article.history.get()
    article.body = "<p>Grey.</p>"
    article.publish()
    article.save()
    address = restore_address(article, empty)
    response = client.post(address, form_data(empty.instance, _unpublish="1"))
    assert errors(response) == {"body": [SENTENCE]}

    article.unpublish()
    article.save()
    assert client.post(address, form_data(empty.instance)).status_code == 302


def test_restoring_a_public_state_needs_a_text_too(client: Client) -> None:
    article = ArticleFactory()
    public = article.history.get()
    article.unpublish()
    article.save()
    data = form_data(public.instance, restore=["publication"])
    response = client.post(restore_address(article, public), data)
    assert errors(response) == {"body": [SENTENCE]}


def test_the_list_publishes_the_others_and_names_what_is_empty(client: Client) -> None:
    empty = ArticleFactory(draft=True, headline="Fog & rain", body="<p>&nbsp;</p>")
    later = ArticleFactory(scheduled=True, headline="Snow")
    written = ArticleFactory(draft=True, body="<p>Grey.</p>")
    chosen = {"action": "publish", "_selected_action": [empty.pk, later.pk, written.pk]}
    response = client.post(reverse("admin:articles_article_changelist"), chosen, follow=True)
    assert "1 article published." in response.text
    told = "Not published, because they have no text yet: “Fog &amp; rain” and “Snow”."
    assert told in response.text
    assert list(Article.objects.published()) == [written]
