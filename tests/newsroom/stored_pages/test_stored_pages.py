"""What is served from memory, to whom, and as what."""

import gzip
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import Article
from articles.page_versions import Stored
from newsroom.stored_pages import StoredPagesMiddleware, flights, memory, middleware
from newsroom.stored_pages.answers import accepts_gzip
from newsroom.stored_pages.memory import Address, Memory, Page
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory, UserFactory
from tests.processes import wait_until

PAGE = "/articles/ferry/"


@pytest.fixture
def article() -> Article:
    return ArticleFactory(slug="ferry")


@pytest.fixture
def one_query(django_assert_num_queries: DjangoAssertNumQueries) -> Any:
    return django_assert_num_queries(1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", PAGE, f"{PAGE}comments/feed/", "/feed/", "/sitemap.xml", "/sections/sea/"]
)
def test_a_stored_page_costs_one_query_and_is_what_it_was(
    address: str, client: Client, one_query: Any
) -> None:
    ArticleFactory(slug="ferry", section__slug="sea")
    made = client.get(address)
    with one_query:
        stored = client.get(address)
    assert stored.content == made.content
    assert stored.headers == made.headers
    assert stored.headers["Cache-Control"] == "public, no-cache"
    assert int(stored.headers["Content-Length"]) == len(stored.content)
    for name in ("Content-Security-Policy", "X-Frame-Options", "Referrer-Policy"):
        assert name in stored.headers


@pytest.mark.django_db
def test_whoever_has_the_page_is_told_so_in_few_bytes(
    article: Article, client: Client, one_query: Any
) -> None:
    etag = client.get(PAGE).headers["ETag"]
    for has in (etag, f'"other", {etag}', etag.removeprefix("W/"), "*"):
        response = client.get(PAGE, headers={"If-None-Match": has})
        assert (response.status_code, response.content) == (304, b"")
    with one_query:
        response = client.get(PAGE, headers={"If-None-Match": etag})
    assert response.headers["ETag"] == etag
    # With what a server adds, its name and the date: some 80 bytes.
    assert sum(len(name) + len(value) + 4 for name, value in response.headers.items()) < 215
    Article.objects.update(headline="Another")
    assert client.get(PAGE, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.django_db
def test_whoever_has_a_page_that_nobody_stored_is_told_so_as_well(
    article: Article, client: Client
) -> None:
    """The name of a page is of what it says: another process gives it the same."""
    etag = client.get(PAGE).headers["ETag"]
    memory.forget_all()
    assert client.get(PAGE, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(PAGE, headers={"If-Match": '"other"'}).status_code == 412
    assert client.get(PAGE).status_code == 200


@pytest.mark.django_db
def test_head_says_what_get_would(article: Article, client: Client) -> None:
    at_first = client.head(PAGE)
    get, head = client.get(PAGE), client.head(PAGE)
    assert at_first.content == head.content == b""
    assert at_first.headers == head.headers == get.headers


@pytest.mark.django_db
def test_a_browser_gets_the_page_compressed(article: Article, client: Client) -> None:
    plain = client.get(PAGE)
    for _time in range(2):
        response = client.get(PAGE, headers={"Accept-Encoding": "br, gzip;q=0.8"})
        assert response.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(response.content) == plain.content
        assert response.headers["ETag"] == plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("gzip", True),
        ("br, GZIP", True),
        ("gzip;q=0.001", True),
        ("gzip ; q=1.0", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("xgzip", False),
    ],
)
def test_who_takes_it_compressed(header: str, expected: bool) -> None:
    assert accepts_gzip(header) is expected


@pytest.mark.django_db
def test_a_strangers_parameter_makes_no_other_page(
    article: Article, client: Client, one_query: Any
) -> None:
    page = client.get(PAGE).content
    with one_query:
        assert client.get(f"{PAGE}?utm_source=x&fbclid=1").content == page
    memory.forget_all()
    assert client.get(f"{PAGE}?utm_source=x").content == page


@pytest.mark.django_db
def test_a_parameter_of_ours_does(article: Article, client: Client) -> None:
    comment = CommentFactory(article=article, status="approved", name="Ann")
    page = client.get(PAGE).content
    asked = f"{PAGE}?utm=1&reply_to={comment.pk}"
    replying = client.get(asked).content
    assert replying != page
    assert f'name="parent" value="{comment.pk}"'.encode() in replying
    assert client.get(asked).content == replying
    assert client.get(PAGE).content == page
    assert client.get(f"{PAGE}?reply_to={'1' * 400}").content == page


@pytest.mark.django_db
def test_colleagues_get_the_page_that_readers_get(
    article: Article, client: Client, one_query: Any
) -> None:
    page = client.get(PAGE).content
    client.force_login(UserFactory(moderator=True))
    with one_query:
        assert client.get(PAGE).content == page


@pytest.mark.django_db
def test_what_belongs_to_one_reader_is_never_stored(article: Article, client: Client) -> None:
    kept = memory.memory_for(Address(PAGE, ""))
    typed = {"comment": "Well said.", "name": "Ann", "email": "ann@mail.example"}
    receipt = client.post(f"{PAGE}comments/", typed, follow=True)
    refused = client.post(f"{PAGE}comments/", {"comment": "No name."})
    assert b"Well said." in receipt.content
    assert b"No name." in refused.content
    for private in (receipt, refused):
        assert "ETag" not in private.headers or "no-store" in private.headers["Cache-Control"]
    assert kept.find(Address(PAGE, "")) is None
    assert b"Well said." not in client.get(PAGE).content


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_not_stored(client: Client) -> None:
    assert client.get(PAGE).status_code == 404
    ArticleFactory(slug="ferry")
    assert client.get(PAGE).status_code == 200


@pytest.mark.django_db
def test_an_article_that_was_taken_back_stays_away_in_an_outage(
    article: Article, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [PAGE, f"{PAGE}?after=1", f"{PAGE}?reply_to=1"]
    assert [client.get(page).status_code for page in pages] == [200] * 3
    Article.objects.filter(pk=article.pk).update(status=Article.Status.DRAFT)
    assert client.get(PAGE).status_code == 404

    def is_away(*_asked: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr("articles.page_versions._rows", is_away)
    monkeypatch.setattr("newsroom.stored_pages.middleware.is_outage", lambda _error: True)
    monkeypatch.setattr("newsroom.unavailable.is_outage", lambda _error: True)
    client.raise_request_exception = False
    assert [client.get(page).status_code for page in pages] == [503] * 3


@pytest.mark.django_db
def test_an_article_that_is_taken_back_while_it_is_made_is_not_kept(
    article: Article, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(PAGE)
    stored = memory.memory_for(Address(PAGE, ""))
    assert stored.find(Address(PAGE, ""))
    Article.objects.filter(pk=article.pk).update(status=Article.Status.DRAFT)
    monkeypatch.setattr(middleware, "_view_at", lambda _path, _url: (Stored(lambda: 2, ()), {}))
    assert client.get(PAGE).status_code == 404
    assert stored.find(Address(PAGE, "")) is None


@pytest.mark.django_db
def test_addresses_that_are_nobodys_take_no_memory(article: Article, client: Client) -> None:
    middleware._view_at.cache_clear()  # noqa: SLF001
    accepts_gzip.cache_clear()
    for number in range(3):
        client.get(f"/receipts/secret{number}/")
        client.get(f"/{number}{'x' * 50_000}/")
        client.get(PAGE, headers={"Accept-Encoding": f"{' ' * 50_000}x{number}"})
    assert middleware._view_at.cache_info().currsize == 1  # noqa: SLF001
    assert accepts_gzip.cache_info().currsize == 1


@pytest.mark.django_db
def test_an_address_in_another_spelling_displaces_no_page(client: Client) -> None:
    ArticleFactory(slug="\u00e9t\u00e9")
    for spelling in ("\u00e9t\u00e9", "e\u0301t\u00e9", "e\u0301te\u0301"):
        assert client.get(f"/articles/{spelling}/").status_code == 200
    stored = memory.memory_for(Address("/", ""))
    assert len(stored._pages) == 1  # noqa: SLF001


@pytest.mark.django_db
def test_who_is_refused_or_led_elsewhere_gets_no_stored_page(
    article: Article, client: Client, settings: Settings
) -> None:
    client.get(PAGE)
    assert client.get(PAGE, headers={"Host": "evil.example"}).status_code == 400
    assert client.post(PAGE).status_code == 405
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(PAGE).status_code == 301


@pytest.mark.django_db
def test_without_memory_each_reader_gets_a_page_of_their_own(
    article: Article, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.STORED_PAGES_MB = 0
    client = Client()
    page = client.get(PAGE)
    with django_assert_num_queries(4):
        again = client.get(PAGE, headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304


def page(size: int) -> Page:
    return Page(1, 'W/"x"', {}, b"x" * (size - memory._OVERHEAD), b"")  # noqa: SLF001


def addresses(kept: Memory, paths: str) -> str:
    return "".join(path for path in paths if kept.find(Address(path, "")))


def test_what_nobody_has_asked_for_the_longest_makes_room(settings: Settings) -> None:
    settings.STORED_PAGES_MB = 1
    kept = Memory(share=1 / 2)
    for path in "abcd":
        kept.keep(Address(path, ""), page(128 * 1024))
    assert kept.find(Address("a", ""))
    kept.keep(Address("e", ""), page(128 * 1024))
    assert addresses(kept, "abcde") == "acde"
    kept.keep(Address("e", ""), page(64 * 1024))
    kept.keep(Address("f", ""), page(64 * 1024))
    assert addresses(kept, "acdef") == "acdef"


def test_a_page_that_would_displace_all_others_is_not_kept(settings: Settings) -> None:
    settings.STORED_PAGES_MB = 1
    kept = Memory(share=1)
    kept.keep(Address("a", ""), page(3000))
    kept.keep(Address("a", ""), page(256 * 1024))
    assert kept.find(Address("a", "")) is None


def test_pages_with_parameters_displace_no_others() -> None:
    plain, asked = Address("/", ""), Address("/", "before=x")
    assert memory.memory_for(plain) is not memory.memory_for(asked)


class Crowd:
    """A view that is slow, and readers who ask for its page at the same time."""

    def __init__(self, answer: HttpResponse | Exception) -> None:
        self.answer = answer
        self.made = 0
        self.may_end = threading.Event()
        self.middleware = StoredPagesMiddleware(self.view)

    def view(self, _request: HttpRequest) -> HttpResponse:
        self.made += 1
        self.may_end.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def ask(self, readers: int, waiting: list[int]) -> list[Any]:
        with ThreadPoolExecutor(readers) as threads:
            asked = [threads.submit(self._get) for _reader in range(readers)]
            wait_until(lambda: len(waiting) == readers - 1, what="all others wait")
            self.may_end.set()
            return [answer.exception() or answer.result() for answer in asked]

    def _get(self) -> Any:
        return self.middleware(RequestFactory().get("/any/"))


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of readers who wait for the page that another one gets made."""
    found: list[int] = []
    wait = flights.Flight.wait

    def noted(flight: flights.Flight) -> Page | None:
        found.append(1)
        return wait(flight)

    stored = Stored(lambda: "version", ())
    monkeypatch.setattr(middleware, "_view_at", lambda _path, _urlconf: (stored, {}))
    monkeypatch.setattr(flights.Flight, "wait", noted)
    return found


def test_a_page_that_many_ask_for_at_once_is_made_once(waiting: list[int]) -> None:
    crowd = Crowd(HttpResponse("the page", headers={"Cache-Control": "public"}))
    answers = crowd.ask(12, waiting)
    assert [answer.content for answer in answers] == [b"the page"] * 12
    assert crowd.made == 1


def test_what_becomes_no_page_is_made_for_each(waiting: list[int]) -> None:
    answers = Crowd(HttpResponse("private", headers={"Cache-Control": "private"})).ask(3, waiting)
    assert [answer.content for answer in answers] == [b"private"] * 3


def test_nobody_waits_for_who_has_failed(waiting: list[int]) -> None:
    answers = Crowd(ValueError("ours")).ask(3, waiting)
    assert [type(answer) for answer in answers] == [ValueError] * 3


def test_nobody_waits_for_ever(waiting: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flights, "PATIENCE", 0)
    crowd = Crowd(HttpResponse("the page", headers={"Cache-Control": "public"}))
    assert len(crowd.ask(2, waiting)) == 2
    assert crowd.made == 2


def test_what_is_not_the_same_for_all_is_not_kept(waiting: list[int]) -> None:
    private: list[dict[str, str]] = [
        {},
        {"Cache-Control": "no-store"},
        {"Cache-Control": "public", "Vary": "Cookie"},
    ]
    for headers in private:
        crowd = Crowd(HttpResponse("own", headers=headers))
        crowd.may_end.set()
        for _time in range(2):
            crowd.middleware(RequestFactory().get("/any/"))
        assert crowd.made == 2
