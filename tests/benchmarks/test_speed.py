"""What a request costs in CPU time, beside bare pages measured in the same run.

Prints milliseconds of this process (medians) and how many bare pages that is; asserts nothing of
them. Ratios carry over to other machines, times do not. The floor is a view of Django's that sends
the same bytes from memory, without any middleware.
"""

import statistics
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import Settings

from comments.markup import render_comment
from comments.models import Status
from newsroom import stored_pages
from newsroom.urls import urlpatterns as site_urls
from tests.articles.factories import ArticleFactory
from tests.comments.factories import CommentFactory, FindingFactory, UserFactory

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]

RUNS = 30


class Answer(NamedTuple):
    headers: dict[str, str]
    body: bytes
    line: str

    @property
    def bytes_of_headers(self) -> int:
        """Count them as a server sends them, which adds its name and the date: some 55 bytes."""
        lines = [f"HTTP/1.1 {self.line}", *map(": ".join, self.headers.items())]
        return sum(len(line) + 2 for line in lines) + 2


class Site:
    """Calls the WSGI application as a server does; Django's test client costs more than pages."""

    def __init__(self, cookie: str = "") -> None:
        self.application = WSGIHandler()
        self.requests = RequestFactory(headers={"Cookie": cookie})

    def get(self, address: str, *, status: int = 200, **headers: str) -> Answer:
        return self._answer(self.requests.get(address, headers=headers), status=status)

    def post(self, address: str, typed: dict[str, str]) -> None:
        self._answer(self.requests.post(address, typed), status=303)

    def _answer(self, request: WSGIRequest, *, status: int) -> Answer:
        answered: list[Any] = []

        def start_response(
            line: str, headers: list[tuple[str, str]], _error: object = None
        ) -> Callable[[bytes], object]:
            answered.extend((line, headers))
            return bytes

        answer = self.application(request.environ, start_response)
        body = b"".join(answer)
        answer.close()
        line, headers = answered
        assert line.startswith(str(status)), line
        return Answer(dict(headers), body, line)


def bare_page(_request: HttpRequest) -> HttpResponse:
    """Answer with one row, through all of the site's middleware."""
    return HttpResponse(User.objects.values_list("username").first())


def floor_page(_request: HttpRequest, size: int) -> HttpResponse:
    return HttpResponse(floor_bytes[size])


floor_bytes: dict[int, bytes] = {}
urlpatterns = [*site_urls, path("bare/", bare_page), path("floor/<int:size>/", floor_page)]


def median_cpu(work: Callable[[], object]) -> float:
    """Return milliseconds of CPU time, after two runs that are not counted."""
    work()
    work()
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def test_cost_of_a_request(settings: Settings, client: Client) -> None:
    """`client` only logs in."""
    settings.ROOT_URLCONF = __name__
    settings.FLOOD_LIMITS_PER_ADDRESS = settings.FLOOD_LIMITS_PER_NETWORK = []
    for size in (0, 50, 1000):
        article = ArticleFactory(slug=f"with-{size}", comment_count=size)
        CommentFactory.create_batch(size, article=article, status=Status.APPROVED)
    for comment in CommentFactory.create_batch(200, status=Status.IN_REVIEW):
        FindingFactory(comment=comment)
    client.force_login(UserFactory(moderator=True))
    moderator = Site(cookie=f"sessionid={client.cookies['sessionid'].value}")
    reader = Site()
    numbers = count()

    def post() -> None:
        typed = {
            "comment": f"Thought number {next(numbers)}, with https://a.example/ and <b>tags</b>.",
            "name": "Ann",
            "email": "ann@example.org",
        }
        reader.post("/articles/with-0/comments/", typed)

    bare = median_cpu(lambda: reader.get("/bare/"))
    rows = {
        "a bare page, one row": bare,
        "front page": median_cpu(lambda: reader.get("/")),
        "article, no comments": median_cpu(lambda: reader.get("/articles/with-0/")),
        "article, 50 comments": median_cpu(lambda: reader.get("/articles/with-50/")),
        "article, 1,000 comments": median_cpu(lambda: reader.get("/articles/with-1000/")),
        "posting a comment": median_cpu(post),
        "review queue, 20 cards": median_cpu(lambda: moderator.get("/admin/comments/review/")),
        "rendering a comment": median_cpu(lambda: render_comment("An <b>ordinary</b> one. " * 12)),
    }
    print(f"\n{'CPU of one request':28}{'ms':>9}{'bare pages':>13}")
    for name, milliseconds in rows.items():
        print(f"{name:28}{milliseconds:9.2f}{milliseconds / bare:13.1f}")


def test_cost_of_a_stored_page(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    reader = Site()
    settings.MIDDLEWARE = []
    floor = Site()
    print(f"\n{'CPU of one request':28}{'ms':>9}{'floors':>9}{'bytes':>10}")
    for size in (0, 50, 1000):
        article = ArticleFactory(slug=f"with-{size}", comment_count=size)
        CommentFactory.create_batch(size, article=article, status=Status.APPROVED)
        address = f"/articles/with-{size}/"
        page = reader.get(address)
        floor_bytes[size] = page.body
        etag = page.headers["ETag"]

        rows: dict[str, Callable[[], Answer]] = {
            "the same bytes, bare": partial(floor.get, f"/floor/{size}/"),
            "stored": partial(reader.get, address),
            "stored, compressed": partial(reader.get, address, accept_encoding="gzip"),
            "not modified": partial(reader.get, address, status=304, if_none_match=etag),
            "made anew": partial(_get_anew, reader, address),
        }
        costs = {name: median_cpu(work) for name, work in rows.items()}
        for name, work in rows.items():
            ratio = costs[name] / costs["the same bytes, bare"]
            length = len(work().body) or work().bytes_of_headers
            print(f"{f'{size:,}: {name}':28}{costs[name]:9.3f}{ratio:9.1f}{length:10,}")


def _get_anew(reader: Site, address: str) -> Answer:
    stored_pages.forget_all()
    return reader.get(address)
