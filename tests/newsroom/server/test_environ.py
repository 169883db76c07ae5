from io import BytesIO
from typing import Any

import pytest

from newsroom.server.environ import environ_of as translate
from newsroom.server.protocol import Headers, Scope
from tests.newsroom.server.clients import scope


def environ_of(request: Scope, size: int = 0) -> dict[str, Any]:
    return translate(request, BytesIO(), size)


def headers_seen(headers: Headers) -> dict[str, str]:
    environ = environ_of(scope(headers=headers))
    return {name: value for name, value in environ.items() if name.startswith("HTTP_")}


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        (b"/articles/ferry/", "/articles/ferry/"),
        (b"/a%20b/%2F", "/a b//"),
        ("/żółw/".encode(), "/żółw/".encode().decode("latin-1")),
        (b"/%C5%BC", "/\xc5\xbc"),
        (b"/%FF%00", "/\xff\x00"),
        (b"/100%", "/100%"),
        (b"*", "*"),
        (b"", "/"),
    ],
)
def test_a_path_is_decoded_byte_by_byte(sent: bytes, path: str) -> None:
    assert environ_of(scope() | {"raw_path": sent, "path": ""})["PATH_INFO"] == path


def test_a_server_that_keeps_no_bytes_of_the_path_is_good_enough() -> None:
    request = scope(path="/ż")
    del request["raw_path"]

    assert environ_of(request)["PATH_INFO"] == "/ż".encode().decode("latin-1")


@pytest.mark.parametrize(
    ("path", "rest"), [("/news/", "/"), ("/news", "/"), ("/news/articles/a/", "/articles/a/")]
)
def test_a_site_below_a_path_knows_where_it_is(path: str, rest: str) -> None:
    environ = environ_of(scope(path=path) | {"root_path": "/news"})

    assert (environ["SCRIPT_NAME"], environ["PATH_INFO"]) == ("/news", rest)


def test_query_method_scheme_and_addresses_are_passed_on() -> None:
    request = scope("POST") | {"query_string": b"q=%C3%A9&x=\xe9", "scheme": "https"}
    environ = environ_of(request)

    assert environ["QUERY_STRING"] == "q=%C3%A9&x=\xe9"
    assert environ["REQUEST_METHOD"] == "POST"
    assert environ["wsgi.url_scheme"] == "https"
    assert environ["REMOTE_ADDR"] == "203.0.113.9"
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("192.0.2.1", "8000")
    assert environ["SERVER_PROTOCOL"] == "HTTP/1.1"


@pytest.mark.parametrize("client", [None, ("", "0")])
def test_who_comes_through_a_unix_socket_has_no_address(client: tuple[str, str] | None) -> None:
    assert environ_of(scope() | {"client": client, "server": None})["REMOTE_ADDR"] == ""


def test_headers_that_were_sent_twice_are_joined() -> None:
    seen = headers_seen(
        [
            (b"x-forwarded-for", b"203.0.113.9"),
            (b"cookie", b"a=1"),
            (b"x-forwarded-for", b"10.0.0.7"),
            (b"cookie", b"b=2"),
        ]
    )

    assert seen["HTTP_X_FORWARDED_FOR"] == "203.0.113.9,10.0.0.7"
    assert seen["HTTP_COOKIE"] == "a=1; b=2"


def test_a_header_is_bytes_in_latin_1() -> None:
    assert headers_seen([(b"referer", b"/\xc5\xbc")])["HTTP_REFERER"] == "/\xc5\xbc"


def test_a_name_with_an_underscore_does_not_pass_for_what_a_proxy_says() -> None:
    seen = headers_seen([(b"x-forwarded-for", b"10.0.0.7"), (b"x_forwarded_for", b"203.0.113.66")])

    assert seen["HTTP_X_FORWARDED_FOR"] == "10.0.0.7"


def test_type_and_length_have_names_of_their_own() -> None:
    headers = [(b"content-type", b"text/plain"), (b"transfer-encoding", b"chunked")]
    environ = environ_of(scope(headers=headers), size=7)

    assert environ["CONTENT_TYPE"] == "text/plain"
    assert environ["CONTENT_LENGTH"] == "7"
    assert "HTTP_CONTENT_TYPE" not in environ
