"""What is searched for: words stand in the address bar, and mail addresses nowhere."""

from importlib import import_module
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.test import Client

from comments.identity import names_address
from comments.models import SavedView
from comments.search import find_address, hide_address
from tests.comments.desk.page import URL, Desk, cards_of, messages_of, text_of, waiting_comment
from tests.comments.factories import UserFactory

pytestmark = pytest.mark.django_db

# Each part is so long that no signature spells it by chance.
ADDRESS = "annabella.leeward@mailhouse.example"
REPAIR = import_module("comments.migrations.0024_kept_views_without_addresses")


def search(desk: Desk, typed: str, **asked: Any) -> str:
    response = desk.client.post(f"{URL}search/", {"q": typed, **asked})
    assert response.status_code == 303
    return str(response["Location"])


def test_words_are_in_the_address_bar_with_the_other_filters(desk: Desk) -> None:
    asked = {"status": "spam", "age": "week", "wave": "7", "check": "", "csrfmiddlewaretoken": "x"}
    assert search(desk, "late ferry", **asked) == f"{URL}?status=spam&wave=7&q=late+ferry&age=week"


@pytest.mark.parametrize(
    "typed", [ADDRESS, ADDRESS.upper(), "annabella.leeward@", "@mailhouse.ex", f"{ADDRESS} "]
)
def test_an_address_is_found_and_nothing_of_it_is_in_the_address_bar(
    desk: Desk, typed: str
) -> None:
    wanted = waiting_comment(email=ADDRESS)
    waiting_comment(email="bob@post.example")
    location = search(desk, typed, status="in_review")
    assert not any(
        part in location.lower() for part in ("annabella", "leeward", "mailhouse", "@", "%40")
    )
    page = desk.client.get(location)
    assert cards_of(page) == [wanted.pk]
    assert f'value="{typed.strip().lower()}"' in text_of(page)
    links = [part.split('"')[0] for part in text_of(page).split('href="')[1:]]
    assert not any(names_address(link) for link in links)


@pytest.mark.parametrize(
    "typed",
    [
        "nobody-at-all@mailhouse.example",
        f"ferry {ADDRESS}",
        "@",
        "annabella\uff20mailhouse.example",
    ],
)
def test_what_is_no_address_that_we_know_finds_nothing_rather_than_all(
    desk: Desk, typed: str
) -> None:
    waiting_comment(email=ADDRESS)
    location = search(desk, typed)
    assert "annabella" not in location
    assert "nobody-at-all" not in location
    page = desk.client.get(location)
    assert cards_of(page) == []
    assert "Search again" in text_of(page) or "Search for an address by itself" in text_of(page)


def test_who_may_not_see_addresses_learns_nothing_from_a_colleagues_search(
    desk: Desk, client: Client
) -> None:
    waiting_comment(email=ADDRESS)
    location = search(desk, ADDRESS)
    trainee = UserFactory(is_staff=True)
    trainee.user_permissions.add(Permission.objects.get(codename="decide_comment"))
    client.force_login(trainee)
    page = desk.client.get(location)
    assert cards_of(page) == []
    assert ADDRESS not in text_of(page)
    assert cards_of(desk.search("@")) == []
    assert "You cannot search for addresses." in messages_of(desk.search(ADDRESS))
    own = search(desk, ADDRESS)
    assert len(own) < len(location)


def test_a_search_ends(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting_comment(email=ADDRESS)
    hidden = hide_address(ADDRESS)
    assert find_address(hidden) == ADDRESS
    assert find_address(hidden[:-1]) == find_address("") == find_address("-") == ""
    monkeypatch.setattr("comments.search.addresses.LASTS", -1)
    assert find_address(hidden) == ""


@pytest.mark.parametrize("page", ["review/", "review/export/", "comment/", "writernote/"])
@pytest.mark.parametrize("query", ["q=ann@mail.example", "q=ann%2540mail", "x=1&article=%EF%BC%A0"])
def test_an_address_in_an_address_bar_is_not_searched_for(
    desk: Desk, page: str, query: str
) -> None:
    waiting_comment(email=ADDRESS)
    response = desk.client.get(f"/admin/comments/{page}?{query}&status=spam")
    assert response.status_code == 302
    assert response["Location"] in {
        f"/admin/comments/{page}?status=spam",
        f"/admin/comments/{page}?x=1&status=spam",
    }
    assert "Search for an address in the review queue" in text_of(desk.client.get(URL))


def test_a_decision_under_an_address_typed_by_hand_leads_back_without_it(desk: Desk) -> None:
    comment = waiting_comment(email=ADDRESS)
    query = f"?status=in_review&q={ADDRESS}"
    answer = desk.post("approve", f"{comment.pk}:1", query=query)
    assert answer["Location"] == f"{URL}?status=in_review#content-start"
    everything = desk.post("spam", query=query, everything="1")
    assert "annabella" not in everything["Location"]
    comment.refresh_from_db()
    assert comment.status == "approved"


def test_no_search_for_one_writer_is_saved(desk: Desk) -> None:
    comment = waiting_comment(email=ADDRESS)
    for query in (f"who={hide_address(ADDRESS)}", f"writer={comment.pk}"):
        assert "Save this view" not in text_of(desk.client.get(f"{URL}?{query}"))
        page = desk.client.post(f"{URL}views/?{query}", {"name": "Ann"}, follow=True)
        assert "cannot be saved" in messages_of(page)
    page = desk.client.post(f"{URL}views/?q=x", {"name": f"By {ADDRESS}"}, follow=True)
    assert "leave addresses out" in messages_of(page)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("query", [f"q={ADDRESS}", "q=ann%40mail.example"])
def test_the_database_keeps_no_view_with_an_address(query: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(name="Ann", query=query)


@pytest.mark.parametrize(
    ("kept", "repaired"),
    [
        (("Prizes", "status=spam&q=win"), ("Prizes", "status=spam&q=win")),
        (
            ("Ann", f"status=spam&q={ADDRESS}&order=newest"),
            ("Ann (without its address)", "status=spam&order=newest"),
        ),
        (("@mail.example", "q=%40mail"), ("[address] (without its address)", "")),
        ((f"By {ADDRESS}", "status=spam"), ("By [address]", "status=spam")),
        (("x" * 60, f"article={ADDRESS}"), (f"{'x' * 38} (without its address)", "")),
    ],
)
def test_views_that_were_kept_with_an_address_are_repaired(
    kept: tuple[str, str], repaired: tuple[str, str]
) -> None:
    assert REPAIR.repair(*kept) == repaired


def test_a_repaired_view_takes_no_name_that_is_taken() -> None:
    assert REPAIR.free_name("Ann", taken={"Ann", "Ann 2"}) == "Ann 3"
    assert REPAIR.free_name("x" * 70, taken={"x" * 60}) == f"{'x' * 56} 2"


def test_messages_are_in_no_cookie(desk: Desk) -> None:
    comment = waiting_comment(name="Ann <ann@mail.example>")
    answer = desk.post("approve", f"{comment.pk}:1")
    assert "messages" not in answer.cookies
    assert "messages" not in desk.client.cookies


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("a<b", "Signs are not looked for: this is what has the words “a b…”."),
        ("C++ gulls", "the words “c…” “gulls…”."),
        ('"R&D"', "the words “r d”."),
        ("€ 5", "the words “5…”."),
        ("<<", "There is no word or number in that, so nothing was looked for."),
        ("?!", "There is no word or number in that, so nothing was looked for."),
        ("🙂", "There is no word or number in that, so nothing was looked for."),
    ],
)
def test_what_signs_are_left_out_is_said(desk: Desk, typed: str, note: str) -> None:
    waiting_comment(body="a boat, a bridge, c, gulls, r d and 5")
    assert note in text_of(desk.search(typed))


@pytest.mark.parametrize(
    "typed", ["a boat", "don't", "don’t", "Köln–Deutz, 5.30", '"a boat"', "日本語"]
)
def test_where_all_that_was_typed_is_looked_for_nothing_is_said(desk: Desk, typed: str) -> None:
    waiting_comment()
    assert "desk-search-note" not in text_of(desk.search(typed))
