"""What people see while the database is away; what the log says of it."""

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from django.db import (
    DatabaseError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    connection,
)
from django.test import Client

from articles.models import Article
from newsroom import outages, unavailable
from newsroom.database import is_outage
from newsroom.outages import Outage
from tests.articles.factories import ArticleFactory


@pytest.fixture(autouse=True)
def outage(monkeypatch: pytest.MonkeyPatch) -> Outage:
    fresh = Outage("The database", quiet=0, long_quiet=0)
    monkeypatch.setattr(unavailable, "database", fresh)
    return fresh


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def fails(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let each statement fail as where the database is away."""

    def refuse(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", refuse)


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    """Let the database have as many pages as it has, all of them in use."""
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        most = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        cursor.execute("CREATE TABLE filler (bytes)")
        cursor.execute(f"PRAGMA max_page_count = {pages + 20}")
        try:
            with contextlib.suppress(OperationalError):
                while True:
                    cursor.execute("INSERT INTO filler VALUES (zeroblob(3000))")
            yield
        finally:
            cursor.execute(f"PRAGMA max_page_count = {most}")
            cursor.execute("DROP TABLE filler")


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("away: Ann"), InterfaceError("closed")])
@pytest.mark.parametrize("address", ["/", "/articles/ferry/", "/admin/", "/receipts/x/"])
def test_whoever_asks_while_the_database_is_away_is_asked_to_come_back(
    error: Exception, address: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(monkeypatch, error)
    client.cookies["sessionid"] = "a" * 32

    response = client.get(address)

    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert response["Cache-Control"] == "no-store"
    assert "default-src" in response["Content-Security-Policy"]
    assert "We will be back in a moment" in page
    assert f'href="{address}"' in page
    assert "Ann" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error",
    [
        ProgrammingError("wrong SQL"),
        DatabaseError("malformed"),
        InternalError("current transaction is aborted"),
        ValueError("ours"),
    ],
)
def test_a_fault_of_ours_stays_an_error(
    error: Exception,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fails(monkeypatch, error)

    assert client.get("/").status_code == 500
    assert any(record.exc_info for record in caplog.records)


def test_a_missing_table_is_no_outage_though_sqlite_calls_it_operational() -> None:
    with pytest.raises(sqlite3.OperationalError) as missing:
        sqlite3.connect(":memory:").execute("SELECT * FROM nothing")
    error = OperationalError("no such table")
    error.__cause__ = missing.value

    assert not is_outage(error)


@pytest.mark.django_db
def test_every_form_comes_back_with_what_was_typed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(monkeypatch, OperationalError("away"))
    client.cookies["sessionid"] = "a" * 32
    typed = {"reason": 'It is "off" & <b>rude</b>', "comment": ["3:1", "4:1"]}

    response = client.post("/admin/comments/review/?status=spam", typed)

    page = response.content.decode()
    assert response.status_code == 503
    assert "This is not stored yet" in page
    assert "It is &quot;off&quot; &amp; &lt;b&gt;rude&lt;/b&gt;</textarea>" in page
    assert 'action="/admin/comments/review/?status=spam"' in page
    assert 'name="comment" value="3:1"' in page
    assert 'name="comment" value="4:1"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("csrfmiddlewaretoken", "a long token of a form"),
        ("others", "12:3 13:1 14:2 "),
        ("wave", "5:120"),
        ("published_at", "2026-11-29 07:00:00+00:00"),
        ("_continue", "Save and continue editing"),
    ],
)
def test_what_a_form_says_by_itself_is_sent_again_unseen(
    name: str, value: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(monkeypatch, OperationalError("away"))
    client.cookies["sessionid"] = "a" * 32

    page = client.post("/admin/comments/review/", {name: value}).content.decode()

    assert "<textarea" not in page
    assert f'type="hidden" name="{name}" value="{value}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["Two words", "One paragraph.\r\n\r\nAnother.", "渡し船は七時に出ます。", "Ἀλήθεια"]
)
def test_whatever_the_script_what_somebody_wrote_is_shown(
    text: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(monkeypatch, OperationalError("away"))
    client.cookies["sessionid"] = "a" * 32

    page = client.post("/admin/comments/review/", {"body": text}).content.decode()

    assert f'dir="auto">{text}</textarea>' in page


@pytest.mark.django_db
def test_a_password_is_never_shown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fails(monkeypatch, OperationalError("away"))

    response = client.post("/admin/login/", {"username": "ann", "password": "correct horse"})

    page = response.content.decode()
    assert response.status_code == 503
    assert "horse" not in page
    assert "Back button" in page


@pytest.mark.django_db
def test_the_log_tells_of_an_outage_once_and_of_its_end(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "newsroom")
    with monkeypatch.context() as away:
        fails(away, OperationalError("away: Ann"))
        for _time in range(30):
            client.get("/")
    client.get("/")
    client.get("/")

    lines = [record.getMessage() for record in caplog.records if "newsroom" in record.name]
    # However long they took.
    assert [line.partition(" within ")[0] for line in lines] == [
        "The database fails requests (OperationalError): they are refused",
        "The database works again: 30 requests were refused",
    ]


def test_what_fails_now_and_then_is_two_outages_and_no_more(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one locked table does, that few ask for, among pages that go on."""
    now = [1000.0]
    monkeypatch.setattr(outages, "time", SimpleNamespace(monotonic=lambda: now[0]))
    outage = Outage("The database")
    for _time in range(30):
        outage.refused("LockNotAvailable")
        now[0] += outages.QUIET + 1
        outage.answered()
    now[0] += outages.LONG_QUIET
    outage.answered()

    assert caplog.messages == [
        "The database fails requests (LockNotAvailable): they are refused",
        "The database works again: 1 requests were refused within 0 s",
        "The database fails requests (LockNotAvailable): they are refused",
        "The database works again: 29 requests were refused within 168 s",
    ]


@pytest.mark.django_db
def test_pages_that_were_read_lately_are_read_while_the_database_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "newsroom")
    ArticleFactory(slug="ferry")
    before = client.get("/articles/ferry/")
    with monkeypatch.context() as away:
        fails(away, OperationalError("away"))
        read = client.get("/articles/ferry/")
        known = client.get("/articles/ferry/", headers={"If-None-Match": before.headers["ETag"]})
        assert client.get("/").status_code == 503
        assert client.post("/articles/ferry/comments/", {"comment": "Not lost."}).status_code == 503
    Article.objects.update(headline="Another")

    assert (read.status_code, read.content) == (200, before.content)
    assert read.headers == before.headers
    assert known.status_code == 304
    assert "Another" in client.get("/articles/ferry/").text
    lines = [record.getMessage() for record in caplog.records if "newsroom" in record.name]
    assert lines == [
        "The database fails requests (OperationalError): they are refused",
        "The database works again: 2 requests were refused within 0 s",
    ]


@pytest.mark.django_db
def test_a_page_that_cannot_be_made_anew_is_read_as_it_was(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ArticleFactory(slug="ferry")
    before = client.get("/articles/ferry/")
    Article.objects.update(headline="Another")
    with monkeypatch.context() as away:
        failure = Mock(side_effect=OperationalError("away since then"))
        away.setattr("articles.views.render_article", failure)
        read = client.get("/articles/ferry/")

    assert failure.called
    assert (read.status_code, read.content) == (200, before.content)
    assert "Another" in client.get("/articles/ferry/").text


@pytest.mark.django_db
def test_a_fault_of_ours_shows_no_old_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ArticleFactory(slug="ferry")
    client.get("/articles/ferry/")
    fails(monkeypatch, ProgrammingError("wrong SQL"))
    assert client.get("/articles/ferry/").status_code == 500


@pytest.mark.django_db
def test_what_needs_no_database_does_not_end_an_outage(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as away:
        fails(away, OperationalError("away"))
        client.get("/")
        away.setattr(unavailable, "connection", SimpleNamespace(connection=None))
        client.get("/robots.txt")
        client.get("/healthz")
        client.get("/readyz")

    assert "works again" not in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_on_a_full_disk_pages_are_read_and_words_come_back(client: Client) -> None:
    ArticleFactory(slug="ferry")
    with full_disk():
        read = client.get("/articles/ferry/")
        words = {"comment": "Not lost. " * 300, "name": "Ann", "email": "ann@example.org"}
        posted = client.post("/articles/ferry/comments/", words)

    assert read.status_code == 200
    assert posted.status_code == 503
    assert posted["Retry-After"] == "10"
    assert "Not lost." in posted.content.decode()
