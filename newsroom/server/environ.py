"""The request as WSGI has it: https://peps.python.org/pep-3333/#environ-variables."""

import sys
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from newsroom.server.answers import FileParts
from newsroom.server.protocol import Headers, Scope

# Names that CGI gives no HTTP_; the length is counted anew, as a chunked body has none.
_OWN_NAMES = {"CONTENT_TYPE", "CONTENT_LENGTH"}


def environ_of(scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
    """Translate an ASGI request; text is bytes in latin-1 clothes, as WSGI wants it."""
    client, server = scope.get("client") or ("", 0), scope.get("server") or ("", 0)
    return {
        **_headers_of(scope["headers"]),
        "CONTENT_LENGTH": str(size) if size else "",
        "GATEWAY_INTERFACE": "CGI/1.1",
        "PATH_INFO": path_of(scope),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        # Empty for whoever comes through a unix socket.
        "REMOTE_ADDR": client[0],
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": FileParts,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.multiprocess": True,
        "wsgi.multithread": True,
        "wsgi.run_once": False,
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.version": (1, 0),
    }


def path_of(scope: Scope) -> str:
    """Decode the path as it was sent: `path` has lost the bytes that are no UTF-8."""
    raw = scope.get("raw_path") or scope["path"].encode()
    path = unquote_to_bytes(raw).decode("latin-1")
    return path.removeprefix(scope.get("root_path", "")) or "/"


def _headers_of(headers: Headers) -> dict[str, str]:
    """Name the headers as CGI does, those that were sent more than once joined.

    A name with an underscore would pass for the one with a hyphen, such as what a trusted proxy
    says of its client: it is left out, as other servers do.
    """
    named: dict[str, str] = {}
    for raw_name, raw_value in headers:
        if b"_" in raw_name:
            continue
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        if name not in _OWN_NAMES:
            name = f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        if name in named:
            value = f"{named[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{value}"
        named[name] = value
    return named
