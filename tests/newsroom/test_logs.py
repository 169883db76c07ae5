import logging
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from logging.config import dictConfig
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    SuspiciousOperation,
    TooManyFieldsSent,
)
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.test import Client
from django.urls import path
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from newsroom.logs import (
    OUTSIDERS_LENGTH,
    OUTSIDERS_LINES,
    WINDOW,
    OutageFilter,
    OutsidersFilter,
    RedactingFormatter,
)
from newsroom.urls import urlpatterns as site_urls


def formatted(message: str, *arguments: object) -> str:
    record = logging.LogRecord("test", logging.ERROR, __file__, 1, message, arguments, None)
    return RedactingFormatter().format(record)


@pytest.mark.parametrize(
    "line",
    [
        "posted by ada@example.org",
        "ada.lovelace+news@mail.example.co.uk",
        "<ada@example.org>",
        "'ada@example.org'",
        "{'email': 'ada@example.org'}",
        "email=ada@example.org&name=Ada",
        "Key (email)=(ada@example.org) already exists.",
        "GET /?email=ada%40example.org",
        "mailto:ada@example.org",
        "żółw@example.org",
        "ada@localhost",
    ],
)
def test_an_address_never_reaches_a_log_line(line: str) -> None:
    redacted = formatted(line)

    assert "@" not in redacted
    assert "%40" not in redacted
    assert "ada" not in redacted
    assert "[address]" in redacted


def test_an_address_among_the_arguments_is_redacted_too() -> None:
    assert "ada@" not in formatted("posted by %s", "ada@example.org")


def test_an_address_in_a_traceback_is_redacted_too() -> None:
    error = ValueError("duplicate key (email)=(ada@example.org)")
    record = logging.LogRecord(
        "test", logging.ERROR, __file__, 1, "failed", (), (ValueError, error, None)
    )

    line = RedactingFormatter().format(record)

    assert "ada@" not in line
    assert "duplicate key (email)=([address])" in line


def test_the_token_of_a_receipt_never_reaches_a_log_line() -> None:
    line = formatted("Not Found: %s", "/receipts/Zm9vYmFy-_b4/edit/")

    assert "Zm9v" not in line
    assert "/receipts/[token]/edit/" in line


def test_the_token_of_a_link_to_decide_with_never_reaches_a_log_line() -> None:
    line = formatted("Gone: %s", "/admin/comments/by-mail/WzEsM10.1xVZtj.gGG-ua_4/")

    assert "WzEs" not in line
    assert "gGG" not in line
    assert "/by-mail/[token]/" in line


def test_the_token_of_a_mailed_link_never_reaches_a_log_line() -> None:
    line = formatted("Not Found: %s", "/confirm/82.1xVZrF.fJn5kMTx2OBD_K-4/")

    assert "fJn5" not in line
    assert line.endswith("/confirm/[token]/")


def test_a_line_without_secrets_stays_as_it_is() -> None:
    assert formatted("comment %s screened in %s ms", 7, 12).endswith(
        "ERROR test: comment 7 screened in 12 ms"
    )


REFUSALS = {
    "denied": PermissionDenied("no"),
    "unreadable": MultiPartParserError("no"),
    "bad": BadRequest("no"),
    "suspicious": SuspiciousOperation("no"),
    "too-many": TooManyFieldsSent("no"),
    "broken": ValueError("a fault of ours"),
}


def refuse(_request: HttpRequest, why: str) -> HttpResponse:
    raise REFUSALS[why]


urlpatterns = [*site_urls, path("refused/<why>/", refuse)]


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the site's own logging writes; afterwards all is as it was."""
    root, django = logging.getLogger(), logging.getLogger("django")
    before = root.handlers[:], root.level, django.handlers[:], django.level
    stream = StringIO()
    config: dict[str, Any] = {**settings.LOGGING}
    config["handlers"] = {"console": {**config["handlers"]["console"], "stream": stream}}
    dictConfig(config)
    yield stream
    root.handlers, root.level, django.handlers, django.level = before


@pytest.mark.urls(__name__)
@pytest.mark.django_db
class TestWhatOutsidersMakeTheSiteSay:
    @pytest.mark.parametrize("why", [why for why in REFUSALS if why != "broken"])
    def test_a_refusal_is_one_line(self, client: Client, log: StringIO, why: str) -> None:
        assert client.get(f"/refused/{why}/").status_code in {400, 403}

        assert len(log.getvalue().splitlines()) == 1
        assert " WARNING django." in log.getvalue()

    def test_a_foreign_host_is_one_line(self, client: Client, log: StringIO) -> None:
        assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 400

        assert len(log.getvalue().splitlines()) == 1
        assert "Invalid HTTP_HOST header: 'elsewhere.example'" in log.getvalue()

    def test_a_long_nonsense_is_a_short_line(self, client: Client, log: StringIO) -> None:
        client.get("/" + "a" * 5000)

        assert len(log.getvalue()) < OUTSIDERS_LENGTH + 100
        assert log.getvalue().endswith("…\n")

    def test_a_thousand_times_the_same_are_a_few_lines(self, client: Client, log: StringIO) -> None:
        for number in range(OUTSIDERS_LINES + 30):
            client.get("/", headers={"Host": f"elsewhere{number}.example"})

        # A minute may end in between.
        assert OUTSIDERS_LINES <= len(log.getvalue().splitlines()) <= 2 * OUTSIDERS_LINES

    def test_a_fault_of_ours_keeps_its_traceback(self, client: Client, log: StringIO) -> None:
        client.raise_request_exception = False
        client.get("/refused/broken/")

        assert " ERROR django.request: " in log.getvalue()
        assert "Traceback" in log.getvalue()
        assert "a fault of ours" in log.getvalue()


def refusal(at: float, *, status: int = 400, words: str = "no") -> logging.LogRecord:
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, words, None, None)
    record.created = at
    vars(record)["status_code"] = status
    return record


def test_the_next_minute_says_how_much_was_left_out() -> None:
    outsiders = OutsidersFilter()
    passed = [outsiders.filter(refusal(at=0)) for _ in range(OUTSIDERS_LINES + 7)]
    later, after = refusal(at=WINDOW), refusal(at=WINDOW)

    assert passed == [True] * OUTSIDERS_LINES + [False] * 7
    assert outsiders.filter(later)
    assert later.getMessage() == "no (and 7 more like it before)"
    assert outsiders.filter(after)
    assert after.getMessage() == "no"


def test_one_kind_does_not_hide_another() -> None:
    outsiders = OutsidersFilter()
    for _ in range(OUTSIDERS_LINES + 1):
        outsiders.filter(refusal(at=0))

    assert outsiders.filter(refusal(at=0, status=403))
    assert all(outsiders.filter(refusal(at=0, status=500)) for _ in range(OUTSIDERS_LINES + 1))


def test_nonsense_makes_no_lines_of_its_own() -> None:
    record = refusal(at=0, words="Bad\n2026-01-01 ERROR root: invented %s")

    assert OutsidersFilter().filter(record)
    assert record.getMessage() == "Bad?2026-01-01 ERROR root: invented %s"


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


class TestWhatIsAway:
    @pytest.mark.parametrize(
        ("logger", "line", "error"),
        [
            ("django.request", "Internal Server Error: /", OperationalError("away")),
            ("newsroom.server.application", "not answered", OperationalError("away")),
            ("celery.app.trace", "Task raised unexpected: away", OperationalError("away")),
            ("celery.app.trace", "Task raised unexpected: away", BrokerError("away")),
            ("celery.bootsteps", "Error on restarting Gossip", RedisError("away")),
            ("celery.beat", "Message Error: away\n['stack']", ConnectionRefusedError("away")),
            ("celery.worker.consumer.consumer", "Cannot connect: away.\nTrying again", None),
            ("newsroom.health", "Redis does not answer", None),
            ("comments.mails.outbox", "Mails wait, as the mail server cannot be reached", None),
        ],
    )
    def test_is_told_of_once_a_minute_without_a_traceback(
        self, log: StringIO, logger: str, line: str, error: Exception | None
    ) -> None:
        for _try in range(100):
            logging.getLogger(logger).error(line, exc_info=error and raised(error))

        assert len(log.getvalue().splitlines()) == 1
        assert line.partition("\n")[0] in log.getvalue()

    def test_is_told_of_with_how_often_it_was_not(self, noon: datetime) -> None:
        outages = OutageFilter()
        lines = [
            logging.LogRecord("newsroom.health", logging.WARNING, "", 1, "Away", (), None)
            for _try in range(6)
        ]
        for record, after in zip(lines, (0, 1, 2, 3, WINDOW, WINDOW + 1), strict=True):
            record.created = noon.timestamp() + after

        assert [outages.filter(record) for record in lines] == [
            True, False, False, False, True, False,
        ]  # fmt: skip
        assert lines[4].getMessage() == "Away (and 3 more like it before)"

    def test_is_no_line_for_each_request_that_was_refused(self, log: StringIO) -> None:
        said = {"status_code": 503, "request": None}
        logging.getLogger("django.request").error("Service Unavailable: /", extra=said)

        assert not log.getvalue()

    def test_leaves_what_is_told_of_each_mail(self, log: StringIO) -> None:
        for number in range(3):
            logging.getLogger("comments.mails.outbox").warning("Mail %d: Refused", number)

        assert len(log.getvalue().splitlines()) == 3

    @pytest.mark.parametrize("logger", ["django.request", "celery.app.trace"])
    def test_a_fault_of_ours_keeps_its_traceback(self, log: StringIO, logger: str) -> None:
        error = raised(ValueError("ours"))
        for _time in range(3):
            logging.getLogger(logger).error("Failed", exc_info=error)

        assert log.getvalue().count("Traceback") == 3
