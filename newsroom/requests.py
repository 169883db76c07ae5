"""A request as the site reads it: in UTF-8, whatever the client calls it."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class Request(WSGIRequest):
    """A request whose client does not choose the codec.

    The forms of the site are UTF-8. Python has codecs that raise at what they are not meant for,
    which Django asks for before it answers errors.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(
            meta.get("CONTENT_TYPE", "")
        )
        self.content_params.pop("charset", None)


class Handler(WSGIHandler):
    request_class = Request
