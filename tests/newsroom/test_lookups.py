"""What a list does not show, nobody reads out of it by asking for rows."""

# ruff: noqa: SLF001 - Django's own words for what a model and an admin consist of.

from typing import Any, Final

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db.models import Field, Model
from django.test import Client
from django.urls import reverse

from comments.models import Comment, Contact
from tests.comments.factories import (
    CommentFactory,
    StandingFactory,
    UserFactory,
    WriterNoteFactory,
)

pytestmark = pytest.mark.django_db

# Whatever tells who somebody is, or is derived from it, in whichever table.
_TELLING: Final = ("email", "digest", "network", "ip_address", "user_agent", "_key", "token")
_OURS: Final = {"accounts", "articles", "comments", "auth"}


def asked() -> list[tuple[type[Model], str]]:
    """Return every telling column that a list could be asked by, its own and those it leads to."""
    return [
        (model, column)
        for model in admin.site._registry
        if model._meta.app_label in _OURS
        for column in (*_telling(model), *_telling_elsewhere(model))
    ]


def _telling(model: type[Model]) -> list[str]:
    fields: list[Field[Any, Any]] = model._meta.concrete_fields  # type: ignore[assignment]
    return [one.name for one in fields if any(part in one.name for part in _TELLING)]


def _telling_elsewhere(model: type[Model]) -> list[str]:
    """Return the telling columns of what the model is tied to, directly or by a comment."""
    columns = []
    for tie in model._meta.get_fields():
        related = tie.related_model
        if isinstance(related, type):
            columns += [f"{tie.name}__{column}" for column in _telling(related)]
        if related is Comment:
            columns += [f"{tie.name}__contact__{column}" for column in _telling(Contact)]
    return columns


@pytest.fixture
def trainee(client: Client) -> Client:
    """Somebody who may look at every list, and at no address."""
    user = UserFactory(is_staff=True)
    views = Permission.objects.filter(codename__startswith="view_")
    user.user_permissions.set(views.exclude(codename="view_contact"))
    client.force_login(user)
    return client


def test_no_list_is_filtered_by_what_tells_who_somebody_is(trainee: Client) -> None:
    CommentFactory(ip_address="198.51.100.7")
    StandingFactory(network="198.51.100.0/24")
    WriterNoteFactory()
    assert asked()
    for model, column in asked():
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for lookup in ("", "__startswith", "__gt", "__regex", "__in", "__isnull"):
            answer = trainee.get(path, {f"{column}{lookup}": "1"})
            assert answer.status_code != 200, f"{path}?{column}{lookup}"


def test_no_list_is_sorted_by_what_it_does_not_show(trainee: Client) -> None:
    for model, site in admin.site._registry.items():
        if model._meta.app_label not in _OURS:
            continue
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        shown = trainee.get(path)
        sorted_by = {
            column
            for number in range(1, len(site.list_display) + 1)
            for column in trainee.get(path, {"o": number}).context["cl"].queryset.query.order_by
        }
        assert shown.status_code == 200
        hidden = set(_telling(model)) - set(site.list_display)
        assert not hidden & {str(column).lstrip("-") for column in sorted_by}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("comment", {"status__exact": "approved"}),
        ("comment", {"created_at__gte": "2026-01-01 00:00+00:00"}),
        ("comment", {"article__section__id__exact": "1"}),
        ("standing", {"kind__exact": "banned", "state": "over"}),
    ],
)
def test_filters_of_a_list_are_let_through(
    trainee: Client, path: str, query: dict[str, str]
) -> None:
    assert trainee.get(f"/admin/comments/{path}/", query).status_code == 200
