"""Requests as the site's own application reads them."""

from io import BytesIO
from typing import Any

import pytest
from django.test import RequestFactory

from newsroom.requests import Handler


@pytest.mark.parametrize("charset", ["idna", "utf-7", "rot13", "hex", "undefined", "no-such", ""])
def test_the_client_does_not_choose_the_codec(charset: str) -> None:
    body = b"comment=Caf%C3%A9"
    environ: dict[str, Any] = {
        **RequestFactory().get("/", QUERY_STRING="q=Caf%C3%A9&p=%ff").environ,
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": f"application/x-www-form-urlencoded; charset={charset}",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    request = Handler.request_class(environ)
    assert (request.GET["q"], request.POST["comment"]) == ("Café", "Café")
