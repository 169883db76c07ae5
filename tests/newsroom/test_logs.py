import logging

import pytest

from newsroom.logs import RedactingFormatter


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
