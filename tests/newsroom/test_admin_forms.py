"""A form of the admin that cannot be saved says all that is wrong, with the way to each field."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.articles.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _admin(client: Client) -> None:
    client.force_login(User.objects.create_superuser("mira"))


def summary_of(response: Any) -> str:
    found: str = response.text.partition('<div class="error-summary"')[2].partition("</div>")[0]
    return found


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        (
            "articles/article/add/",
            {"status": "scheduled", "published_at_0": "x", "commenting": "timed"},
            ["headline", "section", "published_at_0", "commenting_days"],
        ),
        ("articles/section/add/", {"position": "x"}, ["name", "position"]),
        ("comments/watchedword/add/", {}, ["text", "form_0", "action_0"]),
        ("auth/user/add/", {"username": "/"}, ["username", "password1", "password2"]),
    ],
)
def test_every_error_leads_to_its_field(
    client: Client, path: str, typed: dict[str, str], said: list[str]
) -> None:
    response = client.post(f"/admin/{path}", typed)
    summary = summary_of(response)
    assert 'role="alert" tabindex="-1" autofocus' in re.sub(r"\s+", " ", response.text)
    for name in said:
        assert f'href="#id_{name}"' in summary, summary
        assert f'id="id_{name}"' in response.text
    assert '<p class="errornote">' not in response.text
    assert "<title>Error: " in response.text
    # It would take the focus away.
    assert "change_form.js" not in response.text


def test_what_belongs_to_no_field_is_said_there_too(client: Client) -> None:
    article = ArticleFactory()
    address = f"/admin/articles/article/{article.pk}/change/"
    seen = article.history.get().pk
    article.save()
    section = article.section_id
    typed = {"seen": seen, "headline": "Fog", "section": section, "status": "draft"}
    summary = summary_of(client.post(address, {**typed, "commenting": "open"}))
    assert "was changed after you had opened it" in summary


def test_a_form_without_errors_has_no_summary(client: Client) -> None:
    page = client.get(f"/admin/articles/section/{SectionFactory().pk}/change/").text
    assert "error-summary" not in page
    assert "change_form.js" in page
