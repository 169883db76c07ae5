from collections.abc import Callable
from threading import Event
from typing import Final
from urllib.parse import parse_qs

import httpx
import pytest
from pytest_django import Settings

from comments.models import Comment
from comments.screening import akismet, is_surely_spam, run_check
from comments.screening.findings import CheckUnavailable
from tests.comments.factories import CommentFactory
from tests.processes import PATIENCE

pytestmark = pytest.mark.django_db

Answer = Callable[[httpx.Request], httpx.Response]
EMAIL: Final = "ann@mail.example"


@pytest.fixture
def answered_by(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Callable[[Answer], None]:
    """Set a key, and let a function answer in the place of Akismet's server."""
    settings.AKISMET_API_KEY = "a-key"
    settings.SITE_URL = "https://news.example"

    def answer_by(answer: Answer) -> None:
        transport = httpx.MockTransport(answer)
        monkeypatch.setattr(akismet, "http_client", lambda: httpx.Client(transport=transport))

    return answer_by


@pytest.fixture
def comment() -> Comment:
    return CommentFactory(
        email=EMAIL, ip_address="192.0.2.7", name="Ann", website="https://ann.example/"
    )


def test_without_a_key_nobody_is_asked(monkeypatch: pytest.MonkeyPatch, comment: Comment) -> None:
    def nobody() -> httpx.Client:
        pytest.fail("a client was made")

    monkeypatch.setattr(akismet, "http_client", nobody)
    result = run_check("akismet", comment)
    assert (result.finding, result.unavailable) == (None, "")


@pytest.mark.parametrize(
    ("answer", "score", "is_sure"),
    [
        (httpx.Response(200, text="false"), None, False),
        (httpx.Response(200, text="true"), 0.9, False),
        (httpx.Response(200, text="true", headers={"X-akismet-pro-tip": "discard"}), 1.0, True),
    ],
)
def test_its_answer_is_a_score(
    answered_by: Callable[[Answer], None],
    comment: Comment,
    answer: httpx.Response,
    score: float | None,
    is_sure: bool,
) -> None:
    answered_by(lambda _request: answer)
    result = run_check("akismet", comment)
    assert (result.finding and result.finding.score) == score
    assert is_surely_spam([result]) is is_sure


def test_it_is_told_what_the_docstring_says(
    answered_by: Callable[[Answer], None], comment: Comment
) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.url, parse_qs(request.content.decode())))
        return httpx.Response(200, text="false")

    answered_by(answer)
    akismet.check_akismet(comment)
    ((url, told),) = asked
    assert url == "https://rest.akismet.com/1.1/comment-check"
    assert told.pop("comment_date_gmt") == [comment.created_at.isoformat()]
    assert told == {
        "api_key": ["a-key"],
        "blog": ["https://news.example"],
        "user_ip": ["192.0.2.7"],
        "user_agent": ["Mozilla/5.0"],
        "comment_type": ["comment"],
        "comment_author": ["Ann"],
        "comment_author_email": [EMAIL],
        "comment_author_url": ["https://ann.example/"],
        "comment_content": [comment.body],
        "permalink": [f"https://news.example{comment.article.get_absolute_url()}"],
        "blog_lang": ["en_gb"],
        "blog_charset": ["UTF-8"],
    }


def times_out(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout(f"while sending {request.content!r}")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda _request: httpx.Response(503, text="down"), "Akismet could not be reached."),
        (times_out, "Akismet could not be reached."),
        (
            lambda _request: httpx.Response(200, text="invalid"),
            "Akismet does not accept the key: AKISMET_API_KEY or SITE_URL is wrong.",
        ),
        (
            lambda request: httpx.Response(200, text=f"what? {request.content!r}"),
            "Akismet gave an answer that is not understood.",
        ),
    ],
)
def test_what_goes_wrong_is_said_without_personal_data(
    answered_by: Callable[[Answer], None],
    comment: Comment,
    caplog: pytest.LogCaptureFixture,
    answer: Answer,
    sentence: str,
) -> None:
    answered_by(answer)
    assert run_check("akismet", comment).unavailable == sentence
    assert sentence in caplog.text
    for secret in (EMAIL, "ann%40", "a-key", comment.body):
        assert secret not in caplog.text


def test_an_erased_network_address_is_said(
    answered_by: Callable[[Answer], None],
) -> None:
    answered_by(lambda _request: httpx.Response(200, text="true"))
    with pytest.raises(CheckUnavailable, match="network address"):
        akismet.check_akismet(CommentFactory(ip_address=None))


def test_it_waits_for_less_than_a_screening_may_take(settings: Settings) -> None:
    with akismet.http_client() as client:
        limits = client.timeout.as_dict().values()
    assert sum(limit or 60 for limit in limits) < settings.SCREENING_SOFT_LIMIT
    assert sum(limit or 0 for limit in limits) <= akismet._SECONDS < settings.SCREENING_SOFT_LIMIT  # noqa: SLF001


def test_it_waits_for_no_longer_whatever_the_system_does_meanwhile(
    answered_by: Callable[[Answer], None], comment: Comment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where nobody says what address Akismet's server has."""
    goes_on = Event()

    def hang(_request: httpx.Request) -> httpx.Response:
        goes_on.wait(PATIENCE)
        return httpx.Response(200, text="false")

    monkeypatch.setattr(akismet, "_SECONDS", 0.1)
    answered_by(hang)

    assert run_check("akismet", comment).unavailable == "Akismet could not be reached."
    goes_on.set()
