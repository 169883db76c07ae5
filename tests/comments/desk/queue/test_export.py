"""The list as a file for spreadsheets."""

import csv
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from comments import moderation
from comments.desk.queue.export import harmless
from tests.comments.desk.page import URL, Desk, waiting_comment
from tests.comments.factories import UserFactory

pytestmark = pytest.mark.django_db


def rows_of(response: Any) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(StringIO(text)))


def test_the_list_is_what_the_view_shows(desk: Desk) -> None:
    wanted = waiting_comment(body="A ferry,\nin two lines", name="Ann", email="ann@example.org")
    waiting_comment(body="A bus")
    response = desk.client.get(f"{URL}export/?q=ferry")
    assert response["Content-Disposition"].startswith('attachment; filename="comments-in_review-')
    [row] = rows_of(response)
    assert (row["number"], row["name"]) == (str(wanted.pk), "Ann")
    assert (row["email"], row["comment"]) == ("ann@example.org", "A ferry,\nin two lines")


def test_replies_by_the_newsroom_are_in_it_whatever_is_searched_for(desk: Desk) -> None:
    said = waiting_comment(body="A ferry", email="ann@example.org")
    moderation.reply(said, by=UserFactory(moderator=True), body="The ferry is late.")
    for asked in ("", "&q=ferry"):
        rows = rows_of(desk.client.get(f"{URL}export/?status=approved{asked}"))
        assert sorted(row["email"] for row in rows) == ["", "ann@example.org"]
    found = desk.search("ann@example.org", status="approved").request["QUERY_STRING"]
    [row] = rows_of(desk.client.get(f"{URL}export/?{found}"))
    assert row["comment"] == "A ferry"


def test_a_list_that_fails_does_not_say_that_it_is_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting_comment()
    desk.client.raise_request_exception = False
    monkeypatch.setattr(
        "comments.desk.queue.export.walk", lambda *_asked, **_how: (1 / 0 for _ in range(1))
    )
    assert desk.client.get(f"{URL}export/").status_code == 500


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        (12, "12"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: object, text: str) -> None:
    assert harmless(cell) == text


def test_addresses_are_only_for_those_who_may_see_them(client: Client) -> None:
    trainee = UserFactory(is_staff=True)
    trainee.user_permissions.add(Permission.objects.get(codename="decide_comment"))
    client.force_login(trainee)
    waiting_comment(email="ann@example.org")
    [row] = rows_of(client.get(f"{URL}export/"))
    assert "ann@example.org" not in row.values()


def test_only_moderators_export(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True))
    assert client.get(f"{URL}export/").status_code == 403
