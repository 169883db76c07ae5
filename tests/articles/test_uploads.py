"""What editors paste and send, from the side of the site."""

import io
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from PIL import Image

from articles.body import reading
from articles.body.building import Builder
from articles.models import Article
from tests.articles.factories import SectionFactory

PASTE = "/admin/articles/article/paste/"
ADD = "/admin/articles/article/add/"


def editor(client: Client, *, may: bool = True) -> None:
    user = User.objects.create_user("maren", is_staff=True)
    if may:
        user.user_permissions.set(Permission.objects.filter(content_type__app_label="articles"))
    client.force_login(user)


def form(body: str, **changes: Any) -> dict[str, Any]:
    section = SectionFactory()
    return {
        "headline": "Fog",
        "slug": "fog",
        "section": section.pk,
        "body": body,
        "status": "draft",
        "commenting": "open",
        **changes,
    }


@pytest.mark.django_db
def test_what_is_pasted_comes_back_as_it_would_be_stored(client: Client) -> None:
    editor(client)
    answer = client.post(PASTE, {"html": "<h1>Fog</h1><p>b<img src=x></p>"})
    assert answer.json() == {"html": "<h2>Fog</h2><p>b</p>", "left_out": "Left out: 1 picture."}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_what_is_too_long_to_be_pasted_is_refused_in_words(client: Client) -> None:
    editor(client)
    answer = client.post(PASTE, {"html": "x" * 500_001})
    assert answer.status_code == 422
    assert "Split it into several articles" in answer.json()["error"]


@pytest.mark.django_db
def test_only_who_may_write_has_something_read(client: Client) -> None:
    assert client.post(PASTE, {"html": "x"}).status_code == 302
    editor(client, may=False)
    assert client.post(PASTE, {"html": "x"}).status_code == 403
    assert client.get(PASTE).status_code == 403
    assert Client(enforce_csrf_checks=True).post(PASTE, {"html": "x"}).status_code == 403


@pytest.mark.django_db
def test_saving_names_what_the_body_could_not_keep(client: Client) -> None:
    editor(client)
    page = client.post(ADD, form("<p>a<img src=x></p>"), follow=True)
    assert "Left out: 1 picture." in page.content.decode()
    assert Article.objects.get().body == "<p>a</p>"


@pytest.mark.django_db
def test_a_body_that_is_too_long_is_given_back_with_a_sentence(client: Client) -> None:
    editor(client)
    typed = "<p>Fog</p>" * 60_000
    page = client.post(ADD, form(typed))
    assert "Split it into several articles" in page.context["errors"][0][0]
    assert page.context["adminform"].form["body"].value() == typed
    assert not Article.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_body_is_read_before_the_transaction_that_saves_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite nobody else writes from its first moment on."""
    editor(client)
    in_transaction: list[bool] = []
    start = Builder.__init__

    def watched(builder: Builder) -> None:
        in_transaction.append(connection.in_atomic_block)
        start(builder)

    monkeypatch.setattr(Builder, "__init__", watched)
    reading._read.cache_clear()  # noqa: SLF001 -- what was read before would not be seen
    sent = form("  <p>Read only once</p> \n")
    client.post(ADD, sent)
    article = Article.objects.get()
    assert article.body == "<p>Read only once</p>"
    change = reverse("admin:articles_article_change", args=[article.pk])
    client.post(change, {**sent, "body": "<p>And again</p>" * 30})
    assert in_transaction == [False, False]


@pytest.mark.django_db(transaction=True)
def test_a_picture_is_decoded_before_the_transaction_that_saves_it(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    editor(client)
    in_transaction: list[bool] = []
    run: Any = subprocess.run

    def watched(*args: Any, **options: Any) -> Any:
        in_transaction.append(connection.in_atomic_block)
        return run(*args, **options)

    monkeypatch.setattr(subprocess, "run", watched)
    picture = io.BytesIO()
    Image.new("RGB", (10, 10)).save(picture, "PNG")
    uploaded = SimpleUploadedFile("fog.png", picture.getvalue())
    with override_settings(MEDIA_ROOT=tmp_path):
        client.post(ADD, form("<p>Fog</p>", lead_image=uploaded, lead_image_alt="Fog"))
        assert (Article.objects.get().lead_image.name or "").endswith(".jpg")
    assert in_transaction == [False]
