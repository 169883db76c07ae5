"""Change lists, asked for what no column holds."""

import pytest
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client

from tests.comments.factories import WatchedWordFactory

pytestmark = pytest.mark.django_db

HUGE = "9" * 30


@pytest.fixture
def admin(client: Client) -> User:
    admin = User.objects.create_superuser("admin")
    client.force_login(admin)
    return admin


@pytest.mark.parametrize(
    "asked",
    [
        f"auth/user/?groups__exact={HUGE}",
        f"auth/user/?groups__exact=-{HUGE}",
        "auth/user/?last_login__year=0",
        "auth/user/?last_login__year__gte=99999",
        "comments/watchedword/?text__range=,",
        f"comments/watchedword/?hits={HUGE}",
        "comments/watchedword/?note__gte=%00",
        f"articles/article/?section__id__exact={HUGE}",
        "articles/article/?published_at__year=0",
        "articles/article/?q=%00",
        f"articles/article/?p={HUGE}",
        "axes/accessattempt/?username__in=%00,%00",
        f"comments/comment/?article__section__id__exact={HUGE}&_facets=True",
    ],
)
def test_a_list_cannot_be_asked_for_what_no_column_holds(
    client: Client, admin: User, asked: str
) -> None:
    response = client.get(f"/admin/{asked}", follow=True)
    assert response.status_code in {200, 400}


def test_whoever_asked_for_nonsense_sees_the_whole_list(client: Client, admin: User) -> None:
    word = WatchedWordFactory()
    response = client.get(f"/admin/comments/watchedword/?hits={HUGE}", follow=True)
    if response.redirect_chain:
        assert response.redirect_chain[-1][0].endswith("?e=1")
        assert word.text in response.text


def test_a_filter_is_not_to_blame_for_a_database_that_is_away(
    client: Client, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_asked: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(ChangeList, "get_results", fail)

    response = client.get("/admin/articles/article/?published_at__year=2026")

    assert (response.status_code, response["Retry-After"]) == (503, "10")


def test_a_fault_of_our_own_stays_one(
    client: Client, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_asked: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(ChangeList, "get_results", fail)
    with pytest.raises(ZeroDivisionError):
        client.get("/admin/comments/watchedword/?action=hold", follow=True)


@pytest.mark.parametrize("page", ["change", "delete"])
def test_a_field_without_a_name_is_refused(client: Client, admin: User, page: str) -> None:
    path = f"/admin/comments/watchedword/{WatchedWordFactory().pk}/{page}/"
    assert client.get(f"{path}?_to_field=").status_code == 400
    assert client.post(path, {"_to_field": ""}).status_code == 400
