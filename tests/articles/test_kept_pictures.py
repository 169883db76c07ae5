"""A picture stays chosen through errors of every kind, for its owner alone."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from articles.models import Article, KeptPicture, prune_unsaved
from tests.articles.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def editor(name: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="articles"))
    return user


@pytest.fixture(autouse=True)
def maren(client: Client) -> User:
    user = editor("maren")
    client.force_login(user)
    return user


def picture(name: str = "harbour.jpg") -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(target, "JPEG")
    return SimpleUploadedFile(name, target.getvalue())


def posted(article: Article, **changes: Any) -> dict[str, Any]:
    return {
        "headline": article.headline,
        "slug": article.slug,
        "section": article.section_id,
        "status": "draft",
        "commenting": "open",
        "body": "<p>Grey.</p>",
        "lead_image_alt": "The harbour",
        **changes,
    }


def change(client: Client, article: Article, **changes: Any) -> Any:
    address = f"/admin/articles/article/{article.pk}/change/"
    return client.post(address, posted(article, **changes))


def reference_in(response: Any) -> str:
    kept = response.context["adminform"].form.fields["lead_image"].widget.kept
    assert f'value="{kept.reference}"' in response.text
    return str(kept.reference)


def breaking(article: Article, kind: str) -> dict[str, Any]:
    """What else is wrong with the form."""
    if kind == "a colleague":
        seen = article.history.latest().pk
        article.save()
        return {"seen": seen}
    other = ArticleFactory(slug="taken")
    return {
        "no words": {"lead_image_alt": ""},
        "a taken address": {"slug": other.slug},
        "a headline missing": {"headline": ""},
        "a time": {"status": "scheduled"},
    }[kind]


@pytest.mark.parametrize(
    "kind", ["no words", "a taken address", "a headline missing", "a time", "a colleague"]
)
def test_a_picture_is_stored_once_the_other_error_is_mended(client: Client, kind: str) -> None:
    article = ArticleFactory(draft=True)
    refused = change(client, article, lead_image=picture(), **breaking(article, kind))
    assert "harbour.jpg" in refused.text
    reference = reference_in(refused)
    # A second error, and it is still there.
    again = change(client, article, **{"lead_image-kept": reference, "lead_image_alt": ""})
    assert reference_in(again) == reference

    saved = change(client, article, **{"lead_image-kept": reference})

    assert saved.status_code == 302
    article.refresh_from_db()
    assert article.lead_image.name.startswith("articles/")
    assert (article.lead_image_width, article.lead_image_height) == (30, 20)
    assert article.lead_image.storage.exists(article.lead_image.name)
    assert not KeptPicture.objects.exists()


def test_a_new_article_gets_the_picture_too(client: Client) -> None:
    article = ArticleFactory.build(section=ArticleFactory().section, draft=True)
    address = "/admin/articles/article/add/"
    refused = client.post(address, posted(article, lead_image=picture(), lead_image_alt=""))
    kept = {"lead_image-kept": reference_in(refused)}
    client.post(address, posted(article, _publish="1", **kept))
    assert Article.objects.get(slug=article.slug).lead_image


def test_another_choice_or_leaving_out_wins(client: Client) -> None:
    article = ArticleFactory(draft=True)
    kept = {
        "lead_image-kept": reference_in(change(client, article, lead_image=picture(), slug="/"))
    }
    change(client, article, **kept, **{"lead_image-drop": "on"})
    article.refresh_from_db()
    assert not article.lead_image
    change(client, article, lead_image=picture(), **kept)
    article.refresh_from_db()
    assert article.lead_image


def test_what_is_not_kept_any_more_is_told_and_not_published(client: Client) -> None:
    article = ArticleFactory(draft=True)
    reference = reference_in(change(client, article, lead_image=picture(), slug="/"))
    KeptPicture.objects.all().delete()
    for gone in (reference, "rubbish"):
        response = change(client, article, _publish="1", **{"lead_image-kept": gone})
        assert "is not kept any more" in response.text
    article.refresh_from_db()
    assert not article.is_public


def test_nobody_else_reaches_a_kept_picture(client: Client) -> None:
    article = ArticleFactory(draft=True)
    reference = reference_in(change(client, article, lead_image=picture(), slug="/"))
    address = f"/admin/articles/article/kept-picture/{reference}/"
    shown = client.get(address)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert "private" in shown.headers["Cache-Control"]
    assert client.get("/admin/articles/article/kept-picture/rubbish/").status_code == 404

    client.force_login(editor("dana"))
    assert client.get(address).status_code == 404
    response = change(client, article, **{"lead_image-kept": reference})
    assert "is not kept any more" in response.text
    client.logout()
    assert client.get(address).status_code == 302


def test_pictures_that_nobody_came_back_to_are_pruned(client: Client, maren: User) -> None:
    article = ArticleFactory(draft=True)
    for _ in range(2):
        change(client, article, lead_image=picture(), slug="/")
    KeptPicture.objects.filter(pk=KeptPicture.objects.latest("pk").pk).update(
        updated_at=timezone.now() - timedelta(days=31)
    )
    assert prune_unsaved() == 1
    for _ in range(31):
        change(client, article, lead_image=picture(), slug="/")
    assert KeptPicture.objects.count() == 30
