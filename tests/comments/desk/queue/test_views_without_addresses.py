"""No address gets into a view that all colleagues see, in whatever wrapping."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client

from comments.identity import names_address
from comments.models import SavedView
from tests.comments.desk.page import URL, Desk, messages_of
from tests.comments.factories import UserFactory

pytestmark = pytest.mark.django_db

WRAPPED = [
    "ann@mail.example",
    "ann%40mail.example",
    "ann%2540mail.example",
    "ann%25252540mail.example",
    "ann\uff20mail.example",
    "ann\ufe6bmail.example",
    "ann%EF%BC%A0mail.example",
    "ann%25EF%25BC%25A0mail.example",
    "ann\uff0540mail.example",
    "ann%4%30mail.example",
    "ann%%34%30mail.example",
    f"ann%{'25' * 400}40mail.example",
]


@pytest.mark.parametrize("typed", WRAPPED)
def test_an_address_is_seen_through_its_wrapping(typed: str) -> None:
    assert names_address(typed)


@pytest.mark.parametrize(
    "typed", ["", "50 % off", "100%25", "a+b", "q=%22late+ferry%22", "%E2%82%AC"]
)
def test_what_is_no_address_is_let_through(typed: str) -> None:
    assert not names_address(typed)


@pytest.mark.parametrize(
    "query",
    [
        *(f"status=spam&q={typed}" for typed in WRAPPED),
        "q=ann%4\n0mail.example",
        "who=x",
        "?who=x",
        "q=x&%77ho=x",
        "q=x&w\tho=x",
        "writer=7",
        "writer=",
    ],
)
def test_a_query_about_somebody_is_refused_by_the_model(query: str) -> None:
    with pytest.raises(ValidationError) as refused:
        SavedView(name="Spam", query=query).full_clean()
    assert list(refused.value.message_dict) == ["query"]


@pytest.mark.parametrize("name", [f"By {typed}"[:60] for typed in WRAPPED[:-1]])
def test_a_name_with_an_address_is_refused_by_the_model(name: str) -> None:
    with pytest.raises(ValidationError, match="leave addresses out of the name"):
        SavedView(name=name, query="q=x").full_clean()


@pytest.mark.parametrize("query", [f"q={WRAPPED[4]}", f"q={WRAPPED[2]}", "who=x", "writer=7"])
def test_the_admin_says_so_at_the_field(client: Client, query: str) -> None:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = client.post("/admin/comments/savedview/add/", {"name": "Spam", "query": query})
    assert "cannot be saved" in page.content.decode()
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("query", [f"q={typed}" for typed in WRAPPED] + ["who=x", "writer=7"])
def test_the_desk_refuses_rather_than_saving_less(desk: Desk, query: str) -> None:
    page = desk.client.post(f"{URL}views/?status=spam&{query}", {"name": "Ann"}, follow=True)
    assert "cannot be saved" in messages_of(page)
    assert not SavedView.objects.exists()


def test_the_whole_queue_may_have_a_name(desk: Desk) -> None:
    desk.client.post(f"{URL}views/", {"name": "All"})
    assert SavedView.objects.get().query == ""


def test_views_that_were_let_through_before_are_repaired() -> None:
    kept = {
        ("By ann%2540mail.example", "q=x"): ("By [address]", "q=x"),
        ("Ann", "status=spam&q=ann%2540mail.example"): ("Ann (without its address)", "status=spam"),
        ("Eve", "writer=7&age=week"): ("Eve (without its address)", "age=week"),
        ("Spam", "status=spam&q=50%25"): ("Spam", "status=spam&q=50%25"),
    }
    for name, query in kept:
        SavedView.objects.create(name=name, query=query)
    module = import_module("comments.migrations.0028_saved_views_without_wrapped_addresses")
    module.take_addresses_out(apps, None)
    assert set(SavedView.objects.values_list("name", "query")) == set(kept.values())
    for view in SavedView.objects.all():
        view.full_clean()
